"""No def for any graded function: lambdas, functools.partial, a composed callable, an instance with __call__."""

import functools
import math
import operator

import torch


def _line(num_steps, start, end, dtype):
    return torch.linspace(start, end, num_steps, dtype=dtype)


class CosineBetas:
    def __call__(self, num_steps, offset=0.008, max_beta=0.999):
        f = self.f(torch.linspace(0, num_steps, num_steps + 1, dtype=torch.float64) / num_steps, offset)
        return torch.clamp(1 - f[1:] / f[:-1], max=max_beta)

    @staticmethod
    def f(u, offset):
        return (1 + torch.cos((u + offset) / (1 + offset) * math.pi)) / 2


class Compose:
    def __init__(self, *steps):
        self.steps = steps

    def __call__(self, value):
        return functools.reduce(lambda v, step: step(v), self.steps, value)


linear_betas = lambda num_steps, start=1e-4, end=0.02: _line(num_steps, start, end, torch.float64)
cosine_betas = CosineBetas()
alpha_bars_from_betas = Compose(functools.partial(operator.sub, 1), functools.partial(torch.cumprod, dim=0))
signal_to_noise = lambda alpha_bars: 1 / (1 / alpha_bars - 1)
rescale_to_zero_terminal_snr = Compose(
    alpha_bars_from_betas,
    torch.sqrt,
    lambda r: (r - r[-1]) * r[0] / (r[0] - r[-1]),
    torch.square,
    lambda a: 1 - a / torch.cat([torch.ones_like(a[:1]), a[:-1]]),
)
