"""A known mistake is an edit of the reference, and the sentence that a student who makes it should read."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.course import Course, CourseError
from autograder.running.overlay import Source, read_sources


@dataclass(frozen=True)
class Mistake:
    """One known mistake.

    function: the function that is wrong.
    replace:  text that stands exactly once in that function's solution.
    by:       the wrong text.
    says:     what a student who made this mistake should read.
    """

    function: str
    replace: str
    by: str
    says: str


def load_mistakes(course: Course, exercises: Iterable[str] | None = None) -> dict[str, list[Mistake]]:
    """Import the known mistakes of each exercise; none where the solutions are not there."""
    if str(course.root) not in sys.path:
        sys.path.insert(0, str(course.root))
    mistakes = {}
    for exercise in exercises or course.exercises:
        if course.mistakes_file(exercise).is_file():
            module = importlib.import_module(f"{course.solutions.name}.mistakes.{exercise}")
            mistakes[exercise] = list(module.MISTAKES)
    return mistakes


def reference_sources(course: Course) -> dict[str, Source]:
    """Read the reference, every module of it."""
    return read_sources(course.solutions, course.exercises)


def make_mistake(sources: dict[str, Source], exercise: str, *mistakes: Mistake) -> dict[str, Source]:
    """Return the sources with mistakes made in one module.

    Raises: CourseError if the text to replace does not stand exactly once in the function.
    """
    text = sources[exercise].text.decode()
    for mistake in mistakes:
        start, end = _span(text, mistake.function)
        body = text[start:end]
        if body.count(mistake.replace) != 1:
            raise CourseError(
                f"{exercise}: the mistake {mistake.says!r} replaces {mistake.replace!r}, which stands "
                f"{body.count(mistake.replace)} times in the solution of {mistake.function}; it must stand there once"
            )
        text = text[:start] + body.replace(mistake.replace, mistake.by) + text[end:]
    wrong = Source(text.encode(), sources[exercise].filename)
    return {**sources, exercise: wrong}


def _span(text: str, function: str) -> tuple[int, int]:
    """Return where the body of a function stands in the text, its docstring left out."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            starts = [0]
            for line in text.encode().splitlines(keepends=True):
                starts.append(starts[-1] + len(line.decode()))
            return starts[first.lineno - 1], starts[node.end_lineno or node.lineno]
    raise CourseError(f"no function {function} in the reference")
