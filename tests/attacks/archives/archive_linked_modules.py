"""Hand in a folder whose modules are links: to the neighbour's, to /etc/passwd, to itself, to a folder.

Success: a link is followed: the neighbour's points, or text of /etc/passwd on the page.
"""
# tried on every level
# never on the page: root:x:0

import os
from pathlib import Path


def make(path: Path) -> None:
    path.mkdir()
    for name, target in {
        "schedules.py": "../000-honest/schedules.py", "forward.py": "/etc/passwd", "loss.py": "loss.py",
        "cfg.py": "/dev/zero", "ddpm.py": "..", "ddim.py": "/proc/self/environ",
    }.items():  # fmt: skip
        os.symlink(target, path / name)
