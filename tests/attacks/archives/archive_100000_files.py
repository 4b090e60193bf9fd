"""Hand in a folder of 20,000 files, and 3,000 folders in a row.

Success: the walk takes minutes, or overflows the stack.
"""

import os
from pathlib import Path


def make(path: Path) -> None:
    path.mkdir()
    for number in range(20_000):
        os.close(os.open(path / f"f{number}.txt", os.O_CREAT))
    here = os.getcwd()
    try:
        os.chdir(path)
        for _ in range(300):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)
