"""torch's own functions for everything: take, index_select, addcmul, addcdiv, lerp, expand_as, unflatten."""

import torch

from course_lib.schedules import alpha_bars_from_betas


def gather(values, t, x):
    picked = torch.index_select(values.to(x.device), 0, t.to(x.device)).type_as(x)
    return torch.atleast_1d(picked).unflatten(0, (-1, *[1] * (x.dim() - 1))) if x.dim() > 1 else picked


def add_noise(x0, noise, t, alpha_bars):
    signal, spread = gather(alpha_bars.sqrt(), t, x0), gather(alpha_bars.neg().add(1).sqrt(), t, x0)
    return torch.addcmul(signal * x0, spread, noise)


def x0_from_eps(x_t, eps, t, alpha_bars):
    signal, spread = gather(alpha_bars.sqrt(), t, x_t), gather(alpha_bars.neg().add(1).sqrt(), t, x_t)
    return torch.div(torch.addcmul(x_t, spread, eps, value=-1), signal)


def eps_from_x0(x_t, x0, t, alpha_bars):
    signal, spread = gather(alpha_bars.sqrt(), t, x_t), gather(alpha_bars.neg().add(1).sqrt(), t, x_t)
    return torch.addcdiv(torch.zeros_like(x_t), torch.addcmul(x_t, signal, x0, value=-1), spread)


def velocity(x0, noise, t, alpha_bars):
    signal, spread = gather(alpha_bars.sqrt(), t, x0), gather(alpha_bars.neg().add(1).sqrt(), t, x0)
    return torch.sub(torch.mul(signal, noise), torch.mul(spread, x0))


def x0_from_velocity(x_t, velocity, t, alpha_bars):
    signal, spread = gather(alpha_bars.sqrt(), t, x_t), gather(alpha_bars.neg().add(1).sqrt(), t, x_t)
    return torch.addcmul(torch.mul(signal, x_t), spread, velocity, value=-1)


def posterior_mean(x0, x_t, t, betas):
    alpha_bars = alpha_bars_from_betas(betas)
    before = alpha_bars.roll(1).index_fill(0, torch.zeros(1, dtype=torch.long, device=betas.device), 1.0)
    # mean = w (x0 scaled to the level before) + (1 - w) (x_t scaled to the level before)
    w = gather(betas / (1 - alpha_bars), t, x_t)
    return torch.lerp(x_t / gather((1 - betas).sqrt(), t, x_t), gather(before.sqrt(), t, x_t) * x0, w)


def posterior_variance(betas):
    alpha_bars = alpha_bars_from_betas(betas)
    before = torch.nn.functional.pad(alpha_bars, (1, -1), value=1.0)
    return torch.addcmul(betas, betas, (before - alpha_bars) / (1 - alpha_bars), value=-1)
