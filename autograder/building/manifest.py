"""The manifest: the checks of a course as data, so that a command can list them without waiting for torch."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from autograder.checking.checks import Check
from autograder.course import Course, CourseError


class CheckEntry(msgspec.Struct, frozen=True):
    """One check."""

    name: str
    points: float
    statement: str
    needs: tuple[str, ...] = ()


class FunctionEntry(msgspec.Struct, frozen=True):
    """One graded function and its checks."""

    name: str
    exercise: str
    points: float
    checks: tuple[CheckEntry, ...]

    @property
    def qualified(self) -> str:
        """The name with its module."""
        return f"{self.exercise}.{self.name}"


class Manifest(msgspec.Struct, frozen=True):
    """All graded functions, in the order of the course.

    version: a digest of the checks; two copies with the same version grade alike.
    """

    title: str
    version: str
    points: float
    functions: tuple[FunctionEntry, ...]

    def of_exercise(self, exercise: str) -> tuple[FunctionEntry, ...]:
        """Return the functions of one exercise."""
        return tuple(f for f in self.functions if f.exercise == exercise)


def make_manifest(course: Course, checks: Sequence[Check]) -> Manifest:
    """Write down the checks of a course.

    Raises: CourseError where a part's points are not the sum of its checks, or a name stands twice or for nothing.
    """
    functions = []
    for name in dict.fromkeys(c.function for c in checks):
        own = [c for c in checks if c.function == name]
        exercises = {c.exercise for c in own}
        if len(exercises) > 1:
            raise CourseError(
                f"{name} is graded in {' and '.join(sorted(exercises))}; a function belongs to one exercise"
            )
        entries = tuple(CheckEntry(c.name, c.points, c.statement, c.needs) for c in own)
        functions.append(FunctionEntry(name, own[0].exercise, sum(c.points for c in own), entries))
    _refuse_doubles([c.name for c in checks])
    known = {f.name for f in functions}
    for c in checks:
        if unknown := set(c.needs) - known:
            raise CourseError(f"{c.exercise}: {c.name} needs {', '.join(sorted(unknown))}, which no check grades")
    for part in course.parts:
        points = sum(f.points for f in functions if f.exercise in part.exercises)
        if points != part.points:
            raise CourseError(f"course.yaml gives {part.id} {part.points:g} points, but its checks come to {points:g}")
    return Manifest(course.title, _version(course), sum(f.points for f in functions), tuple(functions))


def read_manifest(course: Course) -> Manifest:
    """Read the manifest that was built.

    Raises: CourseError if there is none that can be read.
    """
    try:
        return msgspec.json.decode(course.manifest.read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise CourseError(
            f"{course.manifest}: {error}; an instructor makes it with `autograder staff build`"
        ) from error


def _version(course: Course) -> str:
    digest = hashlib.sha256()
    for path in sorted(course.assignments.rglob("*.py")):
        digest.update(path.relative_to(course.root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _refuse_doubles(names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise CourseError(f"two checks are called {name}; give each a name of its own")
