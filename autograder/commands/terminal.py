"""Reports in a terminal: what was checked, what is wrong, and which mistake it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from autograder.building.manifest import Manifest
from autograder.checking.failure import Failure
from autograder.course import Course
from autograder.running.report import FunctionResult, Outcome, Report

MARKS = {"passed": "[green]✓[/]", "failed": "[red]✗[/]", "blocked": "[yellow]·[/]", "missing": "[dim]○[/]"}
WORDS = {"passed": "right", "failed": "wrong", "blocked": "waiting for another", "missing": "not written yet"}
PRINTED_LINES = 6


def results_view(course: Course, results: Mapping[str, FunctionResult], verbose: bool = False) -> RenderableType:
    """Show results by part and exercise; an exercise that nobody has begun takes one line."""
    return Group(*_parts(course, results, verbose))


def _parts(course: Course, results: Mapping[str, FunctionResult], verbose: bool) -> Iterator[RenderableType]:
    for number, part in enumerate(course.parts, start=1):
        own = {f: r for f, r in results.items() if f.split(".")[0] in part.exercises}
        if own:
            yield ""
            yield _row(f"[bold]Part {number}  {escape(part.title)}[/]", *_sum(own))
            for exercise in part.exercises:
                functions = {f: r for f, r in own.items() if f.startswith(f"{exercise}.")}
                if functions:
                    yield Padding(exercise_view(exercise, functions, verbose), (0, 0, 0, 2))


def exercise_view(exercise: str, results: Mapping[str, FunctionResult], verbose: bool = False) -> RenderableType:
    """Show the functions of one exercise."""
    if len(results) > 1 and all(r.status == "missing" for r in results.values()):
        names = ", ".join(f.split(".")[1] for f in results)
        why = _why_missing(next(iter(results.values())))
        return _row(f"{MARKS['missing']} [bold]{exercise}[/]  [dim]{escape(why)}: {names}[/]", *_sum(results))
    if len(results) > 1 and not verbose and all(r.status == "passed" for r in results.values()):
        return _row(f"{MARKS['passed']} [bold]{exercise}[/]", *_sum(results))
    load = {o.failure for r in results.values() for o in r.checks if o.failure and o.failure.kind == "load"}
    if len(load) == 1 and all(o.failure in load for r in results.values() for o in r.checks):
        heading = _row(f"{MARKS['failed']} [bold]{exercise}[/]", *_sum(results))
        return Group(heading, Padding(failure_view(load.pop()), (0, 0, 0, 4)))
    heading = _row(f"[bold underline]{exercise}[/]", *_sum(results))
    return Group(heading, *(function_view(name, result, verbose) for name, result in results.items()))


def function_view(name: str, result: FunctionResult, verbose: bool = False) -> RenderableType:
    """Show how one function did; where it failed, first which mistake it is."""
    note = ""
    if result.status == "blocked":
        note = f"  [yellow]waits for {escape((result.blocked_by or '').rpartition('.')[2])}[/]"
    elif result.status == "missing":
        note = f"  [dim]{escape(_why_missing(result))}[/]"
    heading = f"{MARKS[result.status]} [bold]{name.rpartition('.')[2]}[/]{note}"
    return Group(_row(heading, result.points, result.of), Padding(Group(*_details(result, verbose)), (0, 0, 0, 4)))


def _details(result: FunctionResult, verbose: bool) -> Iterator[RenderableType]:
    failed = [o for o in result.checks if o.status == "failed"]
    failures = {o.failure for o in failed}
    if result.diagnosis:
        yield f"[bold red]{escape(result.diagnosis)}[/]"
    if len(failed) > 1 and len(failures) == 1 and not verbose:
        yield failure_view(next(f for f in failures if f))
    else:
        for count, outcome in enumerate(failed):
            yield _outcome_view(outcome, details=verbose or count == 0, relation=not result.diagnosis)
    if verbose:
        for outcome in result.checks:
            if outcome.status in ("passed", "blocked"):
                yield _outcome_view(outcome, details=True)
    if result.printed.strip() and (verbose or result.status != "passed"):
        lines = result.printed.strip().splitlines()
        more = [f"… and {len(lines) - PRINTED_LINES} lines more"] if len(lines) > PRINTED_LINES else []
        shown = [line if len(line) <= 120 else line[:120] + "…" for line in lines[:PRINTED_LINES]]
        yield "[dim]it printed:[/]"
        yield Padding(f"[dim]{escape(chr(10).join(shown + more))}[/]", (0, 0, 0, 2))


def _outcome_view(outcome: Outcome, details: bool, relation: bool = True) -> RenderableType:
    heading = _row(f"{MARKS[outcome.status]} {escape(outcome.statement)}", outcome.points, outcome.of)
    if not (details and outcome.failure):
        return heading
    return Group(heading, Padding(failure_view(outcome.failure, relation), (0, 0, 0, 4)))


def failure_view(failure: Failure, relation: bool = True) -> RenderableType:
    """Show what was got and what was expected; `relation`: also how the two are related, if that is known."""
    where = escape(failure.message)
    if failure.got is not None and failure.expected is not None:
        where += f":  got [red]{escape(failure.got)}[/]   expected [green]{escape(failure.expected)}[/]"
        where += f"   [dim]tolerance {failure.tolerance}[/]" if failure.tolerance else ""
    lines = [where]
    if failure.relation and relation:
        lines.append(escape(failure.relation[0].upper() + failure.relation[1:] + "."))
    if failure.line:
        lines.append(f"[cyan]{escape(failure.line)}[/]")
    if failure.hint:
        lines.append(f"[dim]hint[/]  {escape(failure.hint)}")
    return "\n".join(lines)


def total_view(report: Report) -> RenderableType:
    """Show the sum, and how many functions are in which state."""
    counts = {status: sum(r.status == status for r in report.functions.values()) for status in MARKS}
    text = "   ".join(f"{MARKS[status]} {count} {WORDS[status]}" for status, count in counts.items() if count)
    return Group("", _row(text, report.points, report.of))


def status_view(course: Course, manifest: Manifest, report: Report | None, changed: set[str]) -> RenderableType:
    """Show the exercises, what they earned at the last check, and what is next."""
    results = report.functions if report else {}
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for number, part in enumerate(course.parts, start=1):
        table.add_row(f"[bold]Part {number}  {escape(part.title)}[/]", "", "")
        for exercise in part.exercises:
            functions = manifest.of_exercise(exercise)
            statuses = {f.name: results[f.qualified].status if f.qualified in results else "missing" for f in functions}
            marks = Columns([f"{MARKS[status]} {name}" for name, status in statuses.items()], padding=(0, 2))
            points = sum(results[f.qualified].points for f in functions if f.qualified in results)
            note = ["[yellow]changed since the last check[/]"] if exercise in changed else []
            table.add_row(f"  {exercise}", f"{points:g} / {sum(f.points for f in functions):g}", Group(marks, *note))
    return Group(f"[bold]{escape(manifest.title)}[/]", table, "", _next_view(course, manifest, results))


def _next_view(course: Course, manifest: Manifest, results: Mapping[str, FunctionResult]) -> RenderableType:
    points = sum(results[f.qualified].points for f in manifest.functions if f.qualified in results)
    lines = [f"{points:g} of {manifest.points:g} points" + ("" if results else "; nothing has been checked yet")]
    todo = next(
        (f for f in manifest.functions if f.qualified not in results or results[f.qualified].status != "passed"), None
    )
    if todo:
        part = course.part_of(todo.exercise)
        lines.append(f"next    [bold]{todo.name}[/] in {course.package}/{todo.exercise}.py")
        lines.append(f"read    assignments/{part.id}/handout.md")
        lines.append(f"then    autograder check {todo.name}   [dim]or leave[/] autograder watch [dim]running[/]")
    else:
        lines.append("Everything is right.  Hand in with  autograder pack")
    return "\n".join(lines)


def _why_missing(result: FunctionResult) -> str:
    failure = result.checks[0].failure if result.checks else None
    text = failure.message if failure else ""
    return text if text.startswith("there is no") or "has no function" in text else "not written yet"


def _sum(results: Mapping[str, FunctionResult]) -> tuple[float, float]:
    return sum(r.points for r in results.values()), sum(r.of for r in results.values())


def _row(text: str, points: float, of: float) -> RenderableType:
    table = Table.grid(expand=True, padding=(0, 2, 0, 0))
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_row(text, f"{points:g} / {of:g}")
    return table
