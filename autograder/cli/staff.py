"""What instructors type: `autograder staff ...`."""

from __future__ import annotations

import sys

import click

from autograder.course import find_course


@click.group(help="For instructors: build the homework and prove that its checks are sharp.")
def staff() -> None:
    pass


@staff.command()
@click.argument("exercises", nargs=-1)
@click.option("--seeds", default=1, show_default=True, help="Number of seeds to run everything on.")
@click.option("--jobs", type=int, help="Number of processes; default: one for each core.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(exercises: tuple[str, ...], seeds: int, jobs: int | None, as_json: bool) -> None:
    """Prove that the checks are sharp: reference 100 %, stubs 0 %, every known mistake caught and named.

    Example: autograder staff verify ddim --seeds 3
    """
    import msgspec

    from autograder.verify import verify as run

    def progress(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} / {of}", end="", file=sys.stderr)

    verdict = run(find_course(), exercises or None, seeds, jobs=jobs, progress=progress)
    if as_json:
        click.echo(msgspec.json.encode(verdict))
    else:
        for name in verdict.__struct_fields__:
            value = getattr(verdict, name)
            if isinstance(value, list):
                click.echo(f"{name}: {len(value)}")
                for line in value:
                    click.echo(f"    {line}")
            elif isinstance(value, dict):
                click.echo(f"{name}:")
                for key, count in value.items():
                    click.echo(f"    {count:4} {key}")
            else:
                click.echo(f"{name}: {value}")
    sys.exit(0 if verdict.well else 1)


@staff.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; list what is stale and exit 1 if anything is.")
def build(only_check: bool) -> None:
    """Build stubs, manifest and fingerprints from solutions/ and assignments/.

    Example: autograder staff build --check
    """
    from autograder.build.artifacts import make_artifacts, stale, write

    course = find_course()
    if only_check:
        paths = stale(course)
        for path in paths:
            click.echo(f"stale: {path.relative_to(course.root).as_posix()}")
        if paths:
            click.echo("run `autograder staff build`", err=True)
        sys.exit(1 if paths else 0)
    changed = write(make_artifacts(course))
    for path in changed:
        click.echo(f"wrote {path.relative_to(course.root).as_posix()}")
    if not changed:
        click.echo("everything was fresh")
