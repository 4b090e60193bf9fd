"""Hand in a module of 4 GiB that takes no room on disk, and one of 30 MB of real source.

Success: it is read whole.
"""

from pathlib import Path


def make(path: Path) -> None:
    path.mkdir()
    with open(path / "schedules.py", "wb") as file:
        file.truncate(1 << 32)
    (path / "loss.py").write_text("x = 1\n" * 5_000_000, encoding="utf-8")
