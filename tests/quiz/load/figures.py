"""How long requests took, what went wrong, and what the server used of the machine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.chaos import below

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Figures:
    """What clients measured, by kind of request."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str, seconds: float) -> None:
        """Note an answer."""
        self.seconds[kind].append(seconds)

    @property
    def requests(self) -> int:
        """How many were answered."""
        return sum(map(len, self.seconds.values()))

    @property
    def everything(self) -> list[float]:
        """All times."""
        return [seconds for found in self.seconds.values() for seconds in found]


def percentile(seconds: Iterable[float], share: float) -> float:
    """Return the smallest time within which this share of the requests was answered."""
    found = sorted(seconds)
    return found[min(len(found) - 1, int(share * len(found)))] if found else 0.0


@dataclass
class Usage:
    """Processor and memory: of the server, of this process, and of everybody else on the machine."""

    servers: dict[str, int]  # what it is called, and its process
    seconds: float = 0.0
    server: dict[str, float] = field(default_factory=dict)
    client: float = 0.0
    others: float = 0.0
    memory: int = 0

    async def watch(self) -> None:
        """Measure until cancelled."""
        start, client, machine = time.monotonic(), _own_seconds(), _machine_seconds()
        before = {name: processor_seconds(pid) for name, pid in self.servers.items()}
        try:
            while True:
                self.memory = max(self.memory, sum(map(memory_of, self.servers.values())))
                await asyncio.sleep(2)
        finally:
            self.seconds = time.monotonic() - start
            self.client = _own_seconds() - client
            self.server = {name: processor_seconds(pid) - before[name] for name, pid in self.servers.items()}
            self.others = max(0.0, _machine_seconds() - machine - self.client - sum(self.server.values()))


def family(pid: int) -> set[int]:
    """Return a process and all below it."""
    return {pid, *below(pid)}


def processor_seconds(pid: int) -> float:
    """Return how much processor time a process and all below it have used, with those that have ended."""
    total = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            cells = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, cells[11:15]))
    return total / TICKS


def memory_of(pid: int) -> int:
    """Return the memory of a process and all below it in bytes; what they share counts once."""
    total = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    return total


def _own_seconds() -> float:
    used = os.times()
    return used.user + used.system


def _machine_seconds() -> float:
    user, nice, system, _idle, _wait, *more = map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:])
    return (user + nice + system + sum(more[:2])) / TICKS
