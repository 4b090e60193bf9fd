"""Exercise 2: the forward process.  Noise a sample in one jump, and go back and forth between x0, eps and velocity."""

from __future__ import annotations

import torch

from course_lib.notation import Batch, Levels, Table
from course_lib.schedules import alpha_bars_from_betas


def gather(values: Table, t: Levels, x: Batch) -> Batch:
    """Look up one value for each sample, shaped so that it multiplies x sample by sample.

        result[b] = values[t[b]]

    Shapes: values (T,), t (B,) long, x (B, *D) -> (B, 1, ..., 1) with as many dimensions as x,
    of the dtype and on the device of x.  `values` may live on another device.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("forward.gather: not written yet (part 1, Diffusion basics)")


def add_noise(x0: Batch, noise: Batch, t: Levels, alpha_bars: Table) -> Batch:
    """Take clean samples to noise level t in one jump.

        x_t = sqrt(abar_t) x0 + sqrt(1 - abar_t) noise

    Ho et al. 2020, eq. 4.

    Shapes: x0 and noise (B, *D), t (B,), alpha_bars (T,) -> like x0.
    Special cases: abar_t = 1 returns x0; abar_t = 0 returns the noise.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("forward.add_noise: not written yet (part 1, Diffusion basics)")


def x0_from_eps(x_t: Batch, eps: Batch, t: Levels, alpha_bars: Table) -> Batch:
    """Return the clean sample behind x_t if eps is the noise in it.

        x0 = (x_t - sqrt(1 - abar_t) eps) / sqrt(abar_t)

    Ho et al. 2020, eq. 4, solved for x0.

    Shapes: x_t and eps (B, *D), t (B,), alpha_bars (T,) -> like x_t.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("forward.x0_from_eps: not written yet (part 1, Diffusion basics)")


def eps_from_x0(x_t: Batch, x0: Batch, t: Levels, alpha_bars: Table) -> Batch:
    """Return the noise in x_t if x0 is the clean sample behind it.

        eps = (x_t - sqrt(abar_t) x0) / sqrt(1 - abar_t)

    Ho et al. 2020, eq. 4, solved for the noise.

    Shapes: x_t and x0 (B, *D), t (B,), alpha_bars (T,) -> like x_t.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("forward.eps_from_x0: not written yet (part 1, Diffusion basics)")


def velocity(x0: Batch, noise: Batch, t: Levels, alpha_bars: Table) -> Batch:
    """Return the velocity, a target that stays well scaled at both ends of the schedule.

        v = sqrt(abar_t) noise - sqrt(1 - abar_t) x0

    Salimans & Ho 2022, section 4.

    Shapes: x0 and noise (B, *D), t (B,), alpha_bars (T,) -> like x0.
    Special cases: abar_t = 1 returns the noise; abar_t = 0 returns -x0.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("forward.velocity: not written yet (part 1, Diffusion basics)")


def x0_from_velocity(x_t: Batch, velocity: Batch, t: Levels, alpha_bars: Table) -> Batch:
    """Return the clean sample behind x_t if the velocity is known.

        x0 = sqrt(abar_t) x_t - sqrt(1 - abar_t) v

    Salimans & Ho 2022, section 4.

    Shapes: x_t and velocity (B, *D), t (B,), alpha_bars (T,) -> like x_t.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("forward.x0_from_velocity: not written yet (part 1, Diffusion basics)")


def posterior_mean(x0: Batch, x_t: Batch, t: Levels, betas: Table) -> Batch:
    """Return the mean of q(x_{t-1} | x_t, x0): where a sample was one level earlier, both ends being known.

        mean = sqrt(abar_{t-1}) beta_t / (1 - abar_t) x0  +  sqrt(alpha_t) (1 - abar_{t-1}) / (1 - abar_t) x_t

    with abar_{-1} = 1.  Ho et al. 2020, eq. 7.

    Shapes: x0 and x_t (B, *D), t (B,), betas (T,) -> like x_t.
    Special cases: t = 0 returns x0.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("forward.posterior_mean: not written yet (part 1, Diffusion basics)")


def posterior_variance(betas: Table) -> Table:
    """Return the variance of q(x_{t-1} | x_t, x0) for every level.

        beta~_t = (1 - abar_{t-1}) / (1 - abar_t) beta_t,   abar_{-1} = 1

    Ho et al. 2020, eq. 7.

    Shapes: betas (T,) -> (T,).
    Special cases: entry 0 is 0.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("forward.posterior_variance: not written yet (part 1, Diffusion basics)")
