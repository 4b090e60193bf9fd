"""The room that workers live in: a root that holds the libraries, read-only, and nothing else."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from pathlib import Path

from autograder.sandbox import linux

DEVICES = ("/dev/null", "/dev/urandom")
ROOMS = ("/tmp", "/room")
"""Where a worker may write, in its own root: the first of these that hides nothing it may read."""


def readable_paths(package: Path) -> list[Path]:
    """Return the folders that student code may read: Python, its packages, the C libraries, the given package."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = [Path(sysconfig.get_path(name)) for name in names] + [Path(p) for p in site.getsitepackages()]
    folders += [
        Path(sys.base_prefix) / "lib",
        Path("/lib"),
        Path("/lib64"),
        Path("/usr/lib"),
        Path("/usr/lib64"),
        package,
    ]
    found = sorted({folder for folder in folders if folder.is_dir()})
    return [f for f in found if f.is_symlink() or not any(other in f.parents for other in found)]


def room_beside(readable: list[Path]) -> str:
    """Return the place where a worker may write: not above a folder that it reads, for a course may lie in /tmp."""
    return next(room for room in ROOMS if not any(Path(room) in (p, *p.parents) for p in readable))


def build_room(readable: list[Path]) -> str:
    """Make a root that holds the readable folders and nothing else, and move into it for good.

    Returns the empty folder in it where a worker may be given room to write.
    """
    sources = [(path, os.open(path, os.O_PATH)) for path in readable if not path.is_symlink()]
    sources += [(Path(d), os.open(d, os.O_PATH)) for d in DEVICES]
    links = [(path, os.readlink(path)) for path in readable if path.is_symlink()]
    base, room = ROOMS[0], room_beside(readable)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("tmpfs", base, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=1m,mode=755")
    for path, descriptor in sources:
        target = base + str(path)
        device = str(path) in DEVICES
        os.makedirs(os.path.dirname(target) if device else target, mode=0o755, exist_ok=True)
        if device:
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o444))
        linux.mount(f"/proc/self/fd/{descriptor}", target, None, linux.MS_BIND | linux.MS_REC)
        linux.make_read_only(target, devices=device)
        os.close(descriptor)
    for path, to in links:
        os.symlink(to, base + str(path))
    os.makedirs(base + room, exist_ok=True)
    linux.pivot_root(base)
    linux.mount(
        "tmpfs", "/", None, linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV
    )
    return room
