"""Train the text-to-image model again from nothing, measure it, and write it with its model card.

Each stage leaves a file in the work folder, so that the same call goes on after a stop.
"""

from __future__ import annotations

import time
from pathlib import Path

import torch

from course_lib.actions import Stopped
from course_lib.classifier import Classifier
from course_lib.data import training_digits
from course_lib.notation import Table
from course_lib.pretrained import load, save
from course_lib.progress import clock, console, counting_bar, training_bar
from course_lib.recipe import NUM_STEPS
from course_lib.stopping import stop_requests
from course_lib.text_to_image.networks import Parts, make_parts, make_tokenizer, save_pipeline
from course_lib.text_to_image.reading import train_reader
from course_lib.text_to_image.training import POOL, Loss, Run, autoencoder_loss, encode_pool, latent_loss, make_pool
from course_lib.training import Budget

AUTOENCODER_RATE, LATENT_RATE = 2e-3, 1e-3
SECONDS_BETWEEN_CHECKPOINTS = 60.0


def linear_alpha_bars() -> Table:
    """Return the signal rates of the schedule that the pipeline's scheduler has, (1000,) float64."""
    return (1 - torch.linspace(1e-4, 0.02, NUM_STEPS, dtype=torch.float64)).cumprod(dim=0)


def make_reader(work: Path, device: torch.device) -> Classifier:
    """Return the classifier that reads pictures; trained unless the work folder has it."""
    file = work / "reader.safetensors"
    if not file.is_file():
        with counting_bar("reader", total=1) as show:
            save(
                train_reader(training_digits(), device, progress=lambda done, of, loss: show(done, of, f"{loss:.3f}")),
                file,
            )
    return load(Classifier(), file, device)


def make_model(
    work: Path, folder: Path, autoencoder: Budget, latents: Budget, device: torch.device, again: str
) -> tuple[Run, Run]:
    """Train autoencoder, text encoder and U-Net, and save them in the layout of diffusers; return both runs.

    again: the command that goes on, named after a stop.

    Raises: Stopped after Ctrl-C, with a checkpoint written; CheckpointProblem; DigitsMissing.
    """
    digits, tokenizer = training_digits(), make_tokenizer()
    parts = make_parts(tokenizer).to(device)
    with counting_bar("drawing pictures", POOL) as show:
        pool = make_pool(digits, POOL, 1, lambda done: show(done, POOL, ""))
    first = Run({"vae": parts.autoencoder}, AUTOENCODER_RATE)
    carry_on(first, autoencoder_loss(parts.autoencoder, pool), autoencoder, work / "autoencoder.pt", again)
    parts.autoencoder = first.averages["vae"].eval()
    with console.status("encoding the pictures"):
        encoded = encode_pool(parts.autoencoder, pool)
    parts.autoencoder.register_to_config(scaling_factor=round(encoded.scale, 4))
    second = Run({"text_encoder": parts.text_encoder, "unet": parts.unet}, LATENT_RATE)
    loss = latent_loss(parts, tokenizer, pool.scenes, encoded, linear_alpha_bars())
    carry_on(second, loss, latents, work / "latents.pt", again)
    trained = Parts(parts.autoencoder, second.averages["text_encoder"].eval(), second.averages["unet"].eval())
    save_pipeline(trained, tokenizer, folder)
    return first, second


def carry_on(run: Run, loss: Loss, budget: Budget, checkpoint: Path, again: str) -> None:
    """Train until the budget is used up, from the checkpoint on if there is one."""
    name = checkpoint.stem
    if checkpoint.is_file():
        run.restore(checkpoint)
        console.print(f"{name}: going on after step {run.step}, {clock(run.seconds)} of training", soft_wrap=True)
    if budget.share_used(run.step, run.seconds) >= 1:
        return
    with training_bar(name) as show, stop_requests() as stopping:
        saved = time.monotonic()
        for report in run.train(loss, budget):
            show(report)
            if stopping():
                run.save(checkpoint)
                raise Stopped(f"stopped after step {run.step} of {name}, nothing is lost; this goes on:  {again}")
            if time.monotonic() - saved > SECONDS_BETWEEN_CHECKPOINTS:
                run.save(checkpoint)
                saved = time.monotonic()
    run.save(checkpoint)
