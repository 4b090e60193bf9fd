"""The worker: holds one submission and nothing else, and answers what it is asked.

Everything here runs in the same process as code of strangers and may be changed by it.  So nothing that this side says
is believed beyond what it is: the result of a call.
"""

from __future__ import annotations

import builtins
import errno
import os
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from autograder.checking.failure import Missing, NotLoaded, Raised
from autograder.checking.implementation import Gradients, Reply
from autograder.running.in_process import InProcess
from autograder.running.limits import BoundedOutput, captured_output
from autograder.running.overlay import Overlay, Source
from autograder.sandbox import messages
from autograder.sandbox.frames import WireError, length_of
from autograder.sandbox.messages import (
    Answer,
    Asked,
    Begin,
    Call,
    Failed,
    FromWorker,
    Load,
    Open,
    Opened,
    Returned,
    ToWorker,
)
from autograder.sandbox.values import decode, encode

LONGEST_TEXT = 2000
LONGEST_LINE = 300


def serve(descriptor: int, output: int) -> None:
    """Answer what comes over a socket until it is closed; `output`: how many bytes of prints are kept in all."""
    wire = _Wire(descriptor)
    opening = wire.receive()
    assert isinstance(opening, Open)
    sources = {name: Source(text, f"{name}.py") for name, text in opening.sources.items()}
    with captured_output(output) as printed, Overlay(opening.package, opening.names, sources) as overlay:
        desk = _Desk(wire, overlay, InProcess(overlay, opening.homes), printed)
        wire.send(Opened())
        while True:
            desk.answer(wire.receive())


class _Wire:
    """One end of the connection, on plain reads and writes: a worker may make no system calls for sockets."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def send(self, message: FromWorker) -> None:
        frame = memoryview(messages.pack(message))
        while frame:
            frame = frame[os.write(self._descriptor, frame) :]

    def receive(self) -> ToWorker:
        return messages.read_to_worker(self._read(length_of(self._read(4))))

    def _read(self, count: int) -> bytes:
        parts = []
        while count:
            part = os.read(self._descriptor, count)
            if not part:
                os._exit(0)  # the grader is done with this submission
            parts.append(part)
            count -= len(part)
        return b"".join(parts)


class _Desk:
    """Answers one request after the other."""

    def __init__(self, wire: _Wire, overlay: Overlay, functions: InProcess, output: BoundedOutput) -> None:
        self._wire, self._overlay, self._functions, self._output = wire, overlay, functions, output
        self._raised_by_callbacks: list[BaseException] = []

    def answer(self, request: ToWorker) -> None:
        if isinstance(request, Begin):
            self._functions.begin("", request.seed)
            return
        self._raised_by_callbacks = []
        try:
            reply = self._load(request.module) if isinstance(request, Load) else self._call(request)
        except BaseException as error:
            reply = self._failed(error)
        if isinstance(reply, Returned | Failed) and (printed := self._output.take()):
            reply = msgspec.structs.replace(reply, printed=printed.encode("utf-8", "replace").decode())
        self._wire.send(reply)

    def _load(self, module: str) -> FromWorker:
        try:
            self._overlay.module(module)
        except ImportError as error:
            raise NotLoaded(str(error)) from error.__cause__
        return Opened()

    def _call(self, request: ToWorker) -> FromWorker:
        assert isinstance(request, Call)
        args = tuple(decode(a, self._callable) for a in request.args)
        kwargs = {name: decode(a, self._callable) for name, a in request.kwargs.items()}
        reply = self._functions.invoke(request.function, args, kwargs, request.differentiate)
        return _returned(reply)

    def _callable(self, index: int) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            asked = Asked(index, [encode(a) for a in args], {k: encode(v) for k, v in kwargs.items()})
            self._wire.send(asked)
            answer = self._wire.receive()
            assert isinstance(answer, Answer)
            if answer.error is None:
                return decode(answer.value)
            error = _exception(answer.error)
            self._raised_by_callbacks.append(error)
            raise error

        return call

    def _failed(self, error: BaseException) -> Failed:
        if isinstance(error, Missing):
            return Failed("missing", function=error.function, message=str(error))
        if isinstance(error, NotLoaded):
            cause = self._functions.described(error.__cause__ or error)
            words = _words(cause)
            return Failed("load", *words, message=str(error), limit=_limit(error.__cause__, cause.text))
        if isinstance(error, WireError):
            return Failed("raised", "ValueError", f"the result cannot leave the sandbox: {error}")
        described = error if isinstance(error, Raised) else self._functions.described(error)
        source = described.__cause__
        callback = next((i for i, e in enumerate(self._raised_by_callbacks) if e is source), -1)
        return Failed("raised", *_words(described), callback=callback, limit=_limit(source or error, described.text))


def _returned(reply: Reply) -> Returned:
    if isinstance(reply.value, Gradients):
        gradients = reply.value
        arguments, outputs = ([encode(g) for g in both] for both in (gradients.arguments, gradients.outputs))
        return Returned(encode(gradients.result), reply.changed, reply.shared, arguments, outputs)
    return Returned(encode(reply.value), reply.changed, reply.shared)


def _words(error: Raised) -> tuple[str, str, str | None]:
    line = error.line[:LONGEST_LINE] if error.line else None
    return error.kind[:LONGEST_LINE], error.text[:LONGEST_TEXT].encode("utf-8", "replace").decode(), line


def _exception(name: str) -> BaseException:
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        try:
            return kind("the callable that was handed in raised this")
        except TypeError:  # UnicodeDecodeError and its like want more
            pass
    return RuntimeError(f"the callable that was handed in raised {name}")


def _limit(error: BaseException | None, text: str) -> Literal["", "memory", "files", "threads"]:
    if isinstance(error, MemoryError) or "can't allocate memory" in text or "not enough memory" in text:
        return "memory"
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        return "files"
    if "can't start new thread" in text:
        return "threads"
    return ""
