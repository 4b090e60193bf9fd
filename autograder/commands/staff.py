"""What instructors type: `autograder staff ...`."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Callable, Iterator

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.commands.staff_views import sides_view, verdict_view
from autograder.course import CourseError, find_course

ELSEWHERE = {
    "grade": "autograder.commands.grade",
    "report": "autograder.commands.grade",
    "doctor": "autograder.commands.grade",
    "export": "autograder.commands.export",
    "similar": "autograder.commands.similar",
}
"""Commands that are imported when they are asked for: students have neither the wait nor the libraries."""


class Staff(click.Group):
    """A group that imports some of its commands late."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Name all commands (called by click)."""
        return sorted([*super().list_commands(context), *ELSEWHERE])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return a command, imported if need be (called by click)."""
        if name not in ELSEWHERE:
            return super().get_command(context, name)
        try:
            command: click.Command = getattr(importlib.import_module(ELSEWHERE[name]), name)
        except ModuleNotFoundError as error:
            raise CourseError(
                f"{error.name} is not installed, which `staff {name}` needs; `pip install -e '.[staff]'` brings it"
            ) from error
        return command


@click.group(cls=Staff)
def staff() -> None:
    """For instructors: grade a class, build the homework, prove that its checks are sharp.

    Example: autograder staff grade submissions --out results
    """


@staff.command()
@click.argument("exercises", nargs=-1)
@click.option(
    "--seeds", type=click.IntRange(1), default=1, show_default=True, help="Number of seeds to run everything on."
)
@click.option("--jobs", type=click.IntRange(1), help="Number of processes; default: one for each core.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(exercises: tuple[str, ...], seeds: int, jobs: int | None, as_json: bool) -> None:
    """Prove that the checks are sharp: reference 100 %, stubs 0 %, every known mistake caught and named.

    Example: autograder staff verify ddim --seeds 3
    """
    from autograder.verifying.verify import verify as run

    course = find_course()
    if unknown := set(exercises) - set(course.exercises):
        raise click.BadParameter(f"{', '.join(sorted(unknown))}; the exercises are {', '.join(course.exercises)}")
    with progress_bar("trying every mistake") as advance:
        verdict = run(course, exercises or None, seeds, jobs=jobs, progress=advance)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(verdict)))
    else:
        Console().print(verdict_view(verdict))
    sys.exit(0 if verdict.well else 1)


@staff.command()
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; list what is stale and exit 1 if anything is."
)
def build(only_check: bool) -> None:
    """Build stubs, manifest and fingerprints from solutions/ and assignments/.

    Example: autograder staff build --check
    """
    from autograder.building.artifacts import make_fingerprints, make_stubs, stale, write

    course = find_course()
    if only_check:
        with progress_bar("comparing") as advance:
            paths = stale(course, advance)
        for path in paths:
            click.echo(f"stale: {path.relative_to(course.root).as_posix()}")
        if paths:
            click.echo("run `autograder staff build`", err=True)
        sys.exit(1 if paths else 0)
    changed = write(make_stubs(course))
    click.echo("stubs and manifest are fresh; now every known mistake, and every two at once (minutes)", err=True)
    with progress_bar("making every mistake") as advance:
        changed += write(make_fingerprints(course, advance))
    for path in changed:
        click.echo(f"wrote {path.relative_to(course.root).as_posix()}")
    if not changed:
        click.echo("everything was fresh")


@staff.command()
def demo() -> None:
    """Check the untouched stubs and the reference side by side.

    Example: autograder staff demo
    """
    from autograder.building.stubs import make_stub
    from autograder.checking.checks import load_checks
    from autograder.diagnosis.mistakes import reference_sources
    from autograder.running.grading import grade
    from autograder.running.overlay import Source

    course = find_course()
    if not course.has_solutions:
        raise CourseError("there is no solutions/ here; the demo is for an instructor's copy")
    with Console(stderr=True).status("checking"):
        checks, reference = load_checks(course), reference_sources(course)
        stubs = {e: Source(make_stub(s.text.decode(), e, course).encode(), s.filename) for e, s in reference.items()}
        sides = grade(course, checks, stubs), grade(course, checks, reference)
    Console().print(sides_view(course, {"stub": sides[0], "reference": sides[1]}))
    sys.exit(0 if sides[0].points == 0 and sides[1].points == sides[1].of else 1)


@contextlib.contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr, and give the function that moves it: advance(done, of)."""
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)
