"""A solver class with a history (a deque), an Enum for its order, and a generator of slopes for Heun."""

from __future__ import annotations

import enum
from collections import deque
from dataclasses import dataclass, field

import torch


class Order(enum.IntEnum):
    FIRST = 1
    SECOND = 2


@dataclass
class Multistep:
    history: deque = field(default_factory=lambda: deque(maxlen=2))

    @property
    def order(self) -> Order:
        return Order.SECOND if len(self.history) == 2 else Order.FIRST

    def estimate(self, x0, at, to):
        self.history.append((at, x0))
        if self.order is Order.FIRST:
            return x0
        (before, old), _ = self.history
        # the line through the two last predictions, read half way along the coming step
        slope = (x0 - old) / (at - before)
        return x0 + slope * (to - at) / 2


@torch.no_grad()
def dpm_solver_2m_sample(model, x_T, alpha_bars, timesteps):
    half_log_snr = 0.5 * (alpha_bars.log() - torch.log1p(-alpha_bars))
    solver, x = Multistep(), x_T
    *most, last = timesteps.tolist()

    def x0_at(level):
        a = alpha_bars[level]
        return (x - (1 - a).sqrt() * model(x, torch.full((len(x),), level, device=x.device))) / a.sqrt()

    for here, there in zip(most, [*most[1:], last]):
        a, b = alpha_bars[here], alpha_bars[there]
        d = solver.estimate(x0_at(here), half_log_snr[here], half_log_snr[there])
        keep = ((1 - b) / (1 - a)).sqrt()
        x = keep * x + (b.sqrt() - keep * a.sqrt()) * d
    return x0_at(last)


@dataclass(frozen=True)
class Ramp:
    high: float
    low: float
    rho: float

    def __call__(self, share):
        return (self.high ** (1 / self.rho) * (1 - share) + self.low ** (1 / self.rho) * share) ** self.rho


def karras_sigmas(num_steps, sigma_min=0.002, sigma_max=80.0, rho=7.0):
    sigmas = torch.zeros(num_steps + 1, dtype=torch.float64)
    sigmas[:-1] = Ramp(sigma_max, sigma_min, rho)(torch.linspace(0, 1, num_steps, dtype=torch.float64))
    return sigmas


@torch.no_grad()
def heun_sample(denoise, x, sigmas):
    def slope(x, sigma):
        return (x - denoise(x, sigma)) / sigma

    def slopes(x, here, there):
        first = slope(x, here)
        yield first
        if bool(there):
            yield slope(x + (there - here) * first, there)

    for here, there in zip(sigmas, sigmas[1:]):
        found = list(slopes(x, here, there))
        x = x + (there - here) * sum(found) / len(found)
    return x
