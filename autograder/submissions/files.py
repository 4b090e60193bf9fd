"""Open files and walk folders that were handed in: no link is followed, and nothing but plain files is read."""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from autograder.submissions.bounds import Refused, Tally
from autograder.submissions.names import is_clutter, plain

LINKS = "links are not followed"
SPECIAL = "only plain files are read, no devices, pipes or sockets"


@dataclass(frozen=True)
class Item:
    """A file in a submission.

    parts: its place: the names of the folders (and zips) around it, and its own.
    open:  returns a stream that can be sought in; Refused if it cannot be had.
    read:  returns the text, up to a number of bytes; Refused if there is more or it cannot be had.
    """

    parts: tuple[str, ...]
    open: Callable[[], BinaryIO]
    read: Callable[[int], bytes]

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.parts[-1]

    @property
    def folder(self) -> tuple[str, ...]:
        """The folders around it."""
        return self.parts[:-1]

    @property
    def shown(self) -> str:
        """Its place, as people write it."""
        return "/".join(self.parts)


def open_plain(path: Path) -> BinaryIO:
    """Open a file for reading if it is a plain file; a pipe does not block and a link is not followed.

    Raises: Refused.
    """
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError as error:
        raise Refused(_why(error)) from error
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise Refused("is no plain file")
    return os.fdopen(number, "rb")


def item(path: Path, parts: tuple[str, ...], tally: Tally) -> Item:
    """Return a file on the disk as an item."""

    def read(most: int) -> bytes:
        with open_plain(path) as stream:
            try:
                return tally.take(stream, most)
            except OSError as error:
                raise Refused(_why(error)) from error

    return Item(parts, lambda: open_plain(path), read)


def walk(root: Path, wanted: Iterable[str], tally: Tally) -> list[Item]:
    """Return the plain files in a folder and in the folders below, the shallow ones first.

    wanted: names that are found even in a folder that has more entries than are looked at.
    """
    wanted = tuple(wanted)
    found, queue = [], deque([(root, ())])  # type: tuple[list[Item], deque[tuple[Path, tuple[str, ...]]]]
    while queue:
        folder, parts = queue.popleft()
        for name, mode in _entries(folder, wanted, tally):
            place = (*parts, plain(name))
            if stat.S_ISLNK(mode):
                tally.say(LINKS, "/".join(place))
            elif stat.S_ISREG(mode):
                found.append(item(folder / name, place, tally))
            elif not stat.S_ISDIR(mode):
                tally.say(SPECIAL, "/".join(place))
            elif len(place) > tally.bounds.depth:
                tally.say(f"folders more than {tally.bounds.depth} deep are not looked into", "/".join(place))
            else:
                queue.append((folder / name, place))
    return found


def _entries(folder: Path, wanted: tuple[str, ...], tally: Tally) -> Iterator[tuple[str, int]]:
    left = max(0, tally.bounds.entries - tally.entries)
    try:
        with os.scandir(folder) as listing:
            names = [entry.name for entry in islice(listing, left + 1)]
    except OSError as error:
        tally.say(f"a folder {_why(error)}", plain(folder.name))
        return
    if len(names) > left:
        tally.say(f"there are more than {tally.bounds.entries} files and folders; not all of them were looked at")
        # Which ones come first is up to the file system, so that only names asked for give the same answer again.
        names = list(wanted)
    for name in sorted(names):
        if not is_clutter(name):
            tally.entries += 1
            try:
                yield name, os.lstat(folder / name).st_mode
            except OSError:  # a wanted name that is not there, or one that has just gone
                continue


def _why(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "is a link, and links are not followed"
    if error.errno in (errno.ENXIO, errno.ENODEV):
        return "is no plain file"
    return f"cannot be read ({(error.strerror or 'error').lower()})"
