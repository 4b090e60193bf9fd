"""`quiz report`: the item analysis in a terminal and as a page."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from quiz.statistics import Analysis, ResponseError, Responses, analyse
from quiz.statistics.page import number, page, percent
from quiz.statistics.sources import read_marks, read_sitting
from quiz.statistics.tables import read_table
from quiz.store import StoreError, open_database
from quiz.store.sittings import find_sitting

SQLITE = b"SQLite format 3"  # how each of its files begins


@click.command()
@click.argument("results", nargs=-1, required=True)
@click.option("--sitting", type=int, help="Which sitting of the database (default: the newest).")
@click.option("--title", help="What the page is called.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with pictures here.")
@click.option("--json", "as_json", is_flag=True, help="Write the numbers as JSON.")
def report(results: tuple[str, ...], sitting: int | None, title: str | None, out: Path | None, as_json: bool) -> None:
    """Say which questions work: facility, discrimination, options, reliability, and what to look at again.

    RESULTS is a CSV file (columns student, question, score, of, and if wanted chosen, right, options, attempt, place;
    the instructor's pages give one out), a database (quiz.db or a URL), or the files that `quiz mark --json` wrote, one
    for each student, named by the student. First attempts count.

    Example: quiz report results.csv --out report.html
    """
    try:
        given, name = _read(results, sitting)
        analysis = analyse(given)
    except (ResponseError, StoreError, OSError) as error:
        raise click.UsageError(str(error)) from None
    if out:
        out.write_text(page(analysis, title or name), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(asdict(analysis), indent=2, ensure_ascii=False))
        return
    _show(analysis)
    if out:
        click.echo(f"{out}: the same with pictures and the options of each question")


def _read(results: tuple[str, ...], sitting: int | None) -> tuple[Responses, str]:
    """Read what was named, by how the names look; also return a title."""
    files = [Path(name) for name in results]
    suffixes = {file.suffix.lower() for file in files}
    if sitting is not None and suffixes & {".csv", ".json"}:
        raise click.UsageError("--sitting chooses from a database; a file of results has one sitting only")
    if suffixes == {".json"}:
        return read_marks(files), files[0].parent.name or "marks"
    if len(files) > 1:
        raise click.UsageError("give one CSV file or one database, or several files of `quiz mark --json`")
    if suffixes == {".csv"}:
        return read_table(files[0]), files[0].stem
    return _read_database(results[0], sitting)


def _read_database(name: str, sitting: int | None) -> tuple[Responses, str]:
    if "://" not in name:
        if not Path(name).is_file():
            raise click.UsageError(f"there is no file {name}; name a CSV file, a database, or files of marks")
        with Path(name).open("rb") as file:
            if file.read(len(SQLITE)) != SQLITE:
                raise click.UsageError(f"{name} is no database; files of results end in .csv or .json")
        name = f"sqlite:///{name}"
    database = open_database(name)
    try:
        with database.reading() as session:
            chosen = find_sitting(session, sitting)
            return read_sitting(session, chosen.id), chosen.title
    finally:
        database.close()


def _show(analysis: Analysis) -> None:
    console = Console(highlight=False)
    table = Table("", box=None, padding=(0, 1), header_style="dim")
    table.add_column("question", overflow="ellipsis", no_wrap=True)
    for name in ("n", "facility", "discr.", "27 %", "effic."):  # the weights are in the page
        table.add_column(name, justify="right", min_width=max(len(name), 5))
    for place, item in enumerate(analysis.items, start=1):
        numbers = (number(item.discrimination), number(item.upper_lower), number(item.efficiency))
        table.add_row(str(place), Text(item.id), str(item.students), percent(item.facility), *numbers)
    console.print(table)
    paper = analysis.paper
    console.print(
        f"{paper.students} students, mean {percent(paper.mean)}, standard deviation {percent(paper.spread)}, "
        f"alpha {number(paper.alpha)}{' over places' if paper.alpha_over == 'places' else ''}, "
        f"standard error {percent(paper.standard_error)}",
        markup=False,
    )
    unsure = 0
    for place, item in enumerate(analysis.items, start=1):
        for flag in item.flags:
            if not flag.sure:
                unsure += 1
                continue
            style = "yellow" if flag.kind == "rare option" else "red"
            console.print(Text.assemble((f"{place} {item.id}: {flag.kind}. ", style), flag.text))
    if unsure:
        console.print(
            f"{unsure} weaker signs, which may be chance, are in the page (--out) and in --json.", style="dim"
        )
