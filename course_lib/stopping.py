"""Let Ctrl-C end a loop between two steps and not in the middle of one."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_requests() -> Iterator[Callable[[], bool]]:
    """Give a function that says whether Ctrl-C, or a request to end, has come; a second Ctrl-C interrupts at once."""
    requested = threading.Event()

    def remember(number: int, frame: FrameType | None) -> None:
        if requested.is_set():
            raise KeyboardInterrupt
        requested.set()

    if threading.current_thread() is not threading.main_thread():
        yield requested.is_set
        return
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, remember) for number in signals]
    try:
        yield requested.is_set
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
