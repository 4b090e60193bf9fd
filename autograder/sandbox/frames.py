"""Frames over a stream socket: four bytes of length, then that many bytes, and a deadline for every wait."""

from __future__ import annotations

import socket
import struct
import time

LARGEST_FRAME = 9 * 1024 * 1024
"""Bytes in one frame, either way; as objects in memory they may be thirty times as many."""

_LENGTH = struct.Struct("<I")
_AT_ONCE = 1 << 18


class WireError(Exception):
    """What came over the wire is not what may come."""


class Closed(Exception):
    """The other side has closed the connection."""


class Late(Exception):
    """The other side has not answered in time."""


def framed(body: bytes) -> bytes:
    """Return a frame.

    Raises: WireError if it is too long.
    """
    if len(body) > LARGEST_FRAME:
        raise WireError(f"a message of {len(body)} bytes")
    return _LENGTH.pack(len(body)) + body


def length_of(head: bytes) -> int:
    """Read the length of a frame from its first four bytes.

    Raises: WireError if it is longer than a frame may be.
    """
    (length,) = _LENGTH.unpack(head)
    if length > LARGEST_FRAME:
        raise WireError(f"a frame that says it has {length} bytes")
    return int(length)


class Channel:
    """The grader's end: frames over a stream socket, each wait with a deadline."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = bytearray()

    def send(self, frame: bytes, deadline: float) -> None:
        """Send a frame.

        Raises: Late, if it cannot be sent before `deadline` (time.monotonic()); Closed.
        """
        try:
            self._connection.settimeout(_left(deadline))
            self._connection.sendall(frame)
        except TimeoutError as error:
            raise Late from error
        except OSError as error:
            raise Closed(str(error)) from error

    def receive(self, deadline: float) -> bytes:
        """Wait for one frame and return its body; a frame that drips in has to be whole by the deadline.

        Raises: Late, Closed, WireError.
        """
        head = self._take(_LENGTH.size, deadline)
        return self._take(length_of(head), deadline)

    def close(self) -> None:
        """Close this end."""
        self._connection.close()

    def _take(self, count: int, deadline: float) -> bytes:
        while len(self._buffer) < count:
            try:
                self._connection.settimeout(_left(deadline))
                part = self._connection.recv(_AT_ONCE)
            except TimeoutError as error:
                raise Late from error
            except OSError as error:
                raise Closed(str(error)) from error
            if not part:
                raise Closed("end of the stream")
            self._buffer += part
        taken = bytes(memoryview(self._buffer)[:count])
        del self._buffer[:count]
        return taken


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise Late
    return left
