"""Exercise 4: ancestral sampling.  Walk from pure noise to a sample, one level at a time."""

from __future__ import annotations

import torch

from course_lib.forward import gather, posterior_mean, posterior_variance, x0_from_eps
from course_lib.notation import Batch, DrawNoise, Levels, Model, Table
from course_lib.schedules import alpha_bars_from_betas


def ddpm_step(x_t: Batch, eps: Batch, noise: Batch, t: Levels, betas: Table) -> Batch:
    """Draw x_{t-1} given x_t and the noise eps that a model sees in it.

        x_{t-1} = posterior mean at (x0 predicted from eps, x_t)  +  sqrt(beta~_t) noise

    Ho et al. 2020, algorithm 2, with the posterior variance beta~_t of eq. 7.
    The mean may as well be written (x_t - beta_t / sqrt(1 - abar_t) eps) / sqrt(alpha_t).

    Shapes: x_t, eps and noise (B, *D), t (B,), betas (T,) -> like x_t.
    Special cases: samples at t = 0 get no noise.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("ddpm.ddpm_step: not written yet (part 1, Diffusion basics)")


@torch.no_grad()
def ddpm_sample(model: Model, x_T: Batch, betas: Table, draw_noise: DrawNoise = torch.randn_like) -> Batch:
    """Turn pure noise x_T into samples by T ancestral steps, t = T-1, ..., 1, 0.

    Each step calls model(x_t, t) once, with t of shape (B,), and draw_noise(x_t) at most once.
    Ho et al. 2020, algorithm 2; levels here count from 0, in the paper from 1.

    Shapes: x_T (B, *D), betas (T,) -> like x_T.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("ddpm.ddpm_sample: not written yet (part 1, Diffusion basics)")
