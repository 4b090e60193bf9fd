"""Hand in a folder that may not be read, with modules that may not be read either.

Success: the run stops.
"""

from pathlib import Path


def make(path: Path) -> None:
    path.mkdir()
    (path / "schedules.py").write_text("x = 1\n", encoding="utf-8")
    (path / "closed").mkdir()
    (path / "closed").chmod(0)
    (path / "schedules.py").chmod(0)
