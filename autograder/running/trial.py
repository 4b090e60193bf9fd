"""Try one set of modules: lay them over the package, run the checks, take them away again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from autograder.checking.checks import Check
from autograder.checking.implementation import Implementation
from autograder.course import Course
from autograder.running.in_process import InProcess
from autograder.running.overlay import Overlay, Source
from autograder.running.report import FunctionResult
from autograder.running.runner import Runner, Settings


def homes(checks: Sequence[Check]) -> dict[str, str]:
    """Map each graded function to its module."""
    return {check.function: check.exercise for check in checks}


def try_modules(
    course: Course,
    checks: Sequence[Check],
    sources: Mapping[str, Source],
    settings: Settings = Settings(),
    functions: Iterable[str] | None = None,
    wrap: Callable[[Implementation], Implementation] = lambda implementation: implementation,
) -> dict[str, FunctionResult]:
    """Run the checks of the given functions (simple names; default all) against the modules in `sources`.

    wrap: put something between the checks and the functions.
    """
    with Overlay(course.package, course.exercises, sources) as overlay:
        implementation = wrap(InProcess(overlay, homes(checks)))
        return Runner(checks, implementation, settings).run(functions)
