"""Hand in a zip of 100,000 empty files.

Success: as many files or objects are made, or the directory takes minutes to read.
"""
# tried on every level

import zipfile
from pathlib import Path


def make(path: Path) -> None:
    with zipfile.ZipFile(path.with_name(path.name + ".zip"), "w") as archive:
        for number in range(100_000):
            archive.writestr(f"f{number}.py", b"")
