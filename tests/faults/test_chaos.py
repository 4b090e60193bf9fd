"""A short form of `make chaos`."""

from __future__ import annotations

from tests.faults.chaos import run


def test_nothing_is_lost_or_wrong_when_processes_die_and_the_disk_is_full():
    chaos = run(rounds=5, seed=3, students=16, each=8)
    assert sum(chaos.done.values()) == 5
