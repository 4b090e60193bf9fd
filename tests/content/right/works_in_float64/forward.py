"""Everything is computed in float64 and cast back to the sample's dtype at the end."""

import torch

from course_lib.schedules import alpha_bars_from_betas


def double(function):
    def wrapped(first, second, t, table):
        result = function(first.double(), second.double(), t, table.double())
        return result.to(first.dtype)

    return wrapped


def gather(values, t, x):
    return values.to(x.device).double()[t.to(x.device)].reshape((-1,) + (1,) * (x.dim() - 1)).to(x.dtype)


@double
def add_noise(x0, noise, t, alpha_bars):
    a = gather(alpha_bars, t, x0)
    return a.sqrt() * x0 + (1 - a).sqrt() * noise


@double
def x0_from_eps(x_t, eps, t, alpha_bars):
    a = gather(alpha_bars, t, x_t)
    return (x_t - (1 - a).sqrt() * eps) / a.sqrt()


@double
def eps_from_x0(x_t, x0, t, alpha_bars):
    a = gather(alpha_bars, t, x_t)
    return (x_t - a.sqrt() * x0) / (1 - a).sqrt()


@double
def velocity(x0, noise, t, alpha_bars):
    a = gather(alpha_bars, t, x0)
    return a.sqrt() * noise - (1 - a).sqrt() * x0


@double
def x0_from_velocity(x_t, velocity, t, alpha_bars):
    a = gather(alpha_bars, t, x_t)
    return a.sqrt() * x_t - (1 - a).sqrt() * velocity


@double
def posterior_mean(x0, x_t, t, betas):
    a = alpha_bars_from_betas(betas)
    b = torch.cat([torch.ones_like(a[:1]), a[:-1]])
    return (
        gather(b.sqrt() * betas / (1 - a), t, x_t) * x0 + gather((1 - betas).sqrt() * (1 - b) / (1 - a), t, x_t) * x_t
    )


def posterior_variance(betas):
    a = alpha_bars_from_betas(betas.double())
    b = torch.cat([torch.ones_like(a[:1]), a[:-1]])
    return ((1 - b) / (1 - a) * betas).to(betas.dtype)
