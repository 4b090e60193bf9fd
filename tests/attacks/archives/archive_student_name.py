"""Hand in under a hostile name: the folder, and with it the student, is called like markup, an escape and a formula.

Success: the name stands in a page, a table or the terminal as it is, or leads out of the folder of records.
"""
# tried on every level
# never shown: \x1b]0;attack
# never as markup: <img src=x onerror=attack
# never shown: \u202e51

from pathlib import Path


def make(path: Path) -> None:
    name = path.name + "\x1b]0;attack\x07<img src=x onerror=attack()>\u202e51\n..%2f..%2fattack-was-here"
    path.with_name(name).mkdir()
    (path.with_name(name) / "schedules.py").write_text("x = 1\n", encoding="utf-8")
