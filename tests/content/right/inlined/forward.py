"""Everything is written out where it is used: no graded function calls another one."""

import torch


def gather(values, t, x):
    return values.to(x.device)[t.to(x.device)].to(x.dtype).view((len(t),) + (1,) * (x.ndim - 1))


def add_noise(x0, noise, t, alpha_bars):
    ab = alpha_bars[t].to(x0.dtype).view(-1, *(1,) * (x0.ndim - 1))
    return ab**0.5 * x0 + (1 - ab) ** 0.5 * noise


def x0_from_eps(x_t, eps, t, alpha_bars):
    ab = alpha_bars[t].to(x_t.dtype).view(-1, *(1,) * (x_t.ndim - 1))
    return x_t / ab**0.5 - (1 / ab - 1) ** 0.5 * eps


def eps_from_x0(x_t, x0, t, alpha_bars):
    ab = alpha_bars[t].to(x_t.dtype).view(-1, *(1,) * (x_t.ndim - 1))
    return (x_t / ab**0.5 - x0) / (1 / ab - 1) ** 0.5


def velocity(x0, noise, t, alpha_bars):
    ab = alpha_bars[t].to(x0.dtype).view(-1, *(1,) * (x0.ndim - 1))
    return ab**0.5 * noise - (1 - ab) ** 0.5 * x0


def x0_from_velocity(x_t, velocity, t, alpha_bars):
    ab = alpha_bars[t].to(x_t.dtype).view(-1, *(1,) * (x_t.ndim - 1))
    return ab**0.5 * x_t - (1 - ab) ** 0.5 * velocity


def posterior_mean(x0, x_t, t, betas):
    ab = torch.cumprod(1 - betas, 0)
    before = torch.nn.functional.pad(ab[:-1], (1, 0), value=1.0)
    c0 = (before.sqrt() * betas / (1 - ab))[t].to(x_t.dtype).view(-1, *(1,) * (x_t.ndim - 1))
    ct = ((1 - betas).sqrt() * (1 - before) / (1 - ab))[t].to(x_t.dtype).view(-1, *(1,) * (x_t.ndim - 1))
    return c0 * x0 + ct * x_t


def posterior_variance(betas):
    ab = torch.cumprod(1 - betas, 0)
    before = torch.nn.functional.pad(ab[:-1], (1, 0), value=1.0)
    return betas * (1 - before) / (1 - ab)
