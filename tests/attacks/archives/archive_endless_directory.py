"""Hand in a zip whose end says: 65,535 entries, a directory of 4 GiB, a comment of 64 KiB; with zip64 it is 2^64.

Success: the run takes the memory, or stops.
"""

import struct
from pathlib import Path


def make(path: Path) -> None:
    zip64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 2**63, 2**63, 2**63, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFF)
    path.with_name(path.name + ".zip").write_bytes(zip64 + locator + end + b"x" * 0xFFFF)
