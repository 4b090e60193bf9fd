"""What a check does, for those who want to know: its sentence, its worth, how it went, its code."""

from __future__ import annotations

import ast
import inspect

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.syntax import Syntax

from autograder.building.manifest import CheckEntry, FunctionEntry
from autograder.commands.terminal import MARKS, WORDS, failure_view
from autograder.course import Course, CourseError
from autograder.running.report import Outcome, Report


def explanation_view(
    course: Course, function: FunctionEntry, check: CheckEntry, report: Report | None
) -> RenderableType:
    """Show everything about one check."""
    lines: list[RenderableType] = [
        f"[bold]{check.name}[/]",
        f"checks {function.qualified} for {check.points:g} of its {function.points:g} points"
        + (f"; usually needs {', '.join(check.needs)}" if check.needs else ""),
        "",
        escape(check.statement),
        "",
    ]
    outcome = _last(report, function, check)
    if outcome:
        lines.append(f"{MARKS[outcome.status]} at the last check: {WORDS[outcome.status]}")
        if outcome.failure:
            lines.append(Padding(failure_view(outcome.failure), (0, 0, 0, 4)))
        lines.append("")
    path = course.checks_file(function.exercise)
    text, first = _code(path.read_text(encoding="utf-8"), check.name)
    lines.append(f"[dim]{path.relative_to(course.root).as_posix()} line {first}[/]")
    lines.append(Syntax(text, "python", theme="ansi_dark", background_color="default", word_wrap=True))
    return Group(*lines)


def checks_view(function: FunctionEntry) -> RenderableType:
    """List the checks of a function by name, each with its sentence."""
    lines: list[RenderableType] = [f"{function.qualified} has {len(function.checks)} checks:", ""]
    for check in function.checks:
        lines.append(f"[bold]{check.name}[/]  {check.points:g}")
        lines.append(Padding(escape(check.statement.split("\n\n")[0]), (0, 0, 0, 4)))
    return Group(*lines)


def _last(report: Report | None, function: FunctionEntry, check: CheckEntry) -> Outcome | None:
    result = report.functions.get(function.qualified) if report else None
    return next((o for o in result.checks if o.check == check.name), None) if result else None


def _code(module: str, name: str) -> tuple[str, int]:
    """Return the text of a function in a module, decorator included, and its first line."""
    functions = (n for n in ast.parse(module).body if isinstance(n, ast.FunctionDef))
    node = next((f for f in functions if f.name == name), None)
    if node is None:
        raise CourseError(f"{name} is in the manifest but not in its file; an instructor runs `autograder staff build`")
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    return inspect.cleandoc("\n".join(module.splitlines()[first - 1 : node.end_lineno])), first
