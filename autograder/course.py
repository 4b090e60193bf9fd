"""A course: what `assignments/course.yaml` declares, and where its folders are."""

from __future__ import annotations

import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec
import yaml

DECLARATION = Path("assignments") / "course.yaml"


_RIGHT_FORM = (
    "a due date is written 2030-03-01T23:59:00+01:00, the late policy is none, percent-per-day or cut-off, "
    "and percent and days are numbers"
)


class CourseError(Exception):
    """The course's own files are wrong or not where they should be; the message says what to do."""


class Late(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a late submission loses."""

    policy: Literal["none", "percent-per-day", "cut-off"] = "none"
    percent: float = 0.0
    days: int = 0


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of the hometask: a folder of handout and checks, and the exercises in it."""

    id: str
    title: str
    points: float
    exercises: tuple[str, ...]
    due: datetime.datetime | None = None


class Course(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The homework as its author declares it."""

    title: str
    package: str
    parts: tuple[Part, ...]
    late: Late = Late()
    root: Path = Path()

    @property
    def exercises(self) -> tuple[str, ...]:
        """All exercises, in the order in which they are done; each is one module of the package."""
        return tuple(exercise for part in self.parts for exercise in part.exercises)

    @property
    def assignments(self) -> Path:
        """What students read and run."""
        return self.root / "assignments"

    @property
    def stubs(self) -> Path:
        """The folder in which a student works."""
        return self.root / self.package

    @property
    def solutions(self) -> Path:
        """The reference and the known mistakes; not there in a student's copy."""
        return self.root / "solutions"

    @cached_property
    def has_solutions(self) -> bool:
        """Whether this is an instructor's copy."""
        return self.solutions.is_dir()

    @property
    def manifest(self) -> Path:
        """Built: the checks as data, so that they can be listed without torch."""
        return self.assignments / "manifest.json"

    @property
    def fingerprints(self) -> Path:
        """Built: what each known mistake gives on the public seed."""
        return self.assignments / "fingerprints.jsonl"

    @property
    def last_report(self) -> Path:
        """What the last `autograder check` found."""
        return self.root / ".autograder" / "last.json"

    def part_of(self, exercise: str) -> Part:
        """Return the part that an exercise belongs to; KeyError if it belongs to none."""
        for part in self.parts:
            if exercise in part.exercises:
                return part
        raise KeyError(exercise)

    def checks_file(self, exercise: str) -> Path:
        """Return the file that holds the checks of an exercise."""
        return self.assignments / self.part_of(exercise).id / f"check_{exercise}.py"

    def mistakes_file(self, exercise: str) -> Path:
        """Return the file that holds the known mistakes of an exercise."""
        return self.solutions / "mistakes" / f"{exercise}.py"


def find_course(start: Path | None = None) -> Course:
    """Load the course that `start` (default: the working folder) or a folder above it belongs to.

    Raises: CourseError if there is none, or if its declaration is wrong.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / DECLARATION).is_file():
            return load_course(folder)
    raise CourseError(f"no {DECLARATION} in {start} or above it; go into the folder of the homework first")


def load_course(root: Path) -> Course:
    """Load the course in the folder `root`.

    Raises: CourseError if its declaration is missing or wrong.
    """
    path = root / DECLARATION
    try:
        text = path.read_text(encoding="utf-8")
        course = msgspec.convert(yaml.safe_load(text), Course)
    except (OSError, yaml.YAMLError, ValueError) as error:  # a date that cannot be is a ValueError of yaml's
        raise CourseError(f"{path}: {error}; {_RIGHT_FORM}") from error
    return msgspec.structs.replace(course, root=root)
