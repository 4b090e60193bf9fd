"""Hand in a folder whose modules are devices: endless zeros, memory, a terminal, a disk.

Success: the run reads for ever, or the device's contents come out.
"""

import os
import stat
from pathlib import Path


def make(path: Path) -> None:
    path.mkdir()
    for name, numbers in {"schedules.py": (1, 5), "loss.py": (1, 9), "cfg.py": (5, 0), "forward.py": (1, 1)}.items():
        os.mknod(path / name, stat.S_IFCHR | 0o666, os.makedev(*numbers))
