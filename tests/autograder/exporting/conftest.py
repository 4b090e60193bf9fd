"""Records of the toy course, made without grading anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autograder.building.manifest import CheckEntry, Manifest, read_manifest
from autograder.checking.failure import Evidence, Failure
from autograder.cohort.record import Record
from autograder.course import Course, load_course
from autograder.exporting.gradebook_database import one_transaction
from autograder.running.report import FunctionResult, Outcome, total
from autograder.sandbox.limits import LimitHit
from tests.autograder.conftest import COURSE, Person

MakeRecord = Callable[..., Record]


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a gradebook with nothing in it once: nbgrader takes seconds to."""
    path = tmp_path_factory.mktemp("empty") / "gradebook.db"
    with one_transaction(f"sqlite:///{path}"):
        return path


@pytest.fixture
def course() -> Course:
    return load_course(COURSE)


@pytest.fixture
def manifest(course: Course) -> Manifest:
    return read_manifest(course)


@pytest.fixture
def make_record(manifest: Manifest) -> MakeRecord:
    """Make a record from the names of the functions that are right; the others failed."""

    def make(student: str, *right: str, **more: Any) -> Record:
        functions = {f.qualified: _result(f.checks, f.name, f.name in right) for f in manifest.functions}
        points = sum(r.points for r in functions.values())
        penalty = more.get("penalty", 0.0)
        fields = {"status": "graded", "grade": points - penalty, "functions": functions, "points": points} | more
        return Record(of=manifest.points, student=student, **fields)

    return make


def _result(checks: tuple[CheckEntry, ...], function: str, right: bool) -> FunctionResult:
    failure = Failure("value", "is not close", Evidence(""), got="1.25", expected="3.14")
    outcomes = tuple(
        Outcome(
            check=c.name,
            function=function,
            status="passed" if right else "failed",
            points=c.points if right else 0.0,
            of=c.points,
            statement=c.statement,
            failure=None if right else failure,
        )
        for c in checks
    )
    return total(outcomes, None if right else f"This is what you get when {function} is wrong.")


PYPROJECT = '[project]\nname = "geometry"\nversion = "1"\nreadme = "README.md"\nlicense-files = ["LICENSE*"]\n'


@pytest.fixture
def owner(instructor: Person) -> Person:
    """An instructor whose course can be installed."""
    (instructor.root / "pyproject.toml").write_text(PYPROJECT)
    (instructor.root / "README.md").write_text("Geometry")
    (instructor.root / "LICENSE").write_text("free")
    (instructor.root / "secret-notes.txt").write_text("not for anybody")
    return instructor


def with_canaries(record: Record) -> tuple[Record, list[str]]:
    """Put a word of its own into everything that a student may not read."""
    words: list[str] = []

    def canary() -> str:
        words.append(f"canary{len(words)}yranac")
        return words[-1]

    functions = {}
    for name, result in record.functions.items():
        checks = tuple(
            msgspec.structs.replace(
                check,
                failure=Failure(
                    kind="value",
                    message=canary(),
                    evidence=Evidence(canary()),
                    got=canary(),
                    expected=canary(),
                    tolerance=canary(),
                    relation=canary(),
                    hint=canary(),
                    line=canary(),
                ),
            )
            for check in result.checks
        )
        functions[name] = msgspec.structs.replace(result, checks=checks, printed=canary(), source=canary())
    hit = LimitHit("memory", record.functions[name].checks[0].check, canary())
    fields = {"functions": functions, "noticed": (canary(),), "limits": (hit,), "key": canary(), "seed": 987654321}
    return msgspec.structs.replace(record, **fields), [*words, "987654321"]
