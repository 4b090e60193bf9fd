"""The model card: what was trained, on what, and how good it is, as it was just measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import torch

from course_lib.classifier import Classifier, share_read_as
from course_lib.data import held_out_digits
from course_lib.notation import Batch
from course_lib.progress import clock, counting_bar
from course_lib.text_to_image.loading import load_pipeline
from course_lib.text_to_image.measuring import Shares, Solver, asked_scenes, distance, draw_captions, shares
from course_lib.text_to_image.reading import ink_of
from course_lib.text_to_image.scenes import COLOURS, draw, is_withheld, random_scene
from course_lib.text_to_image.training import BATCH_SIZE, POOL, Run

COUNT, STEPS, SCALE = 500, 20, 3.0
SCALES = (1.0, 2.0, 3.0, 5.0)
STEP_COUNTS = (5, 10, 20, 50)


@dataclass(frozen=True)
class Figures:
    """Everything that is measured."""

    by_scale: dict[float, Shares]
    withheld: Shares
    distances: dict[Solver, list[float]]
    error: float
    reader: float


def real_pictures(seed: int = 5) -> Batch:
    """Return pictures of the held-out digits."""
    digits, generator = held_out_digits(), torch.Generator().manual_seed(seed)
    return draw(digits.images, [random_scene(int(digit), generator) for digit in digits.labels])


def figures(folder: Path, reader: Classifier, count: int = COUNT) -> Figures:
    """Measure the model in a folder."""
    pipeline = load_pipeline(folder)
    real = real_pictures()
    jobs = len(SCALES) + 1 + len(STEP_COUNTS) * len(get_args(Solver))
    with counting_bar("measuring", jobs * count) as show:
        done = 0

        def drawn(captions: Sequence[str], **how: Any) -> Batch:
            nonlocal done
            made = draw_captions(pipeline, captions, progress=lambda n: show(done + n, jobs * count, ""), **how)
            done += count
            return made

        scenes, captions = asked_scenes(count, seed=11)
        by_scale = {
            scale: shares(drawn(captions, steps=STEPS, scale=scale, seed=1), scenes, reader) for scale in SCALES
        }
        unseen, unseen_captions = asked_scenes(count, seed=12, withheld=True)
        withheld = shares(drawn(unseen_captions, steps=STEPS, scale=SCALE, seed=2), unseen, reader)
        distances: dict[Solver, list[float]] = {
            solver: [
                distance(drawn(captions, steps=steps, scale=SCALE, solver=solver, seed=3), real, reader)
                for steps in STEP_COUNTS
            ]
            for solver in get_args(Solver)
        }
    read = share_read_as(reader, ink_of(real), held_out_digits().labels)
    return Figures(by_scale, withheld, distances, reconstruction_error(pipeline.vae, real), read)


@torch.no_grad()
def reconstruction_error(autoencoder: Any, pictures: Batch) -> float:
    """Return the root mean squared error of encoding and decoding, where colours go from 0 to 1."""
    made = autoencoder.decode(autoencoder.encode(pictures).latent_dist.mean).sample
    return float((made - pictures).square().mean().sqrt() / 2)


def model_card(found: Figures, folder: Path, autoencoder: Run, latents: Run, command: str) -> str:
    """Return the README of the model."""
    pipeline = load_pipeline(folder)
    modules = {"vae": pipeline.vae, "text_encoder": pipeline.text_encoder, "unet": pipeline.unet}
    sizes = "\n".join(
        f"| `{name}/` | {type(module).__name__} | {sum(p.numel() for p in module.parameters()):,} |"
        for name, module in modules.items()
    )
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    rows = "\n".join(_row(f"{scale:g}", found.by_scale[scale]) for scale in SCALES)
    missing = ", ".join(f"{digit} {colour}" for digit in range(10) for colour in COLOURS if is_withheld(digit, colour))
    names = {"ddim": "DDIM", "dpm": "DPM-Solver++ (2M)"}
    distances = "\n".join(
        f"| {names[solver]} | {' | '.join(f'{value:.2f}' for value in values)} |"
        for solver, values in found.distances.items()
    )
    return f"""# A small Stable Diffusion

Written by `{command}`; the figures are as measured by that run.
`StableDiffusionPipeline.from_pretrained` of diffusers loads this folder; weights are float16, {size:.1f} MB in all.

| folder | class | parameters |
|---|---|---|
{sizes}

**Data.** The 4,500 digits of MNIST that the other networks are trained on, in {len(COLOURS)} colours on as many
backgrounds, thin, normal or thick, in the middle or towards one side: {POOL:,} pictures of 32 x 32, with captions in
seven phrasings.
Never shown in training: {missing}.

**Training.** The autoencoder {clock(autoencoder.seconds)} ({autoencoder.step:,} steps of {BATCH_SIZE}),
text encoder and U-Net {clock(latents.seconds)} ({latents.step:,} steps, loss {latents.loss:.4f}).
A caption is dropped once in ten times.

**Autoencoder.** Encoding and decoding 500 pictures of held-out digits leaves a root mean squared error of
{found.error:.3f} (colours go from 0 to 1). The latents are 4 x 8 x 8 numbers for 3 x 32 x 32.

**What is asked is what is drawn.** {COUNT} captions, {STEPS} steps of DDIM. Digits are read by a classifier that sees
no colour (it reads {found.reader:.1%} of real pictures of held-out digits), colours by the nearest name.

| guidance scale | digit | its colour | background |
|---|---|---|---|
{rows}
{_row(f"{SCALE:g}, combinations not seen in training", found.withheld)}

**Fewer steps.** Fréchet distance to pictures of held-out digits in the features of that classifier, at scale {SCALE:g}
({COUNT} pictures each; comparable within this table only):

| steps | {" | ".join(map(str, STEP_COUNTS))} |
|---|{"---|" * len(STEP_COUNTS)}
{distances}
"""


def _row(name: str, found: Shares) -> str:
    return f"| {name} | {found.digit:.1%} | {found.colour:.1%} | {found.ground:.1%} |"
