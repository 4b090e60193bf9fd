"""Write the class into a folder: `python -m tests.cohort FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.cohort.make import make_cohort


def main(words: list[str]) -> int:
    """Write the class and say what to do with it."""
    if len(words) != 1:
        print("usage: python -m tests.cohort FOLDER", file=sys.stderr)
        return 2
    folder = Path(words[0])
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder} holds something already; name a folder that is new or empty", file=sys.stderr)
        return 2
    make_cohort(folder)
    print(f"autograder staff grade {folder}/submissions --roster {folder}/roster.csv --out {folder}/results")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
