"""Counting what must not happen often: wrong links, wrong passwords."""

from __future__ import annotations

from collections import OrderedDict, deque
from threading import Lock

MOST_NAMES = 10_000


class Limit:
    """So many failures in so many seconds for a name (an address). Each worker process counts its own."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def is_reached(self, name: str, now: float) -> bool:
        """Whether this name has to wait."""
        with self._lock:
            times = self._failures.get(name)
            while times and now - times[0] > self._seconds:
                times.popleft()
            return times is not None and len(times) >= self._most

    def count(self, name: str, now: float) -> None:
        """Note a failure."""
        with self._lock:
            self._failures.setdefault(name, deque(maxlen=self._most)).append(now)
            self._failures.move_to_end(name)
            while len(self._failures) > MOST_NAMES:
                self._failures.popitem(last=False)

    def forget(self, name: str) -> None:
        """Forget the failures of a name."""
        with self._lock:
            self._failures.pop(name, None)
