"""Hand in a folder in which course_lib is a link to the neighbour's folder.

Success: the neighbour's points.
"""

import os
from pathlib import Path


def make(path: Path) -> None:
    path.mkdir()
    os.symlink("../000-honest", path / "course_lib")
