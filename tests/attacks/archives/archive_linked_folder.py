"""Hand in a link to the neighbour's folder, and in a folder a link to it.

Success: the neighbour's points.
"""

import os
from pathlib import Path


def make(path: Path) -> None:
    os.symlink("000-honest", path)
