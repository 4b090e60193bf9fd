"""What instructors see in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from autograder.course import Course
from autograder.running.report import Report

if TYPE_CHECKING:
    from autograder.verifying.verify import Verdict

MEANINGS = {
    "survivors": "known mistakes that no check catches",
    "idle_checks": "checks that catch no known mistake",
    "misnamed": "known mistakes that another one's sentence fits",
    "flaky": "results that depend on the seed or dtype",
    "earned_by_tricks": "checks that are passed without an answer",
    "misblamed": "right functions that are blamed for a mistake elsewhere (what their checks need is not declared)",
}


def verdict_view(verdict: Verdict) -> RenderableType:
    """Show whether the checks are sharp: a table, and whatever has to be mended."""
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim")
    for heading in ("function", "mistakes", "caught"):
        table.add_column(heading, justify="left" if heading == "function" else "right")
    for function, (made, caught) in verdict.by_function.items():
        colour = "green" if made == caught else "red"
        table.add_row(function, str(made), f"[{colour}]{caught}[/]")
    parts: list[RenderableType] = [table, ""]
    parts.append(f"reference {verdict.reference:g} %   stubs {verdict.stub:g} %   {verdict.checks} checks")
    parts.append(f"{verdict.mistakes} mistakes: {verdict.caught} caught, {verdict.named} named")
    for field, meaning in MEANINGS.items():
        found = getattr(verdict, field)
        if found:
            parts.append(f"\n[red]✗[/] {len(found)} {meaning}:")
            parts += [f"    {escape(line)}" for line in found]
    if verdict.well:
        parts.append("[green]✓[/] nothing to mend")
    return Group(*parts)


def sides_view(course: Course, sides: Mapping[str, Report]) -> RenderableType:
    """Show several reports side by side, a row for each function."""
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim")
    table.add_column("function")
    for name in sides:
        table.add_column(name, justify="right")
    first = next(iter(sides.values()))
    for number, part in enumerate(course.parts, start=1):
        table.add_row(f"[bold]Part {number}  {escape(part.title)}[/]")
        for function in (f for f in first.functions if f.split(".")[0] in part.exercises):
            results = [report.functions[function] for report in sides.values()]
            table.add_row(f"  {function}", *(f"{_coloured(r.points, r.of)} / {r.of:g}" for r in results))
    table.add_row("")
    table.add_row("[bold]sum[/]", *(f"[bold]{r.points:g} / {r.of:g}[/]" for r in sides.values()))
    return table


def _coloured(points: float, of: float) -> str:
    colour = "green" if points == of else "red" if points == 0 else "yellow"
    return f"[{colour}]{points:g}[/]"
