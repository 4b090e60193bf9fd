"""What instructors type to grade a class: `grade`, `report` and `doctor`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.building.manifest import Manifest, read_manifest
from autograder.cohort.plan import make_plan, secret_seed
from autograder.cohort.record import read_records, record_name
from autograder.cohort.recording import late_differently
from autograder.cohort.run import Summary, grade_cohort, named, refuse_other_functions, retire, write_missing
from autograder.commands.naming import functions_named
from autograder.course import Course, CourseError, find_course
from autograder.sandbox.levels import WHAT_LEVELS_GIVE, choose_level, refusal
from autograder.sandbox.limits import LEVELS, Level, Limits
from autograder.submissions.lateness import check_deadlines
from autograder.submissions.layouts import find_submissions, number_attempts
from autograder.submissions.roster import Student, match, read_roster
from autograder.submissions.submission import Submission

NEW_FOLDER = click.Path(file_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 10


@click.command()
@click.argument("submissions", type=FOLDER)
@click.option("--out", "results", type=NEW_FOLDER, required=True, help="Folder for records, grades.csv and pages.")
@click.option("--jobs", type=click.IntRange(1), help="Submissions at once; default: one for each core.")
@click.option("--seed", type=click.IntRange(0, 2**62 - 1), help="Seed of the inputs; default: a secret one.")
@click.option("--key-file", type=FILE, help="File that the secret seed is made from; default: seed.key in --out.")
@click.option("--only", multiple=True, metavar="NAME", help="Only this function, exercise or part; may be repeated.")
@click.option("--attempts", type=click.Choice(["newest", "all"]), default="newest", show_default=True)
@click.option("--roster", type=FILE, help="CSV of the class; everybody on it gets a row.")
@click.option("--file-times", is_flag=True, help="Where nothing else says when it came, take the time of the file.")
@click.option("--call-seconds", type=click.FloatRange(0, min_open=True), default=10.0, show_default=True)
@click.option("--total-seconds", type=click.FloatRange(0, min_open=True), default=120.0, show_default=True)
@click.option("--memory-mib", type=click.IntRange(64), default=2048, show_default=True)
@click.option("--files-mib", type=click.IntRange(1), default=64, show_default=True)
@click.option("--threads", type=click.IntRange(1), default=64, show_default=True)
@click.option("--output-kib", type=click.IntRange(0), default=64, show_default=True)
@click.option("--level", type=click.Choice(["auto", *LEVELS]), default="auto", show_default=True)
@click.option("--unsafe", is_flag=True, help="Go on where this machine gives no sandbox.")
@click.option("--open", "show", is_flag=True, help="Open the overview in a browser when it is done.")
def grade(
    submissions: Path,
    results: Path,
    jobs: int | None,
    seed: int | None,
    key_file: Path | None,
    only: tuple[str, ...],
    attempts: str,
    roster: Path | None,
    file_times: bool,
    level: str,
    unsafe: bool,
    show: bool,
    **limits: float,
) -> None:
    """Grade a folder of submissions: zips and folders in any mix, or the download of a learning platform.

    Each submission gets a record, and each student a page, whatever it holds.  A run that was stopped goes on with the
    same command.  Exit code 0 if every submission has its record, 1 if the grader failed on one or was stopped, 2 for
    wrong use.

    Example: autograder staff grade submissions --out results --roster class.csv
    """
    if seed is not None and key_file is not None:
        raise click.UsageError("--seed and --key-file both give the seed; leave one of them out")
    course = find_course()
    manifest = read_manifest(course)
    functions = functions_named(course, manifest, only)
    check_deadlines(course)
    found, missing = _class(submissions, course, attempts, roster, file_times)
    _refuse_place(submissions, results)
    refuse_other_functions(results, [f.qualified for f in functions])
    chosen = choose_level(course, None if level == "auto" else _level(level), unsafe)
    plan = make_plan(
        course.root,
        results,
        manifest,
        chosen,
        secret_seed(results, key_file) if seed is None else seed,
        Limits(**limits),  # type: ignore[arg-type]  # click has looked at each of them
        tuple(f.name for f in functions) if only else None,
    )
    jobs = jobs or len(os.sched_getaffinity(0))
    started = time.perf_counter()
    try:
        with _bar() as bar:
            summary = grade_cohort(course, found, plan, jobs, bar.advance)
            write_missing(results, missing, sum(f.points for f in functions))
            names = [*(name for _, name in named(found)), *(record_name(student.id) for student in missing)]
            retired = retire(results, names)
    except KeyboardInterrupt:
        kept = len(list((results / "records").glob("*.json")))
        click.echo(f"\nstopped; {kept} records are kept, and the same command goes on with the rest", err=True)
        sys.exit(1)
    seconds = time.perf_counter() - started
    if retired:
        click.echo(
            f"{retired} records of who is not in this class any more are in {results / 'records/retired'}", err=True
        )
    _finish(course, manifest, results, summary, len(missing), seconds, show)
    sys.exit(1 if summary.statuses.get("not graded") else 0)


@click.command()
@click.argument("results", type=FOLDER)
@click.option("--open", "show", is_flag=True, help="Open the overview in a browser.")
def report(results: Path, show: bool) -> None:
    """Make grades.csv, the feedback pages and the overview anew from the records.

    Example: autograder staff report results --open
    """
    from autograder.reporting.results import open_overview, write_results

    course = find_course()
    overview = write_results(results, course, read_manifest(course))
    click.echo(f"wrote {overview}")
    if stale := [r.student for r in read_records(results) if r.status != "missing" and late_differently(r, course)]:
        click.echo(
            f"due dates or late policy have changed since {len(stale)} of these were graded; "
            "`autograder staff grade`, with the same folders, brings their grades up to date",
            err=True,
        )
    if show:
        open_overview(overview)


@click.command()
def doctor() -> None:
    """Say which sandbox this machine gives, and why not a better one.

    Exit code 0 if there is one, 1 if there is none.

    Example: autograder staff doctor
    """
    course = find_course()
    console = Console()
    best = None
    for level in LEVELS:
        reason = refusal(course, level)
        mark = "[red]✗[/]" if reason else "[yellow]·[/]" if level == "none" else "[green]✓[/]"
        console.print(f"{mark} [bold]{level}[/]  {WHAT_LEVELS_GIVE[level]}")
        if reason:
            console.print(f"    {escape(reason)}")
        best = best or (level if reason is None else None)
    if best in (None, "none"):
        console.print("\n`autograder staff grade` refuses to run here unless you say --unsafe.")
        sys.exit(1)
    console.print(f"\n`autograder staff grade` uses [bold]{best}[/].")


def _refuse_place(submissions: Path, results: Path) -> None:
    """Results among the submissions would be taken for submissions the next time."""
    if submissions.resolve() in (results.resolve(), *results.resolve().parents):
        raise CourseError(f"{results} lies in {submissions}, among the submissions; give a folder beside it with --out")


def _level(name: str) -> Level:
    return next(level for level in LEVELS if level == name)


def _class(
    folder: Path, course: Course, attempts: str, roster: Path | None, file_times: bool
) -> tuple[Sequence[Submission], Sequence[Student]]:
    """Find the submissions and those who are on the roster without one."""
    found = find_submissions(folder, course, "all", trust_file_times=file_times)
    missing: Sequence[Student] = ()
    if roster:
        found, missing, notes = match(found, read_roster(roster))
        for note in notes:
            click.echo(note, err=True)
    if not found and not missing:
        raise CourseError(
            f"there are no submissions in {folder}; a submission is a zip or a folder, one for each student"
        )
    return (number_attempts(found, "newest") if attempts == "newest" else found), missing


class _bar:  # noqa: N801  # used like a function
    """A bar on stderr with the time left and the rate, which is counted from when the graders have warmed up."""

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._before: int | None = None
        self._since: tuple[float, int] | None = None

    def __enter__(self) -> _bar:
        self._progress.start()
        self._task = self._progress.add_task("warming up", total=None, rate="")
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def advance(self, done: int, of: int) -> None:
        """Show how many are done; the first call tells how many were before."""
        now, rate = time.perf_counter(), ""
        if self._before is None:
            self._before = done
        elif self._since is None and done > self._before:
            self._since = now, done
            self._progress.update(self._task, description="grading")
        if self._since and now > self._since[0] + 3:
            rate = f"{60 * (done - self._since[1]) / (now - self._since[0]):.0f} a minute"
        self._progress.update(self._task, completed=done, total=of, rate=rate)


def _finish(
    course: Course, manifest: Manifest, results: Path, summary: Summary, missing: int, seconds: float, show: bool
) -> None:
    from autograder.reporting.results import open_overview, write_results

    overview = write_results(results, course, manifest)
    console = Console()
    graded = sum(summary.statuses.values())
    kept = f", {summary.kept} of them before" if summary.kept else ""
    console.print(f"[bold]{graded}[/] submission{'s' if graded != 1 else ''}{kept}, in {seconds:.1f} s")
    for status, count in sorted(summary.statuses.items()):
        console.print(f"  {count:>5}  {status}")
    if missing:
        console.print(f"and {missing} on the roster who handed in nothing")
    if summary.limits:
        console.print(f"{summary.limits} of them ran into a limit")
    if summary.restarts:
        console.print(f"a grader was started anew {summary.restarts} times")
    console.print(f"grades    {escape(str(results / 'grades.csv'))}")
    console.print(f"pages     {escape(str(results / 'feedback'))}")
    console.print(f"overview  {escape(str(overview))}")
    if show:
        open_overview(overview)
