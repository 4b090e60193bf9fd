"""What a command takes, everything that it starts included: wall time, processor time, memory."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
BETWEEN_SAMPLES = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Spent:
    """What one command took.

    memory: bytes, the largest sum seen of the resident memory of all its processes; shared pages count in each.
    """

    seconds: float
    cpu_seconds: float
    memory: int


def measure(command: Sequence[str], cwd: Path, environment: Mapping[str, str], fine: Sequence[int] = (0,)) -> Spent:
    """Run a command and measure it.

    Processes that it leaves behind become ours, so that their time is counted when they have ended.

    Raises: RuntimeError, with what it printed last, if it exits with a code that is not `fine`.
    """
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before, started = _cpu_seconds(), time.perf_counter()
    with tempfile.TemporaryFile() as output, _watched() as peak:
        process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=output, stderr=subprocess.STDOUT)
        code = process.wait()
        seconds = time.perf_counter() - started
        output.seek(0)
        said = output.read()[-4000:].decode(errors="replace")
    _take_leave()
    if code not in fine:
        raise RuntimeError(f"{' '.join(command)} exited with {code}:\n{said}")
    return Spent(seconds, _cpu_seconds() - before, peak[0])


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _take_leave() -> None:
    """Wait for what the command has left behind."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


@contextlib.contextmanager
def _watched() -> Iterator[list[int]]:
    """Keep the peak of the memory of all descendants of this process in the list that is given."""
    peak, left = [0], threading.Event()

    def look() -> None:
        while not left.wait(BETWEEN_SAMPLES):
            peak[0] = max(peak[0], sum(_resident(process) for process in _descendants(os.getpid())))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        left.set()
        thread.join()


def _descendants(root: int) -> Iterator[int]:
    children: dict[int, list[int]] = defaultdict(list)
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (path / "stat").read_text(errors="replace").rpartition(")")[2].split()
                children[int(fields[1])].append(int(path.name))
    todo = [root]
    while todo:
        yield from children[todo[-1]]
        todo += children[todo.pop()]


def _resident(process: int) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
    return 0
