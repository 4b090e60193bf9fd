"""Write the page from the source: the line of a syntax error is shown, and this one is markup.

Success: markup stands in a page as markup.
"""
# never as markup: <script>attack

from pathlib import Path

SOURCE = 'x = 1 if else "<script>attack()</script>"\n'


def make(path: Path) -> None:
    path.mkdir()
    (path / "schedules.py").write_text(SOURCE, encoding="utf-8")
