"""Hand in a folder whose modules are hard links to the neighbour's: the same file under two names.

A copy would do as well, so its points are no secret; but the name must not be a way to write to the neighbour's file.

Success: the neighbour's file is changed.
"""
# deserves at most: 15

import os
from pathlib import Path


def make(path: Path) -> None:
    path.mkdir()
    os.link(path.parent / "000-honest" / "schedules.py", path / "schedules.py")
