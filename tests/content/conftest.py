"""The real homework, as the tests of its content see it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.checking.checks import Check, load_checks
from autograder.course import Course, load_course

ROOT = Path(__file__).parents[2]
INSTRUCTORS_ONLY = ("solutions", "tests", "final")
LEFT_BEHIND = (
    ".git",
    ".venv",
    "build",
    ".autograder",
    "*_cache",
    "__pycache__",
    "*.egg-info",
    "pictures",
    "runs",
    ".hypothesis",
)


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture(scope="session")
def checks(course: Course) -> list[Check]:
    return load_checks(course)


@pytest.fixture
def student_copy(tmp_path: Path) -> Path:
    """What a student gets: everything but the solutions, the final questions and our tests."""
    copy = tmp_path / "homework"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*INSTRUCTORS_ONLY, *LEFT_BEHIND))
    return copy
