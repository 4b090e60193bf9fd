"""Hand in a zip whose names have 30,000 folders, 60,000 letters, and no name at all.

Success: whoever takes a name apart overflows the stack or makes the folders.
"""

import zipfile
from pathlib import Path


def make(path: Path) -> None:
    with zipfile.ZipFile(path.with_name(path.name + ".zip"), "w") as archive:
        archive.writestr("d/" * 30_000 + "schedules.py", b"raise SystemExit(0)")
        archive.writestr("a" * 60_000 + ".py", b"x = 1")
        archive.writestr("/", b"")
        archive.writestr("./././schedules.py/", b"")
        archive.writestr(" ", b"x")
