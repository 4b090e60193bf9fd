"""What the checks of all parts work on: short irregular schedules, batches that hide nothing, models that keep a log.

On a schedule of 1000 levels many mistakes change less than any tolerance.  On a handful of large, uneven steps, with
every level in the batch at once and no two dimensions of the same size, they all show.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakSet

import torch
from torch import Tensor

from autograder import Function, Inputs, expect

SHAPES: tuple[tuple[int, ...], ...] = ((), (3, 5, 2))
"""What follows the batch dimension: numbers, and images with C, H and W all different; what suits both suits all."""


def irregular_betas(inputs: Inputs, num_steps: int) -> Tensor:
    """Draw betas between 0.05 and 0.6, in no order: (num_steps,) float64."""
    return inputs.uniform(0.05, 0.6, num_steps).double()


def away_from_zero(inputs: Inputs, *shape: int) -> Tensor:
    """Draw values of either sign whose size lies between 0.5 and 1.5, so that no factor hides behind a zero."""
    values = inputs.uniform(0.5, 1.5, *shape)
    return torch.where(inputs.uniform(-1, 1, *shape) < 0, -values, values)


def along(values: Tensor, t: Tensor, x: Tensor) -> Tensor:
    """Look up values[t] and shape it to multiply x sample by sample: the checks' own, spelled unlike the exercise."""
    column: Tensor = values.index_select(0, t).to(x.dtype)
    while column.dim() < x.dim():
        column = column.unsqueeze(-1)
    return column


@dataclass(frozen=True)
class Noised:
    """A batch on its way: every level of the schedule once, in shuffled order, with the noise that is really in x_t."""

    x0: Tensor
    noise: Tensor
    t: Tensor
    betas: Tensor
    alpha_bars: Tensor
    x_t: Tensor


def noised(inputs: Inputs, num_steps: int, shape: tuple[int, ...]) -> Noised:
    """Draw a batch of num_steps samples of the given shape, one at each level."""
    betas = irregular_betas(inputs, num_steps)
    alpha_bars = torch.cumprod(1 - betas, 0)
    t = inputs.permutation(num_steps)
    x0, noise = away_from_zero(inputs, num_steps, *shape), away_from_zero(inputs, num_steps, *shape)
    x_t = along(alpha_bars.sqrt(), t, x0) * x0 + along((1 - alpha_bars).sqrt(), t, x0) * noise
    return Noised(x0, noise, t, betas, alpha_bars, x_t)


def noised_batches(inputs: Inputs) -> Iterator[Noised]:
    """Yield a batch of each shape, on schedules of 4 and 7 levels."""
    for num_steps, shape in zip((4, 7), SHAPES, strict=True):
        yield noised(inputs, num_steps, shape)


def stays_where_its_table_is(function: Function, table: Tensor, name: str) -> None:
    """Expect a table on the device of the table it is made from: the GPU, or `meta` where there is none."""
    device = table.device if table.device.type != "cpu" else torch.device("meta")
    expect.on_device(function, (table.to(device),), device, name)


@dataclass
class Recorder:
    """A model that answers by a rule and keeps a log of how it was called.

    It insists on what every model may expect: levels t of shape (B,), long, on the device of x.
    """

    rule: Callable[..., Tensor]
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def __call__(self, x: Tensor, t: Tensor, *more: Any) -> Tensor:
        """Write the call down and answer."""
        levels = expect.tensor(t, "the t given to the model", shape=(len(x),))
        expect.dtype(
            levels, torch.int64, "the t given to the model", hint="Models take the level itself, as a long tensor."
        )
        if levels.device != x.device:
            expect.that(
                False, "the t given to the model is on another device than x", hint="Make t with device=x.device."
            )
        self.calls.append((x.detach().clone(), levels.detach().clone(), *more))
        return self.rule(x, levels, *more)

    @property
    def levels(self) -> list[int]:
        """The level of each call, that of the first sample."""
        return [int(t[0]) for _, t, *_ in self.calls]


@dataclass(frozen=True)
class GaussianData:
    """Data from N(mean, std^2) in every element: the one case in which the perfect model is a formula."""

    mean: float
    std: float

    def spread(self, alpha_bar: Tensor) -> Tensor:
        """Return the standard deviation of x_t."""
        return (alpha_bar * self.std**2 + 1 - alpha_bar).sqrt()

    def eps(self, x: Tensor, alpha_bar: Tensor) -> Tensor:
        """Return the noise that a perfect model sees in x: E[eps | x_t = x]."""
        return (1 - alpha_bar).sqrt() * (x - alpha_bar.sqrt() * self.mean) / self.spread(alpha_bar) ** 2

    def model(self, alpha_bars: Tensor) -> Callable[[Tensor, Tensor], Tensor]:
        """Return the perfect model of this data on a schedule."""
        return lambda x, t: self.eps(x, along(alpha_bars.to(x.device), t, x))

    def along_the_ode(self, x: Tensor, alpha_bar_from: Tensor, alpha_bar_to: Tensor) -> Tensor:
        """Follow the probability-flow ODE exactly from one level to another."""
        standard = (x - alpha_bar_from.sqrt() * self.mean) / self.spread(alpha_bar_from)
        return alpha_bar_to.sqrt() * self.mean + self.spread(alpha_bar_to) * standard


