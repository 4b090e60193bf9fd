"""The command line: python -m course_lib {sample, paint, gallery, train, measure, weights}."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

import course_lib

Verb = TypeVar("Verb", bound=Callable[..., Any])

FOLDER = click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--from", "folder", type=FOLDER, help="Take the student modules from this folder, for instance solutions."
)
def main(folder: Path | None) -> None:
    r"""Draw handwritten digits with the functions of the homework, and train the network behind them.

    \b
    Example:  python -m course_lib sample --digit 7 --steps 20 --scale 3
    """
    if folder is not None:
        course_lib.__path__.insert(0, str(folder))


def options(*chosen: Callable[[Verb], Verb]) -> Callable[[Verb], Verb]:
    """Return one decorator that adds several options, the first one on top."""

    def add(verb: Verb) -> Verb:
        for option in reversed(chosen):
            verb = option(verb)
        return verb

    return add


device_option = click.option("--device", metavar="NAME", help="cpu, cuda or mps.  [default: the fastest one here]")
weights_option = click.option(
    "--weights",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Weights from your own training.  [default: those that come with the course]",
)
drawing_options = options(
    click.option("--steps", type=click.IntRange(1, 1000), default=20, show_default=True, help="Steps of the sampler."),
    click.option("--scale", type=float, default=3.0, show_default=True, help="Guidance scale; 1 is without guidance."),
    click.option(
        "--sampler",
        type=click.Choice(["ddim", "ddpm", "dpm"]),
        default="ddim",
        show_default=True,
        help="ddim_sample, ddpm_sample or dpm_solver_2m_sample.",
    ),
    click.option("--seed", type=int, default=0, show_default=True, help="The same seed draws the same digits."),
    weights_option,
    device_option,
)


@main.command()
@click.option("--digit", type=click.IntRange(0, 9), help="The digit to draw.  [default: 0 to 9 in turn]")
@click.option("--count", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many.")
@drawing_options
@click.option("--out", type=FILE, help="The picture.  [default: pictures/digit-7.png, or whatever the digit is]")
def sample(
    digit: int | None,
    count: int,
    steps: int,
    scale: float,
    sampler: Any,
    seed: int,
    weights: Path | None,
    device: str | None,
    out: Path | None,
) -> None:
    r"""Draw digits into a PNG picture.

    \b
    Example:  python -m course_lib sample --digit 7 --steps 20 --scale 3
    """

    def action() -> None:
        from course_lib import actions

        actions.sample(digit, count, steps, scale, sampler, seed, out, weights, device)

    carry_out(action)


@main.command()
@click.argument("text")
@click.option("--count", type=click.IntRange(1, 100), default=10, show_default=True, help="How many.")
@click.option("--steps", type=click.IntRange(1, 1000), default=20, show_default=True, help="Steps of the solver.")
@click.option("--scale", type=float, default=3.0, show_default=True, help="Guidance scale; 1 is without guidance.")
@click.option(
    "--solver", type=click.Choice(["ddim", "dpm"]), default="ddim", show_default=True, help="DDIM or DPM-Solver++ (2M)."
)
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed draws the same pictures.")
@click.option(
    "--model", metavar="NAME", help="A Stable Diffusion: a folder, or owner/name on the hub.  [default: ours]"
)
@device_option
@click.option("--out", type=FILE, help="The picture.  [default: pictures/a-red-seven.png, or whatever the text is]")
def paint(
    text: str,
    count: int,
    steps: int,
    scale: float,
    solver: Any,
    seed: int,
    model: str | None,
    device: str | None,
    out: Path | None,
) -> None:
    r"""Paint pictures of a text with a latent diffusion model: coloured digits with ours.

    \b
    Example:  python -m course_lib paint "a red seven" --steps 20 --scale 3
    """

    def action() -> None:
        from course_lib.text_to_image import actions

        actions.draw_text(text, count, steps, scale, solver, seed, out, model, device)

    carry_out(action)


@main.command()
@click.option("--part", type=click.IntRange(1, 3), help="Only the pictures of this part.  [default: all]")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed draws the same digits.")
@weights_option
@device_option
@click.option("--out", type=FILE, default=Path("pictures", "gallery.html"), show_default=True, help="The page.")
def gallery(part: int | None, seed: int, weights: Path | None, device: str | None, out: Path) -> None:
    r"""Draw one page of pictures with your functions; what is not filled in yet is named there.

    \b
    Example:  python -m course_lib gallery --part 1
    """

    def action() -> None:
        from course_lib.gallery import make_gallery

        make_gallery(out, part, seed, weights, device)

    carry_out(action)


@main.command()
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help="How long.  [default: 5]")
@click.option("--steps", type=click.IntRange(min=1), help="How many steps, instead of --minutes.")
@click.option("--seed", type=int, default=0, show_default=True, help="Where a new run's randomness starts.")
@click.option("--fresh", is_flag=True, help="Start over even if there is a checkpoint.")
@device_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs", "digits"),
    show_default=True,
    help="Folder for the checkpoint and the weights.",
)
def train(minutes: float | None, steps: int | None, seed: int, fresh: bool, device: str | None, out: Path) -> None:
    r"""Train the network with your denoising_loss, add_noise and drop_labels.

    Ctrl-C stops it, and the same command goes on where it stopped.

    \b
    Example:  python -m course_lib train --minutes 5 --out runs/digits
    """
    if minutes is not None and steps is not None:
        raise click.UsageError("give --minutes or --steps, not both")

    def action() -> None:
        from course_lib import actions
        from course_lib.training import Budget

        budget = Budget(steps=steps) if steps is not None else Budget(minutes=minutes or 5.0)
        actions.train_unet(budget, out, again=this_command(), seed=seed, device_name=device, fresh=fresh)
        click.echo(f"look at it: python -m course_lib sample --weights {out / 'unet.safetensors'}")

    carry_out(action)


@main.command()
@click.option("--count", type=click.IntRange(min=10), default=1000, show_default=True, help="How many, 10 or 20 or ...")
@drawing_options
def measure(
    count: int, steps: int, scale: float, sampler: Any, seed: int, weights: Path | None, device: str | None
) -> None:
    r"""Print which share of generated digits a classifier takes for the digit asked.

    \b
    Example:  python -m course_lib measure --count 1000 --scale 3
    """
    if count % 10:
        raise click.BadParameter(f"{count} is not a multiple of 10", param_hint="--count")

    def action() -> None:
        from course_lib import actions

        actions.measure_weights(count, steps, scale, sampler, seed, weights, device)

    carry_out(action)


@main.command()
@click.option("--steps", type=click.IntRange(min=1), default=2000, show_default=True, help="Steps of training.")
@device_option
@click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs", "weights"),
    show_default=True,
    help="Folder for the checkpoints.",
)
@click.option("--only", type=click.Choice(["digits", "text-to-image"]), help="One of the two.  [default: both]")
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    nargs=2,
    default=(20.0, 60.0),
    show_default=True,
    help="For the autoencoder of text-to-image, and for the rest of it.",
)
def weights(steps: int, device: str | None, work: Path, only: str | None, minutes: tuple[float, float]) -> None:
    r"""Train all that is in course_lib/weights again, and measure it: for instructors.

    Ctrl-C stops it, and the same command goes on where it stopped.

    \b
    Example:  python -m course_lib --from solutions weights --steps 2000
    """

    def action() -> None:
        if only != "text-to-image":
            from course_lib.weights_recipe import make_weights

            make_weights(steps, work, device, again=this_command())
        if only != "digits":
            from course_lib.text_to_image.actions import make_text_to_image

            make_text_to_image(work / "text-to-image", minutes, device, again=this_command())

    carry_out(action)


def this_command() -> str:
    """Return the command that is being run, without --fresh: what to say in order to go on."""
    return shlex.join(["python", "-m", "course_lib", *(word for word in sys.argv[1:] if word != "--fresh")])


def carry_out(action: Callable[[], None]) -> None:
    """Run a verb; say in one line what went wrong, if anything did, and choose the exit code."""
    try:
        from course_lib.actions import PROBLEMS, Stopped
        from course_lib.recipe import DeviceProblem
    except KeyboardInterrupt:
        fail("stopped")
    try:
        action()
    except DeviceProblem as problem:
        raise click.UsageError(str(problem)) from problem
    except Stopped as stopped:
        fail(str(stopped))
    except PROBLEMS as problem:
        fail(f"Error: {problem}")
    except KeyboardInterrupt:
        fail("stopped; nothing was written")


def fail(message: str) -> NoReturn:
    """Say what went wrong and leave with exit code 1."""
    click.echo(message, err=True)
    sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m course_lib")
