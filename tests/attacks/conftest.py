"""The corpus is handed in, never collected; each run over it is made once in a session, however many processes test."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.attacks.corpus import Attack, all_attacks
from tests.attacks.grading import RUNS, Graded, grade_attacks
from tests.attacks.people import is_root

collect_ignore = ["code", "archives"]

GradeOnce = Callable[[str, str], Graded]


def chosen(part: str) -> list[Attack]:
    """Return the attacks of a part of the corpus: `some` (whose wall differs by level) or the `rest`."""
    return [a for a in all_attacks() if a.on_every_level == (part == "some")]


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> GradeOnce:
    """Grade a part of the corpus in one of the runs; graded("root", "rest")."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def grade_once(name: str, part: str) -> Graded:
        run = RUNS[name]
        if name == "root" and not is_root():
            pytest.skip("only root can grade as root; `user` is the same level for everybody else")
        outcome = shared / f"{name}-{part}.json"
        with open(shared / f"{name}-{part}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # another process of this session may be at it
            if not outcome.exists():
                folder = shared / f"{name}-{part}"
                folder.mkdir()
                _write(outcome, grade_attacks(run, chosen(part), folder))
        return msgspec.json.decode(outcome.read_bytes(), type=Graded)

    return grade_once


def _write(path: Path, graded: Graded) -> None:
    path.write_bytes(msgspec.json.encode(graded))
