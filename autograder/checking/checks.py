"""A check: a pytest function `check_*(impl, inputs)` that says what it is worth and which function it grades."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from autograder.course import Course, CourseError

if TYPE_CHECKING:
    from autograder.checking.implementation import Implementation
    from autograder.checking.inputs import Inputs

    Body = Callable[[Implementation, Inputs], None]

Decorated = TypeVar("Decorated", bound="Callable[[Implementation, Inputs], None]")
_MARK = "__autograder_check__"


@dataclass(frozen=True)
class Mark:
    """What the decorator writes down."""

    function: str
    points: float
    needs: tuple[str, ...]


def check(function: str, points: float, needs: Iterable[str] = ()) -> Callable[[Decorated], Decorated]:
    """Declare a check.

    function: the name of the function it grades.
    points:   what passing it is worth.
    needs:    other functions that are likely to be used inside: where one of them is wrong, a failure of this check is
              not held against `function` but reported as blocked.
    """

    def decorate(body: Decorated) -> Decorated:
        setattr(body, _MARK, Mark(function, points, tuple(needs)))
        return body

    return decorate


@dataclass(frozen=True)
class Check:
    """One check, ready to run."""

    name: str
    exercise: str
    function: str
    points: float
    needs: tuple[str, ...]
    statement: str
    body: Body

    @property
    def qualified(self) -> str:
        """The function it grades, with its module: `ddim.ddim_step`."""
        return f"{self.exercise}.{self.function}"


def load_checks(course: Course, exercises: Iterable[str] | None = None) -> list[Check]:
    """Import the checks of a course, in order.

    Raises: CourseError where a check is not declared properly.
    """
    if str(course.root) not in sys.path:
        sys.path.insert(0, str(course.root))
    return [c for e in exercises or course.exercises if course.checks_file(e).is_file() for c in _checks_of(course, e)]


def _checks_of(course: Course, exercise: str) -> list[Check]:
    path = course.checks_file(exercise)
    module = importlib.import_module(".".join(path.relative_to(course.root).with_suffix("").parts))
    bodies = [
        (name, body) for name, body in vars(module).items() if name.startswith("check_") and inspect.isfunction(body)
    ]
    return [as_check(exercise, name, body) for name, body in bodies if body.__module__ == module.__name__]


def as_check(exercise: str, name: str, body: Body) -> Check:
    """Read the declaration of one check function.

    Raises: CourseError if it lacks its decorator or its docstring.
    """
    mark: Mark | None = getattr(body, _MARK, None)
    if mark is None:
        raise CourseError(f"{exercise}: {name} lacks @check(function=..., points=...)")
    statement = inspect.cleandoc(body.__doc__ or "")
    if not statement:
        raise CourseError(f"{exercise}: {name} lacks a docstring; its first line is what a student reads")
    return Check(name, exercise, mark.function, mark.points, mark.needs, statement, body)
