"""`quiz sitting`: sittings and their personal links."""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.bank_model import BLUEPRINT, FINAL, load_bank, load_blueprint
from quiz.commands.store_options import database_option, opened
from quiz.marking import POLICIES
from quiz.store import Database
from quiz.store.rosters import RosterError, Student, read_roster
from quiz.store.signing import link_path
from quiz.store.sittings import (
    COUNTS,
    SHAPES,
    Plan,
    counts_of,
    draw_sheets,
    find_seat,
    find_sitting,
    make_sitting,
    release,
    revoke,
)
from quiz.store.tables import Seat, Sitting

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
LONGEST_TITLE = 200
BASE = "http://127.0.0.1:8000"
STOPPED = "stopped while it was stored; `quiz sitting list` tells if it is there, `quiz sitting links` writes its links"
FOR_STUDENTS = "quiz sitting links --base-url https://quiz.example.org --out FILE"
Links = list[tuple[str, str, str, str]]


def _base_url(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise click.BadParameter(f"`{value}` is not an address such as https://quiz.example.org")
    return value.rstrip("/")


def _title(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if not value.strip() or len(value) > LONGEST_TITLE:
        raise click.BadParameter(f"a title has 1 to {LONGEST_TITLE} characters, this one has {len(value.strip())}")
    return value.strip()


base_option = click.option(
    "--base-url", default=BASE, show_default=True, callback=_base_url, help="The address at which students see it."
)
sitting_option = click.option("--sitting", "number", type=int, help="The number of the sitting (default: the newest).")


class Moment(click.ParamType[float]):
    """A point in time: local time of this machine, or with an offset such as +02:00."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read `2030-02-01 10:00` (called by click)."""
        try:
            return datetime.fromisoformat(str(value)).timestamp()
        except ValueError:
            self.fail(
                f"`{value}` is not a time; write 2030-02-01T10:00 (this machine's time) or add +02:00", param, ctx
            )


@click.group()
def sitting() -> None:
    """Make sittings, and give out and revoke personal links.

    Example: quiz sitting list
    """


@sitting.command()
@click.argument("title", callback=_title)
@database_option
@click.option("--blueprint", type=FILE, default=BLUEPRINT, help="How papers are drawn (default: the quiz's own).")
@click.option("--bank", "folder", type=click.Path(exists=True, path_type=Path), default=FINAL, help="The questions.")
@click.option("--roster", type=FILE, required=True, help="CSV with the columns id, name, email, time_factor.")
@click.option("--minutes", type=click.IntRange(1, 1440), help="Time to work (default: the blueprint's).")
@click.option("--opens", type=Moment(), help="From when on it may be begun, such as 2030-02-01T10:00.")
@click.option("--closes", type=Moment(), help="Until when it may be begun; who has begun keeps the full time.")
@click.option("--policy", type=click.Choice(list(POLICIES)), default="final", show_default=True, help="What is shown.")
@click.option(
    "--page", "shape", type=click.Choice(SHAPES), default="one", show_default=True, help="Questions on a page."
)
@click.option("--attempts", type=click.IntRange(1, 10), default=1, show_default=True, help="Each draws a new paper.")
@click.option("--counts", type=click.Choice(COUNTS), default="first", show_default=True, help="Which attempt counts.")
@click.option(
    "--allowed", default="", help='What may be used, such as "pen, paper, calculator"; told on the start page.'
)
@click.option("--out", type=NEW_FILE, help="Write the links to this CSV file (default: the terminal).")
@base_option
def new(
    title: str,
    url: str,
    blueprint: Path,
    folder: Path,
    roster: Path,
    minutes: int | None,
    opens: float | None,
    closes: float | None,
    policy: str,
    shape: str,
    attempts: int,
    counts: str,
    allowed: str,
    out: Path | None,
    base_url: str,
) -> None:
    """Make a sitting: draw a paper for each student of the roster, and write a personal link for each.

    Whoever has a link takes the quiz as that student, so the file of links can be read by its owner only.

    Example: quiz sitting new "Final quiz" --roster roster.csv --minutes 40 --out links.csv
    """
    students = _roster(roster)
    plan_of_papers = load_blueprint(blueprint)
    with opened(url) as database:
        _refuse_existing(out)
        sheets = draw_sheets(load_bank(folder), plan_of_papers, len(students) * attempts)
        plan = Plan(title, minutes or plan_of_papers.minutes, opens, closes, policy, shape, attempts, counts, allowed)
        try:
            made = database.write(lambda session: make_sitting(session, plan, students, sheets, time.time()).id)
        except KeyboardInterrupt:
            raise click.ClickException(STOPPED) from None
        links = database.read(lambda session: _links(database, session, find_sitting(session, made), base_url))
    count = f"{len(students)} {'student' if len(students) == 1 else 'students'}"
    when = "".join(f", {name} {_moment(at)}" for name, at in (("opens", opens), ("closes", closes)) if at is not None)
    click.echo(f"Sitting {made}: {count}, {plan.minutes} minutes{when}.", err=True)
    if closes is not None and closes < time.time():
        click.echo("It is closed already: nobody can begin. Make another with a later --closes.", err=True)
    _write_links(links, out)
    if base_url == BASE:
        click.echo(f"They lead to {BASE}, for this machine alone; for students: {FOR_STUDENTS}", err=True)


@sitting.command(name="list")
@database_option
def list_sittings(url: str) -> None:
    """List the sittings with how many have begun and handed in.

    Example: quiz sitting list
    """
    with opened(url) as database, database.reading() as session:
        sittings = list(session.scalars(select(Sitting).order_by(Sitting.id)))
        counts = counts_of(session, sittings)
    if not sittings:
        click.echo("There is no sitting yet; make one with `quiz sitting new`.")
        return
    table = Table(box=SIMPLE, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("no.", no_wrap=True)
    table.add_column("title")
    table.add_column("minutes", no_wrap=True)
    for name in ("opens", "closes"):
        table.add_column(name, min_width=10)  # a day; the time of day may go below it
    for name in ("seats", "begun", "done", "review"):
        table.add_column(name, no_wrap=True)
    for found in sittings:
        seats = [str(count) for count in counts[found.id]]
        times = [_moment(found.opens), _moment(found.closes)]
        review = "open" if found.released else ""
        table.add_row(str(found.id), Text(found.title), str(found.minutes), *times, *seats, review)
    Console(highlight=False).print(table)


@sitting.command()
@database_option
@sitting_option
@click.option("--out", type=NEW_FILE, help="Write to this CSV file (default: the terminal).")
@base_option
def links(url: str, number: int | None, out: Path | None, base_url: str) -> None:
    """Write the present links of a sitting.

    Example: quiz sitting links --base-url https://quiz.example.org
    """
    with opened(url) as database, database.reading() as session:
        _refuse_existing(out)
        found = _links(database, session, find_sitting(session, number), base_url)
    _write_links(found, out)


@sitting.command(name="revoke")
@click.argument("student")
@database_option
@sitting_option
@base_option
def revoke_link(student: str, url: str, number: int | None, base_url: str) -> None:
    """End the link of a student and every session begun with it, and write the new link. Answers stay.

    Example: quiz sitting revoke s01
    """

    def job(session: Session) -> Seat:
        seat = find_seat(session, find_sitting(session, number), student)
        revoke(session, seat.id)
        session.refresh(seat)
        return seat

    with opened(url) as database:
        seat = database.write(job)
        click.echo(base_url.rstrip("/") + link_path(database.signing, seat))


@sitting.command(name="release")
@database_option
@sitting_option
@click.option("--close", is_flag=True, help="Close the review again.")
def release_review(url: str, number: int | None, close: bool) -> None:
    """Open the review: students see right answers and explanations as the policy has it.

    A sitting that closes at a time opens its review by itself once it is closed and nobody sits any more.

    Example: quiz sitting release
    """

    def job(session: Session) -> Sitting:
        found = find_sitting(session, number)
        release(session, found.id, None if close else time.time())
        return found

    with opened(url) as database:
        found = database.write(job)
    click.echo(f"The review of sitting {found.id} ({found.title}) is {'closed' if close else 'open'}.")


def _roster(file: Path) -> list[Student]:
    try:
        return read_roster(file)
    except RosterError as error:
        raise click.ClickException(str(error)) from None


def _links(database: Database, session: Session, found: Sitting, base_url: str) -> Links:
    base = base_url.rstrip("/")
    return [
        (seat.student, seat.name, seat.email, base + link_path(database.signing, seat))
        for seat in session.get_one(Sitting, found.id).seats
    ]


def _refuse_existing(out: Path | None) -> None:
    if out and out.exists():
        raise click.ClickException(f"{out} is there already; give another name, or remove it first")
    if out and not os.access(out.parent, os.W_OK):
        raise click.ClickException(f"{out} cannot be written: there is no folder {out.parent} that takes files")


def _write_links(rows: Iterable[tuple[str, ...]], out: Path | None) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("id", "name", "email", "link"))
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    if out is None:
        click.echo(text.getvalue(), nl=False)
        return
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text.getvalue())
    click.echo(f"{out}: a link for each student; it can be read by you only.", err=True)


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell


def _moment(seconds: float | None) -> str:
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M") if seconds else ""
