"""A nursery that is killed, stopped or wedged is noticed, and takes its workers along."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.sandbox import warm
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm import Nursery, NurseryLost


@pytest.fixture(params=["namespaces", "landlock"])
def fresh(request: pytest.FixtureRequest, toy: Course) -> Iterator[Nursery]:
    """A nursery of the test's own, which has imported nothing: its workers cannot take a submission."""
    with Nursery(toy, request.param, warm=False) as nursery:
        nursery.ready()
        yield nursery


def descendants(pid: int) -> set[int]:
    """Return all processes below one."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, new = set(), {pid}
    while new:
        found |= new
        new = {child for one in new for child in children.get(one, [])} - found
    return found - {pid}


def gone(pids: set[int]) -> bool:
    """Wait until none of these processes runs any more."""
    for _ in range(200):
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_killed_nursery_is_noticed_and_its_workers_end_with_it(fresh: Nursery):
    worker = fresh.open(Limits())
    family = descendants(fresh.pid)
    assert family
    os.kill(fresh.pid, signal.SIGKILL)
    assert gone(family)
    with pytest.raises(NurseryLost):
        fresh.open(Limits())
    with pytest.raises(NurseryLost):
        worker.end()


def test_a_stopped_nursery_counts_as_lost(fresh: Nursery, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(warm, "ANSWER_SECONDS", 0.5)
    for pid in {fresh.pid, *descendants(fresh.pid)}:
        os.kill(pid, signal.SIGSTOP)
    with pytest.raises(NurseryLost):
        fresh.open(Limits())
    fresh.close()


def test_closing_a_nursery_ends_everything_that_it_started(toy: Course):
    nursery = Nursery(toy, "namespaces", warm=False)
    nursery.ready()
    worker = nursery.open(Limits())
    family = descendants(nursery.pid) | {nursery.pid}
    assert len(family) >= 2
    nursery.close()
    assert gone(family)
    with pytest.raises(NurseryLost):
        worker.end()


def test_a_level_that_is_refused_says_why(toy: Course):
    nursery = Nursery(toy, "no such level", warm=False)  # type: ignore[arg-type]
    with nursery, pytest.raises(warm.Refused, match="no such level"):
        nursery.ready()
