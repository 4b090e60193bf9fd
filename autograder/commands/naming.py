"""What a user means by a name: a function, an exercise, a part, or a check."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from autograder.building.manifest import CheckEntry, FunctionEntry, Manifest
from autograder.course import Course, CourseError


def functions_named(course: Course, manifest: Manifest, names: Sequence[str]) -> list[FunctionEntry]:
    """Return the functions that are meant, in the order of the course; no name means all.

    A name is that of a function (`ddim_step`, `ddim.ddim_step`), an exercise (`ddim`, `ddim.py`) or a part (`2`,
    `part2_faster_sampling`).

    Raises: CourseError for a name that is none of these; it says which come close.
    """
    if not names:
        return list(manifest.functions)
    meant = {f.name for name in names for f in _one(course, manifest, name)}
    return [f for f in manifest.functions if f.name in meant]


def _one(course: Course, manifest: Manifest, name: str) -> list[FunctionEntry]:
    for number, part in enumerate(course.parts, start=1):
        if name in (part.id, str(number)):
            return [f for f in manifest.functions if f.exercise in part.exercises]
    wanted = name.removesuffix(".py").rpartition("/")[2]
    found = [f for f in manifest.functions if wanted in (f.name, f.qualified, f.exercise)]
    if not found:
        raise _unknown("function, exercise or part", name, [*course.exercises, *(f.name for f in manifest.functions)])
    return found


def check_named(manifest: Manifest, name: str) -> tuple[FunctionEntry, CheckEntry]:
    """Return the check of that name, which may be shortened as long as only one begins like it.

    Raises: CourseError if there is none, or more than one.
    """
    wanted = name if name.startswith("check_") else f"check_{name}"
    all_checks = [(f, c) for f in manifest.functions for c in f.checks]
    found = [(f, c) for f, c in all_checks if c.name == wanted] or [
        (f, c) for f, c in all_checks if c.name.startswith(wanted)
    ]
    if not found:
        raise _unknown("check", name, [c.name for _, c in all_checks])
    if len(found) > 1:
        raise CourseError(f"{name!r} may be {', '.join(c.name for _, c in found)}; write more of it")
    return found[0]


def _unknown(kind: str, name: str, known: Sequence[str]) -> CourseError:
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    see = "`autograder explain FUNCTION` lists those of a function" if kind == "check" else "`autograder` lists them"
    tail = f"did you mean {' or '.join(close)}?" if close else see
    return CourseError(f"no {kind} is called {name!r}; {tail}")
