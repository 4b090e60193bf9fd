"""How good a text-to-image model is: which share of pictures shows the digit and the colours that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch

from course_lib.classifier import Classifier
from course_lib.data import NUM_CLASSES
from course_lib.notation import Batch
from course_lib.text_to_image.reading import features, frechet_distance, read
from course_lib.text_to_image.scenes import Scene, random_caption, random_scene

BATCH_SIZE = 50

Solver = Literal["ddim", "dpm"]
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Shares:
    """Which share of `count` pictures shows what was asked for, 0 to 1."""

    count: int
    digit: float
    colour: float
    ground: float


def asked_scenes(count: int, seed: int, *, withheld: bool = False) -> tuple[list[Scene], list[str]]:
    """Return scenes, each digit equally often, and a caption of each; `withheld`: combinations not seen in training."""
    generator = torch.Generator().manual_seed(seed)
    scenes = [random_scene(number % NUM_CLASSES, generator, withheld=withheld) for number in range(count)]
    return scenes, [random_caption(scene, generator) for scene in scenes]


@torch.no_grad()
def draw_captions(
    pipeline: Any,
    captions: Sequence[str],
    *,
    steps: int,
    scale: float,
    solver: Solver = "ddim",
    seed: int = 0,
    progress: Progress | None = None,
) -> Batch:
    """Draw a picture for each caption with the pipeline of diffusers: (N, 3, 32, 32) in [-1, 1].

    solver: DDIM (eta 0), or DPM-Solver++ of second order.
    """
    from diffusers import DDIMScheduler, DPMSolverMultistepScheduler

    schedule = pipeline.scheduler.config
    scheduler = {"ddim": DDIMScheduler, "dpm": DPMSolverMultistepScheduler}[solver]
    pipeline.scheduler = scheduler.from_config(schedule)
    generator = torch.Generator().manual_seed(seed)
    pictures = []
    for start in range(0, len(captions), BATCH_SIZE):
        some = list(captions[start : start + BATCH_SIZE])
        made = pipeline(
            some, num_inference_steps=steps, guidance_scale=scale, generator=generator, output_type="pt"
        ).images
        pictures.append(2 * made.float().cpu() - 1)
        if progress is not None:
            progress(start + len(some))
    return torch.cat(pictures)


def shares(pictures: Batch, scenes: Sequence[Scene], reader: Classifier) -> Shares:
    """Compare pictures with what was asked for."""
    seen = read(pictures, reader)
    digits = seen.digits == torch.tensor([scene.digit for scene in scenes])

    def share(found: Sequence[str], wanted: Sequence[str]) -> float:
        return sum(one == other for one, other in zip(found, wanted, strict=True)) / len(wanted)

    return Shares(
        len(scenes),
        float(digits.double().mean()),
        share(seen.colours, [scene.colour for scene in scenes]),
        share(seen.grounds, [scene.ground for scene in scenes]),
    )


def distance(made: Batch, real: Batch, reader: Classifier) -> float:
    """Return the Fréchet distance of two sets of pictures in the reader's features."""
    return frechet_distance(features(reader, made), features(reader, real))
