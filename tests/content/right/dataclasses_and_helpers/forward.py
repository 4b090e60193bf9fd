"""A frozen dataclass for the schedule with cached properties, and a NamedTuple for its coefficients; equations as methods."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import torch
from torch import Tensor

from course_lib.schedules import alpha_bars_from_betas


class Pair(NamedTuple):
    signal: Tensor
    noise: Tensor


@dataclass(frozen=True)
class Levels:
    alpha_bars: Tensor
    t: Tensor
    like: Tensor
    shape: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", (-1, *[1] * (self.like.dim() - 1)))

    @cached_property
    def pair(self) -> Pair:
        picked = self.alpha_bars[self.t]
        return Pair(*(v.sqrt().to(self.like.dtype).reshape(self.shape) for v in (picked, 1 - picked)))


@dataclass
class Chain:
    betas: Tensor

    @cached_property
    def now(self) -> Tensor:
        return alpha_bars_from_betas(self.betas)

    @cached_property
    def before(self) -> Tensor:
        return torch.cat([self.now.new_ones(1), self.now[:-1]])

    @property
    def variance(self) -> Tensor:
        return (1 - self.before) / (1 - self.now) * self.betas


def gather(values: Tensor, t: Tensor, x: Tensor) -> Tensor:
    result = values.to(x)[t.to(x.device)]
    return result.reshape(-1, *[1] * (x.dim() - 1))


def add_noise(x0, noise, t, alpha_bars):
    a, s = Levels(alpha_bars, t, x0).pair
    return a * x0 + s * noise


def x0_from_eps(x_t, eps, t, alpha_bars):
    a, s = Levels(alpha_bars, t, x_t).pair
    return (x_t - s * eps) / a


def eps_from_x0(x_t, x0, t, alpha_bars):
    a, s = Levels(alpha_bars, t, x_t).pair
    return (x_t - a * x0) / s


def velocity(x0, noise, t, alpha_bars):
    a, s = Levels(alpha_bars, t, x0).pair
    return a * noise - s * x0


def x0_from_velocity(x_t, velocity, t, alpha_bars):
    a, s = Levels(alpha_bars, t, x_t).pair
    return a * x_t - s * velocity


def posterior_mean(x0, x_t, t, betas):
    chain = Chain(betas)
    eps = eps_from_x0(x_t, x0, t, chain.now)
    step = gather(betas / (1 - chain.now).sqrt(), t, x_t) * eps
    return (x_t - step) / gather((1 - betas).sqrt(), t, x_t)


def posterior_variance(betas):
    return Chain(betas).variance
