"""How many generated digits are what was asked for, as the classifier reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from course_lib.classifier import Classifier, predict
from course_lib.data import NUM_CLASSES
from course_lib.recipe import GUIDANCE_SCALE, SAMPLING_STEPS, Tables
from course_lib.sampling import Sampler, draw
from course_lib.unet import UNet

BATCH_SIZE = 100


@dataclass(frozen=True)
class Measured:
    """The outcome for `count` digits, each class asked for equally often."""

    count: int
    read_as_asked: int
    by_digit: tuple[float, ...]
    """For each of the ten digits the share read as asked."""

    @property
    def share(self) -> float:
        """Return the share read as asked, from 0 to 1."""
        return self.read_as_asked / self.count


def measure(
    network: UNet,
    classifier: Classifier,
    tables: Tables,
    device: torch.device,
    *,
    count: int = 1000,
    steps: int = SAMPLING_STEPS,
    scale: float = GUIDANCE_SCALE,
    sampler: Sampler = "ddim",
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Measured:
    """Draw `count` digits with the student's functions and let the classifier read them; progress(digits drawn).

    Raises: ValueError if count is not a positive multiple of 10; see also `sampling.draw`.
    """
    if count < NUM_CLASSES or count % NUM_CLASSES:
        raise ValueError(f"count is {count}; it must be a multiple of {NUM_CLASSES}, for each digit the same number")
    asked = torch.arange(count) % NUM_CLASSES
    right = torch.zeros(NUM_CLASSES, dtype=torch.long)
    for number in range(-(-count // BATCH_SIZE)):
        labels = asked[number * BATCH_SIZE : (number + 1) * BATCH_SIZE]
        images = draw(
            network, labels.to(device), tables, steps=steps, scale=scale, sampler=sampler, seed=seed + 1000 * number
        )
        read = predict(classifier, images).cpu()
        right += torch.bincount(labels[read == labels], minlength=NUM_CLASSES)
        if progress is not None:
            progress(min(count, (number + 1) * BATCH_SIZE))
    by_digit = tuple((right.double() * NUM_CLASSES / count).tolist())
    return Measured(count, int(right.sum()), by_digit)
