"""What the two sides say to each other.

The grader (trusted) says Open, Load, Begin, Call and Answer; the worker says Opened, Asked, Returned and Failed.  One
message is answered by one: after a Call come any number of Asked, each of them answered, and in the end Returned
or Failed.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from autograder.sandbox.frames import WireError, framed
from autograder.sandbox.values import Value


class Open(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """Here is a submission: its package, the names of the modules, where each function lives, and the texts."""

    package: str
    names: tuple[str, ...]
    homes: dict[str, str]
    sources: dict[str, bytes]


class Load(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """Import a module."""

    module: str


class Begin(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """A check begins; its global generator has this seed.  Not answered."""

    seed: int


class Call(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """Call a function; `differentiate`: and return gradients."""

    function: str
    args: list[Value]
    kwargs: dict[str, Value]
    differentiate: bool


class Answer(msgspec.Struct, frozen=True, array_like=True, tag=5):
    """What a callable gave, or, in `error`, the name of the exception that it raised."""

    value: Value = None
    error: str | None = None


ToWorker = Open | Load | Begin | Call | Answer


class Opened(msgspec.Struct, frozen=True, array_like=True, tag=11):
    """Ready; or a module was imported."""


class Asked(msgspec.Struct, frozen=True, array_like=True, tag=12):
    """The function calls one of the callables that it was handed."""

    index: int
    args: list[Value]
    kwargs: dict[str, Value]


class Returned(msgspec.Struct, frozen=True, array_like=True, tag=13):
    """The result of a call; of a gradient, also one entry for each argument and for each output of a callable."""

    value: Value
    changed: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    arguments: list[Value] | None = None
    outputs: list[Value] | None = None
    printed: str = ""


class Failed(msgspec.Struct, frozen=True, array_like=True, tag=14):
    """The call came to nothing.

    how:      raised, missing (no such function), or load (its module does not load).
    kind, text, line: what was raised, or why it does not load.
    function: the missing function; message: what to say of it or of the module.
    callback: which of the callbacks of this call it came from, counted from 0, or -1.
    limit:    the limit that the worker thinks was hit.
    """

    how: Literal["raised", "missing", "load"]
    kind: str = ""
    text: str = ""
    line: str | None = None
    function: str = ""
    message: str = ""
    callback: int = -1
    limit: Literal["", "memory", "files", "threads"] = ""
    printed: str = ""


FromWorker = Opened | Asked | Returned | Failed

_encoder = msgspec.msgpack.Encoder()
_to_worker: msgspec.msgpack.Decoder[ToWorker] = msgspec.msgpack.Decoder(ToWorker)
_from_worker: msgspec.msgpack.Decoder[FromWorker] = msgspec.msgpack.Decoder(FromWorker)


def pack(message: ToWorker | FromWorker) -> bytes:
    """Return a message as a frame.

    Raises: WireError if it cannot be written or is too long.
    """
    try:
        return framed(_encoder.encode(message))
    except (ValueError, OverflowError, RecursionError) as error:
        raise WireError(f"a message that cannot be written: {error}") from error


def read_from_worker(body: bytes) -> FromWorker:
    """Read what a worker has sent.

    Raises: WireError if it is no message of a worker.
    """
    try:
        return _from_worker.decode(body)
    except (msgspec.DecodeError, RecursionError, OverflowError, ValueError) as error:
        raise WireError(f"no message of a worker: {str(error)[:80]}") from error


def read_to_worker(body: bytes) -> ToWorker:
    """Read what the grader has sent."""
    return _to_worker.decode(body)
