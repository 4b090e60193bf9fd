"""The posterior mean in eps form; x0 and eps from one another by their own round trip."""

import torch

from course_lib.schedules import alpha_bars_from_betas


def gather(values, t, x):
    index = t.to(x.device)
    return values.to(x.device).gather(0, index).to(x.dtype)[(...,) + (None,) * (x.ndim - 1)]


def add_noise(x0, noise, t, alpha_bars):
    abar = gather(alpha_bars, t, x0)
    return (x0 + ((1 - abar) / abar).sqrt() * noise) * abar.sqrt()


def x0_from_eps(x_t, eps, t, alpha_bars):
    abar = gather(alpha_bars, t, x_t)
    return abar.rsqrt() * x_t - (abar.reciprocal() - 1).sqrt() * eps


def eps_from_x0(x_t, x0, t, alpha_bars):
    abar = gather(alpha_bars, t, x_t)
    return (abar.rsqrt() * x_t - x0) / (abar.reciprocal() - 1).sqrt()


def velocity(x0, noise, t, alpha_bars):
    abar = gather(alpha_bars, t, x0)
    x_t = add_noise(x0, noise, t, alpha_bars)
    return (abar.sqrt() * x_t - x0) / (1 - abar).sqrt()


def x0_from_velocity(x_t, velocity, t, alpha_bars):
    abar = gather(alpha_bars, t, x_t)
    eps = abar.sqrt() * velocity + (1 - abar).sqrt() * x_t
    return x0_from_eps(x_t, eps, t, alpha_bars)


def posterior_mean(x0, x_t, t, betas):
    alpha_bars = alpha_bars_from_betas(betas)
    eps = eps_from_x0(x_t, x0, t, alpha_bars)
    beta = gather(betas, t, x_t)
    return (x_t - beta / (1 - gather(alpha_bars, t, x_t)).sqrt() * eps) / (1 - beta).sqrt()


def posterior_variance(betas):
    alpha_bars = alpha_bars_from_betas(betas)
    variance = torch.zeros_like(betas)
    variance[1:] = 1 / ((1 - betas[1:]) / betas[1:] + 1 / (1 - alpha_bars[:-1]))
    return variance
