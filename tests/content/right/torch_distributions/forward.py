"""Gaussians as objects: torch.distributions.Normal, affine transforms, and Bayes' rule by precisions."""

import torch
from torch.distributions import AffineTransform, Normal

from course_lib.schedules import alpha_bars_from_betas


def gather(values, t, x):
    return values.to(x.device)[t.to(x.device)][(...,) + (None,) * (x.dim() - 1)].to(x.dtype)


def q(x0, t, alpha_bars):
    """The distribution of x_t given x0."""
    return Normal(gather(alpha_bars.sqrt(), t, x0) * x0, gather((1 - alpha_bars).sqrt(), t, x0), validate_args=False)


def add_noise(x0, noise, t, alpha_bars):
    marginal = q(x0, t, alpha_bars)
    return AffineTransform(marginal.loc, marginal.scale)(noise)


def x0_from_eps(x_t, eps, t, alpha_bars):
    scaled = AffineTransform(gather((1 - alpha_bars).sqrt(), t, x_t) * eps, gather(alpha_bars.sqrt(), t, x_t))
    return scaled.inv(x_t)


def eps_from_x0(x_t, x0, t, alpha_bars):
    marginal = q(x0, t, alpha_bars)
    return AffineTransform(marginal.loc, marginal.scale).inv(x_t)


def velocity(x0, noise, t, alpha_bars):
    return add_noise(noise, -x0, t, alpha_bars)


def x0_from_velocity(x_t, velocity, t, alpha_bars):
    return add_noise(x_t, -velocity, t, alpha_bars)


def _bayes(betas):
    """The product of N(x_{t-1}; sqrt(abar_{t-1}) x0, 1 - abar_{t-1}) and N(x_t; sqrt(alpha_t) x_{t-1}, beta_t)."""
    prior_variance = 1 - torch.cat([betas.new_ones(1), alpha_bars_from_betas(betas)[:-1]])
    gain = (1 - betas).sqrt() * prior_variance / ((1 - betas) * prior_variance + betas)
    return prior_variance, gain


def posterior_mean(x0, x_t, t, betas):
    prior_variance, gain = _bayes(betas)
    guess = gather((1 - prior_variance).sqrt(), t, x_t) * x0
    surprise = x_t - gather((1 - betas).sqrt(), t, x_t) * guess
    return guess + gather(gain, t, x_t) * surprise


def posterior_variance(betas):
    prior_variance, gain = _bayes(betas)
    return prior_variance * (1 - gain * (1 - betas).sqrt())
