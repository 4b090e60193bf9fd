"""Graded functions made by a factory and bound by assignment; a partial; bound methods of one object."""

import functools

import torch

from course_lib.schedules import alpha_bars_from_betas


class Posterior:
    def mean(self, x0, x_t, t, betas):
        c0, ct, _ = self._coefficients(betas)
        return gather(c0, t, x_t) * x0 + gather(ct, t, x_t) * x_t

    def variance(self, betas):
        return self._coefficients(betas)[2]

    @staticmethod
    def _coefficients(betas):
        now = alpha_bars_from_betas(betas)
        before = torch.ones_like(now)
        before[1:] = now[:-1]
        return (
            before.sqrt() * betas / (1 - now),
            (1 - betas).sqrt() * (1 - before) / (1 - now),
            betas * (1 - before) / (1 - now),
        )


def _pick(reshape, values, t, x):
    return reshape(values.to(x.device).take(t.to(x.device)).to(x.dtype), x)


gather = functools.partial(_pick, lambda picked, x: picked[(slice(None), *[None] * (x.dim() - 1))])


def _rule(body):
    def graded(first, second, t, alpha_bars):
        signal, spread = gather(alpha_bars**0.5, t, first), gather((1 - alpha_bars) ** 0.5, t, first)
        return body(signal, spread, first, second)

    return graded


add_noise = _rule(lambda a, s, x0, noise: a * x0 + s * noise)
x0_from_eps = _rule(lambda a, s, x_t, eps: (x_t - s * eps) / a)
eps_from_x0 = _rule(lambda a, s, x_t, x0: (x_t - a * x0) / s)
velocity = _rule(lambda a, s, x0, noise: a * noise - s * x0)
x0_from_velocity = _rule(lambda a, s, x_t, v: a * x_t - s * v)
posterior_mean = Posterior().mean
posterior_variance = Posterior().variance
