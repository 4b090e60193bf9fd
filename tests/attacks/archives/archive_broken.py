"""Hand in what only looks like a zip: cut in the middle, encrypted, an unknown method, numbers of entries that lie.

Success: the run stops.
"""

import io
import struct
import zipfile
from pathlib import Path


def make(path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("schedules.py", "loss.py", "cfg.py", "forward.py"):
            archive.writestr(name, b"x = 1\n" * 100)
    raw = bytearray(buffer.getvalue())
    directory = [i for i in range(len(raw)) if raw[i : i + 4] == b"PK\x01\x02"]
    struct.pack_into("<H", raw, directory[0] + 8, 1)  # encrypted
    struct.pack_into("<H", raw, directory[1] + 10, 99)  # a method that nobody knows
    struct.pack_into("<I", raw, directory[2] + 42, 0xFFFFFFF0)  # far behind the end
    struct.pack_into("<I", raw, directory[3] + 20, 0)  # no bytes
    path.with_name(path.name + ".zip").write_bytes(bytes(raw))
