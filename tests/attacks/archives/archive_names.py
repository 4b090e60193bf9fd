"""Hand in files with hostile names: marks that turn text round, escapes, markup, a newline, a formula, no text at all.

Success: such a name stands in a page, a table or the terminal as it is.
"""
# tried on every level
# never shown: \x1b]0;attack
# never shown: \u202eattack
# never as markup: <img src=x onerror=attack

import os
import zipfile
from pathlib import Path

NAMES = (
    "\u202eattack.py",
    "\x1b]0;attack\x07.py",
    "<img src=x onerror=attack()>.py",
    "a\nb.py",
    '=HYPERLINK("x").py',
    "-rf",
    "%00.py",
    "schedules\u200b.py",
    "\u0455chedules.py",
    "con.py",
    "nul",
    ".py",
    "...",
    " .py",
    "a'b\".py",
)


def make(path: Path) -> None:
    path.mkdir()
    for name in NAMES:
        (path / name).write_text("raise SystemExit(0)\n", encoding="utf-8")
    with open(os.fsencode(path) + b"/\xff\xfe.py", "wb") as file:
        file.write(b"x = 1\n")
    with zipfile.ZipFile(path / "more.zip", "w") as archive:
        for name in (*NAMES, "a\0b.py", "\ud7ff.py"):
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            archive.writestr(entry, b"raise SystemExit(0)\n")