def uneven_timesteps(inputs: Inputs, last: int) -> Tensor:
    """Draw four of ten levels, noisiest first, that end at `last` and stride by 1, 2 and 3 in some order: (4,) long.

    They stay on the CPU, where samplers read them.
    """
    strides = 1 + inputs.permutation(3).cpu()
    return last + torch.cat([torch.zeros(1, dtype=torch.int64), strides.cumsum(0)]).flip(0)


@dataclass(frozen=True)
class CurvedModel:
    """A model that bends with x and answers no two levels alike."""

    heights: Tensor
    shifts: Tensor

    def __call__(self, x: Tensor, t: Tensor) -> Tensor:
        """Predict eps."""
        return along(self.heights.to(x.device), t, x) * torch.tanh(x) + along(self.shifts.to(x.device), t, x)


def half(x: Tensor, _: Tensor) -> Tensor:
    """Predict an eps of 0.5 everywhere: the model of examples by hand."""
    return torch.full_like(x, 0.5)


def curved_model(inputs: Inputs, num_steps: int) -> CurvedModel:
    """Draw a model for num_steps levels."""
    shifts = torch.linspace(-1.5, 1.5, num_steps, dtype=torch.float64, device=inputs.device)
    return CurvedModel(inputs.uniform(0.5, 1, num_steps).double(), shifts[inputs.permutation(num_steps)])


def step_along_the_ode(x: Tensor, eps: Tensor, alpha_bar_from: Tensor, alpha_bar_to: Tensor) -> Tensor:
    """Take one Euler step of the probability-flow ODE, up or down (Song et al. 2021, section 4.3).

    x / sqrt(abar) moves along eps by the change of sqrt(1 / abar - 1).  This is DDIM and DPM-Solver-1, spelled unlike
    both exercises.
    """
    move = (1 / alpha_bar_to - 1).sqrt() - (1 / alpha_bar_from - 1).sqrt()
    return alpha_bar_to.sqrt() * (x / alpha_bar_from.sqrt() + move * eps)


def error_along_the_ode(data: GaussianData, recorder: Recorder, alpha_bars: Tensor) -> float:
    """Return how far a sampler strays from the exact solution, over all levels at which it asked the perfect model."""
    (start, *_), *later = recorder.calls
    top, *levels = recorder.levels
    exact = [data.along_the_ode(start, alpha_bars[top], alpha_bars[level]) for level in levels]
    return float(torch.stack([x - e for (x, *_), e in zip(later, exact, strict=True)]).square().mean().sqrt())


def order_of_convergence(coarse: float, fine: float) -> float:
    """Return the power of the step length with which the error falls, from the errors of n and of 2 n steps."""
    return math.log2(max(coarse, 1e-300) / max(fine, 1e-300))


def x0_of_last_call(recorder: Recorder, alpha_bars: Tensor) -> Tensor:
    """Return the x0 that the last answer of a model makes of the x it was given: where a step to abar = 1 ends."""
    x, t = recorder.calls[-1]
    bar = along(alpha_bars, t, x)
    return step_along_the_ode(x, recorder.rule(x, t), bar, torch.ones_like(bar))


_SETTLED: WeakSet[Function] = WeakSet()


def steady(function: Function, arguments: Callable[[], tuple[Any, ...]]) -> Any:
    """Call a function and return its result; the first time in a run, call it twice and expect the same result.

    The arguments are made anew for each call.
    """
    first = function(*arguments())
    if function in _SETTLED:
        return first
    _SETTLED.add(function)
    second = function(*arguments())
    if isinstance(first, Tensor) and isinstance(second, Tensor):
        same = first.shape == second.shape and torch.allclose(first, second, rtol=1e-4, equal_nan=True)
        message = f"{function.name} gives two different results for the same arguments"
        hint = "All noise comes in as an argument, and nothing is remembered from the call before."
        expect.that(same, message, hint=hint)
    return first


def recorded(sampler: Function, model: Callable[..., Tensor], *arguments: Any) -> tuple[Any, Recorder]:
    """Like `steady`, for a sampler; return its result, and the log of the model it came from."""
    recorder = Recorder(model)

    def afresh() -> tuple[Any, ...]:
        recorder.calls.clear()
        return recorder, *arguments

    return steady(sampler, afresh), recorder


def settled(function: Function, *arguments: Any) -> Any:
    """Like `steady`, for arguments that may be used twice."""
    return steady(function, lambda: arguments)
