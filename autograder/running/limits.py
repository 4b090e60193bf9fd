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

from autograder.checking.failure import TimeLimit

OUTPUT_LIMIT = 64 * 1024
RING_AGAIN = 1e-4
"""Seconds between two rings: so few that code which catches everything is soon rung in its handler, outside its try."""

_SPARED = ("autograder", "contextlib", "importlib", "_frozen_importlib", "threading")
"""Modules that clean up when a check is stopped; they are not rung."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeLimit in this thread if the block takes longer, and again and again until it is left."""
    alarm = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
    with _alarm(seconds) if alarm else _watchdog(seconds):
        yield


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    left = False

    def ring(number: int, frame: FrameType | None) -> None:
        if not left:
            signal.setitimer(signal.ITIMER_REAL, RING_AGAIN)
            if not _spared(frame):
                raise TimeLimit

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        left = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _watchdog(seconds: float) -> Iterator[None]:
    """The same where there is no alarm: on Windows, and outside the main thread.

    It rings less often, for it has to wait for its turn; a loop that catches everything may go on.
    """
    thread, left = threading.get_ident(), threading.Event()

    def watch() -> None:
        wait = seconds
        while not left.wait(wait):
            if not _spared(sys._current_frames().get(thread)):
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TimeLimit))
            wait = RING_AGAIN

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        while watcher.is_alive():
            try:
                left.set()
                watcher.join()
            except TimeLimit:  # the last ring came late; taking it back would leave Python's flag for it up for ever
                continue


def _spared(frame: FrameType | None) -> bool:
    return frame is None or frame.f_globals.get("__name__", "").partition(".")[0] in _SPARED


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

    def write_warning(self, message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        """Keep a warning like a print (called by warnings.warn)."""
        self.write(f"{category.__name__}: {message}\n")

    @property
    def text(self) -> str:
        """What was kept."""
        return "".join(self._parts)

    def take(self) -> str:
        """Return what was kept since the last time; the room that it took stays taken."""
        text, self._parts = "".join(self._parts), []
        return text


@contextlib.contextmanager
def captured_output(limit: int = OUTPUT_LIMIT) -> Iterator[BoundedOutput]:
    """Catch what is printed, on stdout and stderr, and warnings too; reading from stdin finds its end at once."""
    output = BoundedOutput(limit)
    stdin = sys.stdin
    sys.stdin = io.StringIO()
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output), warnings.catch_warnings():
            warnings.simplefilter("default")
            warnings.showwarning = output.write_warning
            yield output
    finally:
        sys.stdin = stdin
