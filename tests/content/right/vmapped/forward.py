"""Written for one sample and one number, lifted to batches by torch.vmap."""

import torch

from course_lib.schedules import alpha_bars_from_betas


def gather(values, t, x):
    values = values.to(x.device)
    one = torch.vmap(lambda level, sample: values.index_select(0, level.reshape(1)).reshape([1] * sample.dim()))
    return one(t.to(x.device), x).to(x.dtype)


def _per_sample(rule, t, alpha_bars, *batches):
    abar = alpha_bars[t].to(batches[0].dtype)
    return torch.vmap(rule)(abar, *batches)


def add_noise(x0, noise, t, alpha_bars):
    return _per_sample(lambda a, x, n: a.sqrt() * x + (1 - a).sqrt() * n, t, alpha_bars, x0, noise)


def x0_from_eps(x_t, eps, t, alpha_bars):
    return _per_sample(lambda a, x, e: (x - (1 - a).sqrt() * e) / a.sqrt(), t, alpha_bars, x_t, eps)


def eps_from_x0(x_t, x0, t, alpha_bars):
    return _per_sample(lambda a, x, x0: (x - a.sqrt() * x0) / (1 - a).sqrt(), t, alpha_bars, x_t, x0)


def velocity(x0, noise, t, alpha_bars):
    return _per_sample(lambda a, x, n: a.sqrt() * n - (1 - a).sqrt() * x, t, alpha_bars, x0, noise)


def x0_from_velocity(x_t, velocity, t, alpha_bars):
    return _per_sample(lambda a, x, v: a.sqrt() * x - (1 - a).sqrt() * v, t, alpha_bars, x_t, velocity)


def posterior_mean(x0, x_t, t, betas):
    alpha_bars = alpha_bars_from_betas(betas)
    before = torch.cat([torch.ones_like(betas[:1]), alpha_bars[:-1]])

    def one(beta, a, b, x0, x):
        return (b.sqrt() * beta * x0 + (1 - beta).sqrt() * (1 - b) * x) / (1 - a)

    tables = [table[t].to(x_t.dtype) for table in (betas, alpha_bars, before)]
    return torch.vmap(one)(*tables, x0, x_t)


def posterior_variance(betas):
    alpha_bars = alpha_bars_from_betas(betas)
    before = torch.cat([torch.ones_like(betas[:1]), alpha_bars[:-1]])
    return torch.vmap(lambda beta, a, b: beta * (1 - b) / (1 - a))(betas, alpha_bars, before)
