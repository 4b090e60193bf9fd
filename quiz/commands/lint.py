"""`quiz lint`: what is wrong or lopsided in the bank."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from quiz.bank_model import DIFFICULTIES, FINAL, PRACTICE, TOPICS, TYPES
from quiz.linting import Report
from quiz.linting import lint as check
from quiz.linting.balance import Row, folders_of, keys, rows

MOST_SHOWN = 200  # findings on a terminal
SHORT = {"multiple": "multi", "expression": "expr"}  # so that the table fits in 80 columns


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FOLDER]...")
@click.option("--json", "as_json", is_flag=True, help="Write findings and counts as JSON.")
@click.pass_context
def lint(context: click.Context, folders: tuple[Path, ...], as_json: bool) -> None:
    """Check the questions of folders or files (default: the bank, as far as it is here).

    Exit code 1 if there is an error; warnings alone give 0.

    Example: quiz lint quiz/bank/practice
    """
    report = check(folders or [folder for folder in (FINAL, PRACTICE) if folder.is_dir()])
    if as_json:
        click.echo(json.dumps(_as_data(report), indent=2))
    else:
        _show(report)
    context.exit(1 if report.errors else 0)


def _as_data(report: Report) -> dict[str, object]:
    return {
        "questions": len(report.bank),
        "errors": report.errors,
        "warnings": report.warnings,
        "findings": [asdict(finding) for finding in report.findings],
        "balance": [asdict(row) for row in rows(report.bank)],
        "keys": [asdict(found) for found in keys(report.bank)],
    }


def _show(report: Report) -> None:
    console = Console(highlight=False, soft_wrap=True)
    if len(report.bank):
        console.print(_balance(report))
        console.print(_positions(report))
    for finding in report.findings[:MOST_SHOWN]:
        colour = "red" if finding.level == "error" else "yellow"
        console.print(str(finding), style=colour, markup=False)
    if len(report.findings) > MOST_SHOWN:
        console.print(f"{len(report.findings) - MOST_SHOWN} more; --json has all")
    console.print(f"{len(report.bank)} questions, {report.errors} errors, {report.warnings} warnings")


def _balance(report: Report) -> Table:
    folders = folders_of(report.bank)
    present = [kind for kind in TYPES if any(question.type == kind for question in report.bank)]
    table = Table(title=f"Questions ({' / '.join(folders)})", box=SIMPLE, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("topic", no_wrap=True)
    for name in (*present, "all"):
        table.add_column(SHORT.get(name, name), justify="right", no_wrap=True)
    counted = rows(report.bank)
    for topic in TOPICS:
        of_topic = [row for row in counted if row.topic == topic]
        table.add_row(topic, *_cells(of_topic, folders, present), style="bold")
        for row in of_topic:
            last = row.difficulty == DIFFICULTIES[-1]
            table.add_row(f"  {row.difficulty}", *_cells([row], folders, present), end_section=last)
    table.add_row("all", *_cells(counted, folders, present), style="bold")
    return table


def _cells(counted: list[Row], folders: list[str], present: list[str]) -> list[str]:
    """Write for each type, and for all, the counts of the folders side by side; nothing where all are 0."""

    def cell(kinds: list[str]) -> str:
        counts = [sum(row.counts[folder][kind] for row in counted for kind in kinds) for folder in folders]
        return "/".join(str(count) for count in counts) if any(counts) else ""

    return [cell([kind]) for kind in present] + [cell(present)]


def _positions(report: Report) -> Table:
    table = Table(title="Right options of single questions, as the files have them", box=SIMPLE, pad_edge=False)
    for name in ("folder", "topic", "questions", "at position 1, 2, ...", "right one is longest"):
        table.add_column(name)
    for found in keys(report.bank):
        share = f"{found.longest / found.questions:.0%}"
        table.add_row(found.folder, found.topic, str(found.questions), ", ".join(map(str, found.positions)), share)
    return table
