"""How much of a submission is looked at, and the count of what was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from autograder.submissions.names import listed

CHUNK = 1 << 16
MIB = 1 << 20


@dataclass(frozen=True)
class Bounds:
    """How much of one submission is looked at; what lies beyond is left unread and said.

    entries:   files and folders that are looked at.
    depth:     folders inside each other.
    module:    bytes of one module.
    total:     bytes that are read or unpacked in all.
    directory: bytes of the table of contents of one zip.
    archives:  zips that are opened.
    ratio:     how many bytes may come out of one packed byte.  Text gives about 5, a bomb up to 1032.
    """

    entries: int = 20_000
    depth: int = 6
    module: int = MIB
    total: int = 16 * MIB
    directory: int = 8 * MIB
    archives: int = 16
    ratio: int = 200


class Refused(Exception):
    """Something cannot or shall not be read; the message goes on after its name: `is larger than 1 MiB`."""


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""


class Tally:
    """What was read of one submission so far, and what was wrong with it."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.entries = 0
        self.archives = 0
        self._bytes = 0
        self._said: dict[str, dict[str, None]] = {}

    @property
    def problems(self) -> tuple[str, ...]:
        """What was said, a sentence for each kind of problem; names stand behind a colon."""
        return tuple(f"{said}: {listed(list(names))}" if names else said for said, names in self._said.items())

    def say(self, sentence: str, name: str = "") -> None:
        """Note a problem; the names that share a sentence are gathered."""
        names = self._said.setdefault(sentence, {})
        if name:
            names[name] = None

    def take(self, stream: Readable, most: int, packed: int | None = None) -> bytes:
        """Read a stream to its end, counting what really comes, whatever was declared.

        packed: the number of bytes it is unpacked from.
        Raises: Refused if there is more than `most`, more in all than the bounds allow, or too much out of too little.
        """
        text = bytearray()
        while chunk := stream.read(CHUNK):
            text += chunk
            self._bytes += len(chunk)
            if packed is not None and len(text) > max(CHUNK, self.bounds.ratio * packed):
                raise Refused(f"grows more than {self.bounds.ratio}-fold when it is unpacked, as a zip bomb does")
            if len(text) > most:
                raise Refused(f"is larger than {size(most)}")
            if self._bytes > self.bounds.total:
                raise Refused(f"was not read: there is more than {size(self.bounds.total)} in all")
        return bytes(text)


def size(count: int) -> str:
    """Return a number of bytes as people write it."""
    return f"{count / MIB:g} MiB" if count >= MIB else f"{count} bytes"
