"""Every product is an einsum with an ellipsis."""

import torch
from torch import einsum

from course_lib.schedules import alpha_bars_from_betas


def gather(values, t, x):
    one_hot = torch.nn.functional.one_hot(t.to(x.device), len(values)).to(values.dtype)
    return einsum("bt,t->b", one_hot, values.to(x.device)).to(x.dtype).reshape(len(t), *(1 for _ in x.shape[1:]))


def scale(table, t, x):
    return einsum("b,b...->b...", table[t].to(x.dtype), x)


def add_noise(x0, noise, t, alpha_bars):
    return scale(alpha_bars.sqrt(), t, x0) + scale((1 - alpha_bars).sqrt(), t, noise)


def x0_from_eps(x_t, eps, t, alpha_bars):
    return scale(alpha_bars.rsqrt(), t, x_t) - scale((1 / alpha_bars - 1).sqrt(), t, eps)


def eps_from_x0(x_t, x0, t, alpha_bars):
    return scale((1 - alpha_bars).rsqrt(), t, x_t) - scale((alpha_bars / (1 - alpha_bars)).sqrt(), t, x0)


def velocity(x0, noise, t, alpha_bars):
    return scale(alpha_bars.sqrt(), t, noise) - scale((1 - alpha_bars).sqrt(), t, x0)


def x0_from_velocity(x_t, velocity, t, alpha_bars):
    return scale(alpha_bars.sqrt(), t, x_t) - scale((1 - alpha_bars).sqrt(), t, velocity)


def posterior_mean(x0, x_t, t, betas):
    alpha_bars = alpha_bars_from_betas(betas)
    before = alpha_bars / (1 - betas)  # dividing the last factor out again: 1 at level 0
    both = torch.stack([x0, x_t])
    shares = torch.stack([before.sqrt() * betas, (1 - betas).sqrt() * (1 - before)]) / (1 - alpha_bars)
    return einsum("kb,kb...->b...", shares[:, t].to(x_t.dtype), both)


def posterior_variance(betas):
    alpha_bars = alpha_bars_from_betas(betas)
    return einsum("t,t,t->t", betas, 1 - alpha_bars / (1 - betas), 1 / (1 - alpha_bars))
