"""What the verbs of the command line do, once torch may be imported."""

from __future__ import annotations

import time
from pathlib import Path

import torch

from course_lib.data import NUM_CLASSES, DigitsMissing, training_digits
from course_lib.files import written_whole
from course_lib.measuring import Measured, measure
from course_lib.pictures import lay_out, png
from course_lib.pretrained import WeightsProblem, load_classifier, load_unet, save
from course_lib.progress import clock, console, counting_bar, training_bar
from course_lib.recipe import choose_device, tables
from course_lib.sampling import Sampler, draw
from course_lib.stopping import stop_requests
from course_lib.student import Trouble, blaming_the_student
from course_lib.training import Budget, CheckpointProblem, Run, train

PROBLEMS = (DigitsMissing, WeightsProblem, CheckpointProblem, Trouble, OSError)
"""What may go wrong through no fault of the program; each says in its message what to do."""

SECONDS_BETWEEN_CHECKPOINTS = 30.0


class Stopped(Exception):
    """The user asked to stop; the message says how to go on."""


def sample(
    digit: int | None,
    count: int,
    steps: int,
    scale: float,
    sampler: Sampler,
    seed: int,
    out: Path | None,
    weights: Path | None,
    device_name: str | None,
) -> None:
    """Draw digits in rows of up to ten, and write them as a PNG picture."""
    device = choose_device(device_name)
    network = load_unet(device, weights)
    labels = torch.arange(count) % NUM_CLASSES if digit is None else torch.full((count,), digit)
    began = time.monotonic()
    with blaming_the_student(), console.status(f"drawing {count} digits with {sampler}"):
        images = draw(network, labels.to(device), tables(device), steps=steps, scale=scale, sampler=sampler, seed=seed)
    out = out or Path("pictures", "digits.png" if digit is None else f"digit-{digit}.png")
    with written_whole(out) as temporary:
        temporary.write_bytes(png(lay_out(images, columns=min(count, 10)), magnify=3))
    console.print(
        f"{out}: {count} digits, {sampler}, {steps} steps, scale {scale:g}, {time.monotonic() - began:.1f} s",
        soft_wrap=True,
    )


def measure_weights(
    count: int,
    steps: int,
    scale: float,
    sampler: Sampler,
    seed: int,
    weights: Path | None,
    device_name: str | None,
) -> Measured:
    """Print which share of `count` generated digits the classifier takes for the digit asked."""
    device = choose_device(device_name)
    network, classifier = load_unet(device, weights), load_classifier(device)
    with blaming_the_student(), counting_bar("drawing digits", count) as show:
        measured = measure(
            network,
            classifier,
            tables(device),
            device,
            count=count,
            steps=steps,
            scale=scale,
            sampler=sampler,
            seed=seed,
            progress=lambda done: show(done, count, ""),
        )
    console.print(
        f"{measured.share:.1%} of {count} digits are read as asked ({sampler}, {steps} steps, scale {scale:g})",
        soft_wrap=True,
    )
    console.print("  ".join(f"{digit}: {share:.0%}" for digit, share in enumerate(measured.by_digit)), soft_wrap=True)
    return measured


def train_unet(
    budget: Budget, out: Path, *, again: str, seed: int = 0, device_name: str | None = None, fresh: bool = False
) -> Run:
    """Train the U-Net with the student's functions; write `checkpoint.pt` now and then and `unet.safetensors` at last.

    Goes on where `checkpoint.pt` ends, unless `fresh`.  `again` is the command that goes on, to be named after a stop.

    Raises: Stopped after Ctrl-C, the checkpoint being written; CheckpointProblem; Trouble.
    """
    device = choose_device(device_name)
    digits = training_digits()
    run = Run(device, seed)
    checkpoint = out / "checkpoint.pt"
    if checkpoint.exists() and not fresh:
        run.restore(checkpoint)
        console.print(f"going on after step {run.step}, {clock(run.seconds)} of training", soft_wrap=True)
    if budget.share_used(run.step, run.seconds) >= 1:
        console.print("the training asked for is already done: ask for more, or start over with --fresh")
    with blaming_the_student():
        levels = tables(device)
    with training_bar("training") as show, stop_requests() as stopping:
        saved = time.monotonic()
        for report in train(run, digits, levels, budget):
            show(report)
            if stopping():
                run.save(checkpoint)
                raise Stopped(f"stopped after step {run.step}, nothing is lost; this goes on:  {again}")
            if time.monotonic() - saved > SECONDS_BETWEEN_CHECKPOINTS:
                run.save(checkpoint)
                saved = time.monotonic()
    run.save(checkpoint)
    save(run.average, out / "unet.safetensors")
    console.print(
        f"{out / 'unet.safetensors'}: step {run.step}, {clock(run.seconds)} of training, loss {run.loss:.4f}",
        soft_wrap=True,
    )
    return run
