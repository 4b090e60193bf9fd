"""What student code may take from a check: time, and room to print."""

from __future__ import annotations

import contextlib
import ctypes
import io
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from types import FrameType
from typing import Any

from autograder.failure import TimeLimit

OUTPUT_LIMIT = 64 * 1024
_SPARED = ("autograder", "importlib", "_frozen_importlib")
"""Modules that clean up when they catch TimeLimit, and raise it again."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeLimit in this thread if the block takes longer, and again every half second until it is left.

    Code that catches even that, with a bare `except:`, is stopped in the handler itself.
    """
    rings = _rings(sys._getframe(2))
    alarm = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
    trace, profile = sys.gettrace(), sys.getprofile()
    try:
        with _alarm(seconds, rings) if alarm else _watchdog(seconds, rings):
            yield
    finally:
        sys.settrace(trace)
        sys.setprofile(profile)


@contextlib.contextmanager
def _alarm(seconds: float, rings: Iterator[type[TimeLimit]]) -> Iterator[None]:
    left = False

    def ring(number: int, frame: FrameType | None) -> None:
        if not left:
            raise next(rings)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    finally:
        left = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _watchdog(seconds: float, rings: Iterator[type[TimeLimit]]) -> Iterator[None]:
    """The same where there is no alarm: on Windows, and outside the main thread (notebooks)."""
    thread, left = ctypes.c_ulong(threading.get_ident()), threading.Event()

    def watch() -> None:
        wait = seconds
        while not left.wait(wait):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(next(rings)))
            wait = 0.5

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        left.set()


def _rings(caller: FrameType) -> Iterator[type[TimeLimit]]:
    """Yield what to raise: first TimeLimit; then, as somebody has swallowed it, one that they cannot swallow."""

    class Insistent(TimeLimit):
        def __init__(self) -> None:
            _interrupt_next_line(sys._getframe(1), caller)

    yield TimeLimit
    while True:
        yield Insistent


def _interrupt_next_line(frame: FrameType | None, caller: FrameType) -> None:
    """Raise TimeLimit at the next line that a function between `frame` and `caller` runs: in its handler, if it has one.

    Python forgets a trace function that has raised; the profile function sets it again for the function outside.
    """

    def interrupt(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            raise TimeLimit

    def insist(frame: FrameType, event: str, argument: Any) -> None:
        if event == "return":
            sys.settrace(interrupt)

    while frame is not None and frame is not caller:
        if frame.f_globals.get("__name__", "").partition(".")[0] not in _SPARED:
            frame.f_trace = interrupt
        frame = frame.f_back
    sys.settrace(interrupt)
    sys.setprofile(insist)


class BoundedOutput(io.TextIOBase):
    """A text file that keeps the first 64 KiB and forgets the rest."""

    def __init__(self, limit: int = OUTPUT_LIMIT) -> None:
        self._parts: list[str] = []
        self._room = limit
        self.dropped = 0

    def writable(self) -> bool:
        """Say that it can be written to (called by print)."""
        return True

    def write(self, text: str) -> int:
        """Keep what there is room for (called by print)."""
        kept = text[: self._room]
        if kept:
            self._parts.append(kept)
        self._room -= len(kept)
        self.dropped += len(text) - len(kept)
        return len(text)

    @property
    def text(self) -> str:
        """What was kept."""
        return "".join(self._parts)


@contextlib.contextmanager
def captured_output() -> Iterator[BoundedOutput]:
    """Catch what is printed, on stdout and stderr, and warnings too; reading from stdin finds its end at once."""
    output = BoundedOutput()
    stdin = sys.stdin
    sys.stdin = io.StringIO()
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output), warnings.catch_warnings():
            warnings.simplefilter("default")
            yield output
    finally:
        sys.stdin = stdin
