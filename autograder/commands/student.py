"""What students type.  Only `check` and `watch` import torch; the others answer at once."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from autograder.building.manifest import Manifest, read_manifest
from autograder.commands import terminal
from autograder.commands.naming import check_named, functions_named
from autograder.course import find_course
from autograder.running.overlay import read_sources
from autograder.running.report import Report, changed_since, read_report

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def show_status() -> None:
    """Print what is done and what is next."""
    course = find_course()
    manifest = read_manifest(course)
    report = read_report(course.last_report)
    changed = changed_since(report, read_sources(course.stubs, course.exercises))
    Console().print(terminal.status_view(course, manifest, report, changed))


@click.command()
@click.argument("names", nargs=-1)
@click.option("--from", "folder", type=FOLDER, help="Check the modules found in this folder instead of your own.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Show every check, also those that passed.")
@click.option("--seed", default=0, show_default=True, help="Other inputs.  Known mistakes are written down for seed 0.")
@click.option("--dtype", type=click.Choice(["float64", "float32"]), default="float64", show_default=True)
@click.option("--device", default="cpu", show_default=True, help="Where tensors live, for example cuda.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    help="How long one check may take.",
)
def check(
    names: tuple[str, ...],
    folder: Path | None,
    as_json: bool,
    verbose: bool,
    seed: int,
    dtype: str,
    device: str,
    seconds: float,
) -> None:
    """Check functions, exercises or parts; without a name, everything.

    Exit code 0 if all is right, 1 if something is wrong or not written yet, 2 for wrong use.

    Example: autograder check ddim_step
    """
    course = find_course()
    manifest = read_manifest(course)
    functions = functions_named(course, manifest, names)

    import torch

    from autograder.checking.checks import load_checks
    from autograder.running.grading import grade, merged
    from autograder.running.runner import Settings

    _require_device(device)
    settings = Settings(seed, getattr(torch, dtype), device, seconds)
    sources = read_sources(folder or course.stubs, course.exercises)
    report = grade(course, load_checks(course), sources, settings, [f.name for f in functions])
    own = folder is None and (seed, dtype, device) == (0, "float64", "cpu")
    if own:
        order = [f.qualified for f in manifest.functions]
        merged(read_report(course.last_report), report, order).write(course.last_report)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(report)))
    else:
        console = Console()
        console.print(terminal.results_view(course, report.functions, verbose))
        console.print(terminal.total_view(report))
        _advise(console, report, own)
    sys.exit(0 if report.points == report.of else 1)


def _require_device(device: str) -> None:
    import torch

    try:
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        first = str(error).strip().split("\n")[0]
        raise click.BadParameter(f"{device!r} cannot be used here: {first}", param_hint="--device") from error


def _advise(console: Console, report: Report, own: bool) -> None:
    wrong = next((f for f, r in report.functions.items() if r.status == "failed"), None)
    if wrong and own:
        console.print(f"\n[dim]Stuck?[/]  autograder hint {wrong.rpartition('.')[2]}")


@click.command()
@click.argument("names", nargs=-1)
def watch(names: tuple[str, ...]) -> None:
    """Check a module each time you save it, until you press Ctrl-C.

    With names, only those functions, exercises or parts are checked.

    Example: autograder watch ddim
    """
    from autograder.commands.watch import watch as run

    course = find_course()
    manifest = read_manifest(course)
    run(Console(), course, manifest, functions_named(course, manifest, names))


@click.command()
@click.argument("function")
@click.option("--all", "every", is_flag=True, help="Show all hints at once.")
def hint(function: str, every: bool) -> None:
    """Show a hint for a function; ask again for a plainer one.

    Example: autograder hint ddim_step
    """
    from autograder.commands.hints import next_hints

    course = find_course()
    entries = functions_named(course, read_manifest(course), [function])
    if len(entries) > 1:
        raise click.BadParameter(f"a hint is for one function; {function} has {', '.join(e.name for e in entries)}")
    console = Console()
    for number, of, text in next_hints(course, entries[0], every):
        console.print(f"[bold]Hint {number} of {of}[/]  {text}", highlight=False)


@click.command()
@click.argument("name")
def explain(name: str) -> None:
    """Show what a check does: its sentence, its worth and its code; or list the checks of a function.

    Example: autograder explain check_ddim_step_with_the_true_noise
    """
    from autograder.commands.explain import checks_view, explanation_view

    course = find_course()
    manifest = read_manifest(course)
    for function in manifest.functions:
        if name in (function.name, function.qualified):
            Console().print(checks_view(function))
            return
    function, entry = check_named(manifest, name)
    Console().print(explanation_view(course, function, entry, read_report(course.last_report)))


@click.command()
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("submission.zip"), show_default=True
)
def pack(out: Path) -> None:
    """Pack your modules into a zip to hand in, and say what is inside.

    Example: autograder pack --out submission.zip
    """
    from autograder.commands.submission import pack as run

    course = find_course()
    manifest: Manifest = read_manifest(course)
    run(Console(), course, manifest, read_report(course.last_report), out)
