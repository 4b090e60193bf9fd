"""`autograder staff similar`: which submissions are suspiciously alike."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table

from autograder.course import find_course

if TYPE_CHECKING:
    from autograder.similarity.comparing import Comparison, Pair

SHOWN = 30


@click.command()
@click.argument("submissions", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write a page that shows the places.")
@click.option(
    "--threshold",
    type=click.FloatRange(0.1, 1.0),
    default=0.8,
    show_default=True,
    help="The share of one student's own code in a module that the other has too.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def similar(submissions: Path, out: Path | None, threshold: float, as_json: bool) -> None:
    """Find the submissions that are suspiciously alike; nobody's code is run.

    The stub, the reference and what more than a third of the class has are set aside.  Likeness is no proof.

    Example: autograder staff similar submissions --out similar.html
    """
    from autograder.commands.staff import progress_bar
    from autograder.similarity.comparing import compare
    from autograder.similarity.given import given_texts
    from autograder.submissions.layouts import find_submissions
    from autograder.submissions.reading import read_submission

    course = find_course()
    given = given_texts(course)
    found = find_submissions(submissions, course, "newest")
    sources = {submission.student: read_submission(submission, course).sources for submission in found}
    with progress_bar("reading everybody's code") as advance:
        comparison = compare(sources, given, threshold, advance)
    if out is not None:
        from autograder.similarity.page import render

        out.write_text(render(comparison, sources, course.title), encoding="utf-8")
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(comparison)))
    else:
        Console().print(pairs_view(comparison))
        if out is not None:
            click.echo(f"wrote {out}")


def pairs_view(comparison: Comparison) -> RenderableType:
    """Show the pairs as a table, the most similar first."""
    from autograder.reporting.words import count, visible

    parts: list[RenderableType] = [f"[yellow]{escape(visible(note))}[/]" for note in comparison.notes]
    compared = count(comparison.submissions, "submission")
    if not comparison.pairs:
        return Group(*parts, f"{compared} compared; no two are as alike as {_percent(comparison.threshold)}")
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim")
    table.add_column("alike", justify="right")
    table.add_column("students")
    table.add_column("modules, and the shares of the first's and the second's own code in common")
    for pair in comparison.pairs[:SHOWN]:
        students = " and ".join(escape(visible(student, 60)) for student in pair.students)
        table.add_row(_percent(pair.similarity), students, _modules(pair))
    parts.append(table)
    if len(comparison.pairs) > SHOWN:
        parts.append(f"{len(comparison.pairs) - SHOWN} more; --json lists all")
    parts.append(f"\n{compared} compared, {count(len(comparison.pairs), 'pair')} alike.  Likeness is no proof:")
    parts.append("read both places (--out similar.html shows them side by side), then talk to both.")
    return Group(*parts)


def _modules(pair: Pair) -> str:
    return ", ".join(f"{it.module} ({_percent(it.shares[0])}, {_percent(it.shares[1])})" for it in pair.modules)


def _percent(share: float) -> str:
    return f"{math.floor(100 * share)} %"
