"""List and read zips without trusting a word in them: nothing is extracted, and every byte is counted as it comes."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from itertools import pairwise
from typing import BinaryIO

from autograder.submissions.bounds import Bounds, Refused, Tally, size
from autograder.submissions.files import LINKS, SPECIAL, Item
from autograder.submissions.names import is_clutter

LOCAL_HEADER = 30
"""Bytes before the name in front of each packed file."""

_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may ask for gigabytes before the first byte comes
_KINDS = (
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"%PDF", "a PDF"),
)


class _Measured(io.BufferedIOBase):
    """A stream of which nobody can have too much at once: zipfile reads a table of contents in one go."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream, self._most = stream, most

    def read(self, count: int | None = -1, /) -> bytes:
        count = self._most + 1 if count is None or count < 0 else min(count, self._most + 1)
        data = self._stream.read(count)
        if len(data) > self._most:
            raise Refused(f"has a table of contents larger than {size(self._most)}")
        return data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True


def list_zip(stream: BinaryIO, inside: tuple[str, ...], tally: Tally) -> list[Item]:
    """Return the files in a zip, the shallow ones first.

    inside: the zip's own place, which stands before the places of its files.
    Raises: Refused if it is no zip, or one that is damaged.
    """
    archive = _open(stream, tally.bounds)
    infos = sorted(enumerate(archive.infolist()), key=lambda i: (i[1].filename.count("/"), i[1].filename, i[0]))
    left = max(0, tally.bounds.entries - tally.entries)
    if len(infos) > left:
        tally.say(f"there are more than {tally.bounds.entries} files and folders; not all of them were looked at")
    tally.entries += len(infos[:left])
    overlapping = _overlapping(archive.infolist())
    return [
        _item(archive, info, (*inside, *place), index in overlapping, tally)
        for index, info in infos[:left]
        if (place := _place(info, tally))
    ]


def _open(stream: BinaryIO, bounds: Bounds) -> zipfile.ZipFile:
    start = stream.read(8)
    if not start:
        raise Refused("is empty")
    try:
        return zipfile.ZipFile(_Measured(stream, bounds.directory))
    except Refused:
        raise
    except Exception as error:  # zipfile promises no list of what damage may raise
        if start.startswith(b"PK"):
            raise Refused("is a zip that is damaged or cut short; pack it and upload it again") from error
        kind = next((kind for magic, kind in _KINDS if start.startswith(magic)), "something else")
        raise Refused(f"is no zip but {kind}") from error


def _place(info: zipfile.ZipInfo, tally: Tally) -> tuple[str, ...] | None:
    """Return where a file lies in the zip, or None if it is no file or must not be read."""
    name = info.filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    parts = tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))
    if not parts or any(is_clutter(part) for part in parts if part != "..") or name.endswith(("/", "\\")):
        return None
    if name.startswith(("/", "\\")) or ".." in parts or re.match("[A-Za-z]:", name):
        tally.say("names that lead out of the zip are not read", name)
    elif kind == stat.S_IFLNK:
        tally.say(LINKS, name)
    elif kind not in (0, stat.S_IFREG):
        tally.say(SPECIAL, name)
    elif len(parts) - 1 > tally.bounds.depth:
        tally.say(f"folders more than {tally.bounds.depth} deep are not looked into", name)
    else:
        if "\\" in name:
            tally.say("names with a backslash were read as folders", name)
        return parts
    return None


def _overlapping(infos: list[zipfile.ZipInfo]) -> set[int]:
    """Return the files, by their number, whose bytes are said to be another's too."""
    order = sorted(range(len(infos)), key=lambda i: infos[i].header_offset)
    found = set()
    for one, two in pairwise(order):
        if infos[one].header_offset + LOCAL_HEADER + infos[one].compress_size > infos[two].header_offset:
            found |= {one, two}
    return found


def _item(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, parts: tuple[str, ...], overlaps: bool, tally: Tally
) -> Item:
    def read(most: int) -> bytes:
        if overlaps:
            raise Refused("shares bytes with another file of the zip: the zip is damaged, or a bomb")
        if info.flag_bits & 1:
            raise Refused("is encrypted; pack it without a password")
        if info.compress_type not in _READ:
            raise Refused(f"is compressed in an unusual way (method {info.compress_type}); pack it as an ordinary zip")
        try:
            with archive.open(info) as packed:
                return tally.take(packed, most, info.compress_size)
        except Refused:
            raise
        except Exception as error:  # as above
            raise Refused("is damaged and cannot be unpacked; pack it and upload it again") from error

    return Item(parts, lambda: io.BytesIO(read(tally.bounds.total)), read)
