"""Run a command as an ordinary user, for tests that are run by root.

An ordinary user may not enter what belongs to root: the home of root, in which Python may be installed, or the folders
of pytest.  In a mount namespace of the command's own, every folder that bars the way is covered by an empty one, in
which only what is needed can be reached.  Nothing changes outside of it.
"""

from __future__ import annotations

import os
import shlex
import stat
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ORDINARY_USER = 1000
"""The user id; nobody needs to be registered under it."""

_COVER = "mode=755,nosuid,nodev"


def is_root() -> bool:
    """Whether the tests are run by root."""
    return os.geteuid() == 0


def as_ordinary_user(command: Sequence[str], reachable: Iterable[Path] = ()) -> list[str]:
    """Return the words that run a command as an ordinary user; run by one, the command as it is.

    reachable: folders that the command needs, beside those of the interpreter; what the user is to write to must be
               handed over first.

    Raises: OSError if a folder is not there.
    """
    if not is_root():
        return list(command)
    needed = [Path(sys.prefix), Path(sys.base_prefix), *reachable]
    folders = {folder.resolve(strict=True) for folder in needed}
    return ["unshare", "--mount", "--propagation", "private", "sh", "-ec", _script(folders), "sh", *command]


def hand_over(folder: Path) -> None:
    """Make a folder and all that is in it the ordinary user's; links are not followed."""
    if is_root():
        os.lchown(folder, ORDINARY_USER, ORDINARY_USER)
        for here, folders, files in os.walk(os.fsencode(folder)):
            for name in (*folders, *files):
                os.lchown(os.path.join(here, name), ORDINARY_USER, ORDINARY_USER)


def barrier(folder: Path) -> Path | None:
    """Return the topmost folder above this one that others may not enter, or None."""
    above = [p for p in reversed(folder.parents) if not p.stat().st_mode & stat.S_IXOTH]
    return above[0] if above else None


def _script(folders: Iterable[Path]) -> str:
    """Return a shell script: set the folders aside, cover the barriers, put the folders back, become the user."""
    behind = sorted((b, f) for f in folders if (b := barrier(f)) is not None)
    aside, cover, back = [], [], []
    for number, (_, folder) in enumerate(behind):
        place, path = f"/mnt/{number}", shlex.quote(str(folder))
        aside.append(f"mkdir {place}; mount --rbind {path} {place}")
        back.append(f"mkdir -p {path}; mount --rbind {place} {path}")
    for path in dict.fromkeys(shlex.quote(str(b)) for b, _ in behind):
        cover.append(f"mount -t tmpfs -o {_COVER} none {path}")
    user = f"--reuid={ORDINARY_USER} --regid={ORDINARY_USER} --clear-groups --inh-caps=-all"
    lines = ["umask 022", f"mount -t tmpfs -o {_COVER} none /mnt", *aside, *cover, *back, "umount -l /mnt"]
    return "\n".join([*lines, 'cd "$PWD"', f'exec setpriv {user} -- "$@"'])
