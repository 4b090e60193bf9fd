"""What instructors type to take grades elsewhere: `autograder staff export ...`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
import msgspec

from autograder.course import CourseError, find_course

if TYPE_CHECKING:
    from autograder.cohort.record import Record
    from autograder.exporting.platforms import LeftOut, Table

RESULTS = click.argument("results", type=click.Path(exists=True, file_okay=False, path_type=Path))
FILE = click.Path(dir_okay=False, path_type=Path)
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def export() -> None:
    """Take the grades in RESULTS to nbgrader, Moodle or Canvas, or the grader to Gradescope.

    Exit code 1 says that somebody's grade has to be entered by hand, and who.

    Example: autograder staff export moodle results
    """


@export.command()
@RESULTS
@click.option(
    "--db", default="sqlite:///gradebook.db", show_default=True, help="URL of the gradebook; postgresql://... too."
)
@click.option("--assignment", metavar="NAME", help="Name of the assignment in nbgrader; default: the course's title.")
def nbgrader(results: Path, db: str, assignment: str | None) -> None:
    """Write the grades into nbgrader's gradebook; what was entered there by hand stays.

    Example: autograder staff export nbgrader results --db sqlite:///gradebook.db
    """
    from autograder.building.manifest import read_manifest
    from autograder.exporting.gradebook import export_to_gradebook

    course, records = find_course(), _records(results)
    counts = export_to_gradebook(records, course, read_manifest(course), db, assignment)
    click.echo(f"{counts.students} students, {counts.submissions} submissions, {counts.grades} scores written")
    if counts.kept:
        click.echo(f"{counts.kept} of them have a score or extra credit given by hand, which stayed as it was")
    if counts.unknown:
        click.echo(f"left alone, for they are no functions of the course: {', '.join(counts.unknown)}")
    for student in counts.to_grade:
        click.echo(f"{student!r} was not graded and waits for manual grading", err=True)
    sys.exit(1 if counts.to_grade else 0)


@export.command()
@RESULTS
@click.option("--assignment", metavar="NAME", help="Name of the assignment in Moodle; default: the course's title.")
@click.option(
    "--by",
    type=click.Choice(["email", "id"]),
    default="email",
    show_default=True,
    help="Find students in Moodle by this.",
)
@click.option("--out", type=FILE, help="File to write; default: moodle.csv in RESULTS.")
def moodle(results: Path, assignment: str | None, by: Literal["email", "id"], out: Path | None) -> None:
    """Write the CSV for Moodle's Grades > Import > CSV file, with feedback.

    Example: autograder staff export moodle results --by email
    """
    from autograder.building.manifest import read_manifest
    from autograder.exporting.platforms import moodle_csv
    from autograder.reporting.results import read_hints

    course, records = find_course(), _records(results)
    table = moodle_csv(records, course, read_manifest(course), assignment, by, read_hints(course))
    _finish(table, out or results / "moodle.csv")


@export.command()
@RESULTS
@click.option("--assignment", metavar="NAME", required=True, help="Name or number of the assignment in Canvas.")
@click.option("--gradebook", type=READABLE, help="The CSV that Canvas's Grades > Export gives; its other columns stay.")
@click.option("--by", metavar="COLUMN", help="Find students by this column of it; default: that in which most are.")
@click.option("--out", type=FILE, help="File to write; default: canvas.csv in RESULTS.")
def canvas(results: Path, assignment: str, gradebook: Path | None, by: str | None, out: Path | None) -> None:
    """Write the CSV for Canvas's Grades > Import.

    Example: autograder staff export canvas results --gradebook Grades.csv --assignment 4711
    """
    from autograder.exporting.platforms import canvas_csv

    if by and not gradebook:
        raise click.UsageError("--by names a column of --gradebook; give both")
    table = canvas_csv(_records(results), find_course(), assignment, gradebook, by)
    _finish(table, out or results / "canvas.csv")


@export.command()
@click.option("--out", type=FILE, default=Path("autograder.zip"), show_default=True, help="File to write.")
@click.option("--key-file", type=READABLE, help="Key of the private seeds; default: a new one.")
@click.option("--pip-conf", type=READABLE, help="Configuration for pip in Gradescope: where torch for the CPU is, say.")
def gradescope(out: Path, key_file: Path | None, pip_conf: Path | None) -> None:
    """Build the zip that is uploaded to Gradescope as an autograder.

    It holds the key of the private seeds: give it to nobody else.

    Example: autograder staff export gradescope --out autograder.zip
    """
    from autograder.exporting.gradescope import build_autograder

    try:
        key = key_file.read_bytes() if key_file else None
    except OSError as error:
        raise CourseError(f"{key_file} cannot be read: {error}") from error
    built = build_autograder(find_course(), out, key, pip_conf)
    click.echo(f"wrote {built.path}: {built.files} files, {built.bytes / 1e6:.1f} MB, with the key of the seeds inside")
    click.echo("in Gradescope: Configure Autograder > Zip file upload; choose a container with at least 3 GB of memory")


def _records(results: Path) -> Sequence[Record]:
    """Read the records.

    Raises: CourseError if there are none, or one is damaged.
    """
    from autograder.cohort.record import read_records

    try:
        records = list(read_records(results))
    except (OSError, msgspec.DecodeError) as error:
        raise CourseError(f"a record in {results / 'records'} cannot be read: {error}; grade again") from error
    if not records:
        raise CourseError(f"there are no records in {results / 'records'}; `autograder staff grade` makes them")
    return records


def _finish(table: Table, out: Path) -> None:
    """Write a table, say who is not in it, and leave."""
    from autograder.reporting.results import write

    try:
        write(out, table.text)
    except OSError as error:
        raise CourseError(f"{out} cannot be written: {error}") from error
    click.echo(f"wrote {out}: {table.students} grades")
    for note in table.notes:
        click.echo(note, err=True)
    for left in table.left_out:
        click.echo(_sentence(left), err=True)
    sys.exit(1 if table.left_out else 0)


def _sentence(left: LeftOut) -> str:
    return f"not in it: {left.student!r} {left.why}"
