"""The class of 24, written once, and the homework that it is graded against: a copy that has due dates."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.course import Course, load_course
from tests.cohort.handing_in import Expected
from tests.cohort.make import ROOT, make_cohort, set_due

SEED = 730_215_466
CALL_SECONDS = 3
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
    "tests",
)


@dataclass(frozen=True)
class Class:
    """A class in a folder of its own."""

    course: Course
    folder: Path
    expected: dict[str, Expected]

    @property
    def submissions(self) -> Path:
        return self.folder / "submissions"

    def command(self, *words: str | Path) -> list[str]:
        """Return a command for instructors, as it is typed."""
        return [sys.executable, "-m", "autograder", "staff", *map(str, words)]

    def grading(self, results: Path, *options: str, submissions: Path | None = None) -> list[str]:
        """Return the command that grades the class."""
        words: list[str | Path] = [
            "grade",
            submissions or self.submissions,
            "--out",
            results,
            "--roster",
            self.folder / "roster.csv",
        ]
        return self.command(*words, "--seed", str(SEED), "--call-seconds", str(CALL_SECONDS), *options)

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command in the homework's folder; 0 and 1 are its answers, anything else is a fault."""
        done = subprocess.run(
            command,
            cwd=self.course.root,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        return done

    @property
    def environment(self) -> dict[str, str]:
        """Take the engine and everything else from the copy."""
        own = {"PYTHONPATH": str(self.course.root), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "140"}
        return {**os.environ, **own}


@pytest.fixture(scope="session")
def class_of_24(tmp_path_factory: pytest.TempPathFactory) -> Class:
    folder = tmp_path_factory.mktemp("class")
    copy = folder / "homework"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    set_due(copy)
    return Class(load_course(copy), folder, make_cohort(folder, load_course(ROOT)))
