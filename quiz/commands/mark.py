"""`quiz mark`: mark stored answers against a stored paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from quiz.commands.terminal import STYLES
from quiz.drawing import Paper
from quiz.marking import PaperMark, mark_paper

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("answers", type=FILE)
@click.option("--paper", "paper_file", type=FILE, required=True, help="The paper that `quiz paper` wrote.")
@click.option("--json", "as_json", is_flag=True, help="Write the marks as JSON.")
def mark(answers: Path, paper_file: Path, as_json: bool) -> None:
    """Mark answers: a JSON file that holds an answer for each id of a question.

    A single one is answered by an option's id, multiple ones and orders by a list of ids, pairs by a mapping of ids,
    all others by the text that was typed. The same files always give the same marks.

    Example: quiz mark answers.json --paper paper.json
    """
    paper = read_paper(paper_file)
    given = _read_answers(answers)
    unknown = sorted(set(given) - {drawn.id for drawn in paper.questions})
    if unknown:
        raise click.UsageError(f"{answers}: the paper has no question `{unknown[0]}`; is this the right paper?")
    marked = mark_paper(paper, given)
    if as_json:
        click.echo(marked.model_dump_json(indent=2))
    else:
        _show(marked)


def read_paper(file: Path) -> Paper:
    """Read a paper; a usage error says why it is none."""
    try:
        return Paper.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise click.UsageError(f"{file} is not a paper written by `quiz paper`: {where}: {first['msg']}") from None


def _read_answers(file: Path) -> dict[str, Any]:
    try:
        given = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{file} is not JSON: {error}") from None
    if not isinstance(given, dict):
        raise click.UsageError(f'{file} is not a mapping; write {{"id-of-a-question": "answer"}}')
    return given


def _show(marked: PaperMark) -> None:
    console = Console(highlight=False)
    table = Table("question", "", "points", "read as")
    for name, found in marked.marks.items():
        points = f"{found.points:.3g} of {found.of:.3g}"
        table.add_row(Text(name), Text(found.status, style=STYLES[found.status]), points, Text(found.reading))
    console.print(table)
    console.print(f"{marked.points:.4g} of {marked.of:.4g} points")
