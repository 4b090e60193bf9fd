"""Hints, one at a time, from gentle to plain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder.building.manifest import FunctionEntry
from autograder.course import Course, CourseError
from autograder.hints import load_hints


def next_hints(course: Course, function: FunctionEntry, every: bool = False) -> Iterator[tuple[int, int, str]]:
    """Yield the next hint of a function as (number, of, text), or all; after the last one, the last again.

    How far a student has come is kept beside the last report.
    """
    hints = load_hints(course, function.exercise).get(function.name, [])
    if not hints:
        raise CourseError(f"there is no hint for {function.name}; its docstring and the handout say what it does")
    path = course.last_report.with_name("hints.json")
    shown = _read(path)
    number = len(hints) if every else min(shown.get(function.name, 0) + 1, len(hints))
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(msgspec.json.encode({**shown, function.name: number}))
    for i in range(1 if every else number, number + 1):
        yield i, len(hints), hints[i - 1].strip()


def _read(path: Path) -> dict[str, int]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, int])
    except (OSError, msgspec.DecodeError):
        return {}
