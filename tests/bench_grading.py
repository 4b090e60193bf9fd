"""How long a class takes, graded by us and by `nbgrader autograde` in turn: `make bench`.

Not a test: times are printed and never asserted.  `--all` adds a class of 1,000, `--quick` leaves out that
of 64.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from autograder.cohort.record import read_records
from autograder.course import load_course
from autograder.diagnosis.mistakes import Mistake
from autograder.running.overlay import Source
from tests.cohort import nbgrader_course
from tests.cohort.make import ROOT
from tests.cohort.measuring import Spent, measure
from tests.cohort.modules import Desk, Modules, only
from tests.cohort.packing import EARLIEST, python_files, zipped

SEED = 20_260_315
WITHOUT_SANDBOX = ("--level", "none", "--unsafe")
MIB = 1024 * 1024


@dataclass(frozen=True)
class Row:
    """One measurement."""

    who: str
    submissions: int
    spent: Spent

    @property
    def seconds(self) -> float:
        """Wall time of one submission."""
        return self.spent.seconds / self.submissions

    @property
    def cpu_seconds(self) -> float:
        """Processor time of one submission."""
        return self.spent.cpu_seconds / self.submissions


@click.command()
@click.option("--all", "everything", is_flag=True, help="Grade a class of 1,000 too.")
@click.option("--quick", is_flag=True, help="Leave out the class of 64.")
@click.option("--without-nbgrader", is_flag=True, help="Measure ours alone.")
def main(everything: bool, quick: bool, without_nbgrader: bool) -> None:
    """Measure and print."""
    desk, console, rows = Desk(load_course(ROOT)), Console(), []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not without_nbgrader:
            nbgrader_course.make_course(folder / "nbgrader", desk.course, SEED)
        middle = 8 if quick else 64
        for count in sorted({1, 8, middle, *([1000] if everything else [])}):
            with console.status(f"grading {count}"):
                rows.append(ours(folder, desk, count, "one job", "--jobs", "1"))
                if not without_nbgrader and count <= 8:
                    rows.append(theirs(folder, desk, count))
                    compare(folder, desk, count, console)
        with console.status(f"grading {middle} in other ways"):
            rows.append(ours(folder, desk, middle, "two jobs", "--jobs", "2"))
            rows.append(ours(folder, desk, middle, "one job, no sandbox", "--jobs", "1", *WITHOUT_SANDBOX))
    console.print(table(rows))
    for line in conclusions(rows, middle):
        console.print(line)


def ours(folder: Path, desk: Desk, count: int, how: str, *options: str) -> Row:
    """Grade a class with `autograder staff grade`."""
    submissions, results = folder / f"class of {count}", folder / f"{count} {how}"
    if not submissions.is_dir():
        submissions.mkdir()
        for student, modules in mix(desk, count):
            (submissions / f"{student}.zip").write_bytes(zipped(python_files(modules), EARLIEST))
    words = ["grade", str(submissions), "--out", str(results), "--seed", str(SEED), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "autograder", "staff", *words]
    return Row(f"ours, {how}", count, measure(command, ROOT, environment, fine=(0, 1)))


def theirs(folder: Path, desk: Desk, count: int) -> Row:
    """Grade the same class with `nbgrader autograde`."""
    course = folder / "nbgrader"
    students = dict(mix(desk, count))
    for student, modules in students.items():
        if not (course / "submitted" / student).is_dir():
            sources = {name: Source(text.encode(), f"{name}.py") for name, text in modules.items()}
            nbgrader_course.hand_in(course, desk.course, student, sources)
    one = ["--student", next(iter(students))] if count == 1 else []
    words = ["autograde", nbgrader_course.ASSIGNMENT, "--force", *one]
    return Row("nbgrader autograde", count, nbgrader_course.run(course, desk.course, *words))


def mix(desk: Desk, count: int) -> Iterator[tuple[str, Modules]]:
    """Yield a class as it usually is, the one who has the reference first."""
    mistakes = [(exercise, mistake) for exercise, found in desk.mistakes.items() for mistake in found]
    for n in range(count):
        yield f"student-{n:04}", _homework(desk, n, mistakes[n * 53 % len(mistakes)])


def _homework(desk: Desk, n: int, mistake: tuple[str, Mistake]) -> Modules:
    """Of ten: one the reference, four right in other words, three with one mistake, one half done, one not begun."""
    if n % 10 == 0:
        return desk.reference
    if n % 10 == 3:
        return only(desk.right(n), desk.course.parts[0].exercises, desk.stubs)
    if n % 10 == 7:
        return desk.stubs
    return desk.with_mistakes(desk.right(n), [mistake]) if n % 2 else desk.right(n)


def compare(folder: Path, desk: Desk, count: int, console: Console) -> None:
    """Say whether both graders agree.

    Raises: SystemExit if they do not on the reference, for then they do not measure the same work.
    """
    own = {record.student: record.points for record in read_records(folder / f"{count} one job")}
    other = nbgrader_course.scores(folder / "nbgrader", desk.course)
    different = [student for student in own if own[student] != other.get(student)]
    if "student-0000" in different:
        raise SystemExit(
            f"the reference earns {own['student-0000']:g} from us, {other['student-0000']:g} from nbgrader"
        )
    console.print(f"{count - len(different)} of {count} scores are the same {', '.join(different)}")


def table(rows: list[Row]) -> Table:
    """Return the measurements."""
    view = Table(box=None, padding=(0, 3, 0, 0))
    view.add_column("")
    headings = ("submissions", "seconds", "seconds each", "CPU seconds each", "a minute", "peak MiB")
    for heading in headings:
        view.add_column(heading, justify="right")
    for row in rows:
        figures = (
            f"{row.spent.seconds:.1f}",
            f"{row.seconds:.3f}",
            f"{row.cpu_seconds:.3f}",
            f"{60 / row.seconds:.0f}",
        )
        view.add_row(row.who, str(row.submissions), *figures, f"{row.spent.memory / MIB:.0f}")
    return view


def conclusions(rows: list[Row], middle: int) -> Iterator[str]:
    """Yield what the measurements say about each other."""
    found = {(row.who, row.submissions): row for row in rows}
    for row in rows:
        other = found.get(("nbgrader autograde", min(row.submissions, 8)))
        if other and row.who == "ours, one job":
            yield (
                f"{row.submissions} submissions: {other.seconds / row.seconds:.1f} times nbgrader's throughput, "
                f"{other.cpu_seconds / row.cpu_seconds:.1f} times less CPU (nbgrader with {other.submissions})"
            )
    one, two = found["ours, one job", middle], found["ours, two jobs", middle]
    bare = found["ours, one job, no sandbox", middle]
    yield f"two jobs against one: {one.seconds / two.seconds:.2f} times the throughput"
    yield f"the sandbox costs {one.seconds - bare.seconds:+.3f} s a submission, {one.seconds / bare.seconds - 1:+.0%}"


if __name__ == "__main__":
    main()
