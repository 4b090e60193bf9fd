"""The training loop.  What it trains with, `denoising_loss`, `add_noise` and `drop_labels`, is the student's own."""

from __future__ import annotations

import copy
import math
import pickle
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from course_lib.data import NULL_LABEL, Digits
from course_lib.files import written_whole
from course_lib.notation import Batch, Labels, Levels, Model
from course_lib.recipe import DROP_PROBABILITY, NUM_STEPS, Tables
from course_lib.student import Trouble, blaming_the_student, checked
from course_lib.unet import UNet

BATCH_SIZE = 96
PEAK_RATE = 2e-3
WARM_UP_STEPS = 100
DECAY_FROM = 0.3
"""The share of the budget after which the learning rate falls, along a cosine, to 0."""

AVERAGE_DECAY = 0.998
"""How slowly the average of the weights, which is what we sample with, follows the weights."""

LARGEST_GRADIENT = 1.0
FORMAT = 1


class CheckpointProblem(Exception):
    """A checkpoint cannot be gone on with; the message says why and what to do."""


@dataclass(frozen=True)
class Budget:
    """When training is over: after so many steps or so many minutes of training, pauses not counted; one of the two."""

    steps: int | None = None
    minutes: float | None = None

    def __post_init__(self) -> None:
        given = [limit for limit in (self.steps, self.minutes) if limit is not None]
        if len(given) != 1 or given[0] <= 0:
            raise ValueError(f"steps is {self.steps} and minutes is {self.minutes}; give one of them, above 0")

    def share_used(self, step: int, seconds: float) -> float:
        """Return 0 at the beginning and 1 when training is over."""
        if self.steps is not None:
            return step / self.steps
        assert self.minutes is not None
        return seconds / (60 * self.minutes)


@dataclass(frozen=True)
class Report:
    """How far training is after a step."""

    step: int
    loss: float
    """Running mean of the loss over about the last 50 steps."""
    seconds: float
    share_used: float
    samples_per_second: float

    @property
    def seconds_left(self) -> float:
        """Return the time left at the mean speed so far."""
        return self.seconds * (1 - self.share_used) / max(self.share_used, 1e-9)


class Run:
    """A training run: the network, the running average of its weights, the optimizer and the sources of randomness.

    Everything random but the network's first weights comes from one generator on the CPU, so that a run that was
    stopped and restored goes on with the same numbers.
    """

    def __init__(self, device: torch.device, seed: int = 0, model: UNet | None = None) -> None:
        torch.manual_seed(seed)
        self.device = device
        self.model = (model or UNet()).to(device)
        self.average = copy.deepcopy(self.model).requires_grad_(False).eval()
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=PEAK_RATE, betas=(0.9, 0.99))
        self.generator = torch.Generator().manual_seed(seed)
        self.step, self.seconds, self.loss = 0, 0.0, math.nan

    def save(self, path: Path) -> None:
        """Write a checkpoint; a kill at any moment leaves the old file or the new one.

        Raises: OSError if the folder cannot be written to.
        """
        state = {
            "format": FORMAT,
            "progress": (self.step, self.seconds, self.loss),
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "generators": (self.generator.get_state(), torch.get_rng_state()),
        }
        with written_whole(path) as temporary:
            torch.save(state, temporary)

    def restore(self, path: Path) -> None:
        """Go back to where `save` was called, on this or another device.

        Raises: CheckpointProblem if the file is damaged or belongs to another network.
        """
        try:
            state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
            if state["format"] != FORMAT:
                raise KeyError(f"format {FORMAT}")
            self.model.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.step, self.seconds, self.loss = state["progress"]
            own, of_torch = state["generators"]
            self.generator.set_state(own)
            torch.set_rng_state(of_torch)
        except (OSError, EOFError, RuntimeError, ValueError, KeyError, TypeError, pickle.UnpicklingError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise CheckpointProblem(
                f"{path} is not a checkpoint of this network ({reason}); --fresh starts over"
            ) from error


def train(run: Run, digits: Digits, tables: Tables, budget: Budget) -> Iterator[Report]:
    """Train until the budget is used up, and report after each step; between two reports the run may be saved.

    Raises: Trouble if a student's function is a stub, raises, or returns what cannot be trained with.
    """
    first_step, first_seconds = run.step, run.seconds
    while (used := budget.share_used(run.step, run.seconds)) < 1:
        began = time.monotonic()
        advance(run, digits, tables, learning_rate(run.step, used))
        run.seconds += time.monotonic() - began
        speed = (run.step - first_step) * BATCH_SIZE / (run.seconds - first_seconds)
        yield Report(run.step, run.loss, run.seconds, min(1.0, budget.share_used(run.step, run.seconds)), speed)


def learning_rate(step: int, share_used: float) -> float:
    """Return the rate: up over the first steps, level for a while, then down along a cosine to 0."""
    warm_up = min(1.0, (step + 1) / WARM_UP_STEPS)
    falling = max(0.0, (share_used - DECAY_FROM) / (1 - DECAY_FROM))
    return PEAK_RATE * warm_up * 0.5 * (1 + math.cos(math.pi * min(1.0, falling)))


def advance(run: Run, digits: Digits, tables: Tables, rate: float) -> None:
    """Take one training step: noise a batch, predict, and follow the gradient of the student's loss.

    Raises: Trouble if a student's function is a stub, raises, or returns what cannot be trained with.
    """
    chosen = torch.randint(0, len(digits), (BATCH_SIZE,), generator=run.generator)
    x0 = digits.images[chosen].to(run.device)
    noise = torch.randn(x0.shape, generator=run.generator).to(run.device)
    t = spread_levels(run.generator).to(run.device)
    with blaming_the_student():
        from course_lib import cfg, loss  # here, so that a file that cannot be imported is the student's trouble too

        asked = digits.labels[chosen]
        labels = checked(
            cfg.drop_labels(asked, DROP_PROBABILITY, NULL_LABEL, run.generator), asked.shape, "drop_labels"
        )
        model = told(run.model, labels.to(run.device))
        value = loss.denoising_loss(model, x0, noise, t, tables.alpha_bars)
        number = checked(value, (), "denoising_loss").item()
        if not value.requires_grad:
            raise Trouble(
                None, "denoising_loss returned a number without a gradient, so nothing can be learned from it"
            )
    run.optimizer.param_groups[0]["lr"] = rate
    run.optimizer.zero_grad()
    value.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), LARGEST_GRADIENT)
    run.optimizer.step()
    run.step += 1
    run.loss = number if math.isnan(run.loss) else 0.98 * run.loss + 0.02 * number
    follow(run.average, run.model, min(AVERAGE_DECAY, run.step / (10 + run.step)))


def told(network: UNet, labels: Labels) -> Model:
    """Return model(x_t, t), the network with these labels."""

    def model(x_t: Batch, t: Levels) -> Batch:
        eps: Batch = network(x_t, t, labels)
        return eps

    return model


def spread_levels(generator: torch.Generator) -> Levels:
    """Return one level for each sample, uniform over 0 ... T-1; spread evenly over the batch, which calms the loss."""
    places = torch.arange(BATCH_SIZE) + torch.rand((), generator=generator)
    return (places * NUM_STEPS / BATCH_SIZE).long().clamp(max=NUM_STEPS - 1)


@torch.no_grad()
def follow(average: UNet, model: UNet, decay: float) -> None:
    """Move the average of the weights a little towards the weights."""
    for kept, new in zip(average.parameters(), model.parameters(), strict=True):
        kept.lerp_(new, 1 - decay)
