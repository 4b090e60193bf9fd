"""A stub is the reference with the solutions taken out: same signature, docstring and argument checks."""

from __future__ import annotations

import ast
import json

from autograder.course import Course, CourseError

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
TO_DO = "# Your solution replaces the next line."


def make_stub(reference: str, exercise: str, course: Course) -> str:
    """Return the stub of one module.

    Raises: CourseError, with the line, for a region that is not closed, not opened, or outside of any function, and
    for a reference that is not Python.
    """
    part = course.part_of(exercise)
    number = course.parts.index(part) + 1
    try:
        owners = _functions(reference)
    except SyntaxError as error:
        raise CourseError(f"{exercise}.py line {error.lineno}: {error.msg}") from error
    lines: list[str] = []
    opened = None
    for count, line in enumerate(reference.splitlines(), start=1):
        mark = line.strip()
        if mark == BEGIN:
            if opened:
                raise CourseError(f"{exercise}.py line {count}: a solution begins inside the one of line {opened}")
            owner = next((name for name, span in owners.items() if count in span), None)
            if owner is None:
                raise CourseError(f"{exercise}.py line {count}: a solution begins outside of any function")
            opened = count
            indent = line[: len(line) - len(line.lstrip())]
            message = f"{exercise}.{owner}: not written yet (part {number}, {part.title})"
            lines += [indent + TO_DO, f"{indent}raise NotImplementedError({json.dumps(message, ensure_ascii=False)})"]
        elif mark == END:
            if not opened:
                raise CourseError(f"{exercise}.py line {count}: a solution ends that has not begun")
            opened = None
        elif not opened:
            lines.append(line)
    if opened:
        raise CourseError(f"{exercise}.py line {opened}: this solution is not closed; add {END!r}")
    return "\n".join(lines) + "\n"


def solution_lines(reference: str) -> list[str]:
    """Return the lines inside the solution regions, stripped: what a student's copy must not hold."""
    inside, lines = False, []
    for line in reference.splitlines():
        if line.strip() in (BEGIN, END):
            inside = line.strip() == BEGIN
        elif inside and line.strip():
            lines.append(line.strip())
    return lines


def _functions(text: str) -> dict[str, range]:
    functions = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    return {f.name: range(f.lineno, (f.end_lineno or f.lineno) + 1) for f in functions}
