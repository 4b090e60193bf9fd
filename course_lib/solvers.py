"""Exercise 6: second-order solvers.  Spend each call of the network better."""

from __future__ import annotations

import torch

from course_lib.notation import Batch, Denoiser, Model, Table, Timesteps


@torch.no_grad()
def dpm_solver_2m_sample(model: Model, x_T: Batch, alpha_bars: Table, timesteps: Timesteps) -> Batch:
    """Turn pure noise x_T into samples with DPM-Solver++(2M): second order, one call of the model a step.

    With lambda_t = log(sqrt(abar_t) / sqrt(1 - abar_t)), D_t the x0 predicted at t, a step from t to the next entry s:

        h   = lambda_s - lambda_t,   r = h of the step before / h
        D   = (1 + 1 / (2 r)) D_t - 1 / (2 r) D of the step before
        x_s = sqrt(1 - abar_s) / sqrt(1 - abar_t) x_t - sqrt(abar_s) (exp(-h) - 1) D

    The first step, and the step from the last entry to alpha_bar = 1, are of first order: D = D_t, and at alpha_bar = 1
    the result is D itself.  The model predicts eps and is called with t of shape (B,).

    Lu et al. 2022b (DPM-Solver++), algorithm 2.

    Shapes: x_T (B, *D), alpha_bars (T,), timesteps (n,) long, decreasing -> like x_T.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("solvers.dpm_solver_2m_sample: not written yet (part 2, Faster sampling)")


def karras_sigmas(num_steps: int, sigma_min: float = 0.002, sigma_max: float = 80.0, rho: float = 7.0) -> Table:
    """Return noise levels from sigma_max down to sigma_min, evenly spaced after a power of 1 / rho, and a final 0.

        sigma_i = (sigma_max^(1/rho) + i / (n - 1) (sigma_min^(1/rho) - sigma_max^(1/rho)))^rho,   i = 0 ... n-1
        sigma_n = 0

    Karras et al. 2022, eq. 5.

    Shapes: returns (n + 1,) float64, n = num_steps.
    Raises: ValueError if num_steps < 2.
    """
    if num_steps < 2:
        raise ValueError(f"num_steps is {num_steps}; a grid from sigma_max to sigma_min needs at least 2")
    # Your solution replaces the next line.
    raise NotImplementedError("solvers.karras_sigmas: not written yet (part 2, Faster sampling)")


@torch.no_grad()
def heun_sample(denoise: Denoiser, x: Batch, sigmas: Table) -> Batch:
    """Follow the probability-flow ODE down the noise levels with Heun's method.

    For each step from sigma to the next level sigma':

        d  = (x - denoise(x, sigma)) / sigma            slope here
        x' = x + (sigma' - sigma) d                     Euler step
        d' = (x' - denoise(x', sigma')) / sigma'        slope there, unless sigma' = 0
        x' = x + (sigma' - sigma) (d + d') / 2          step with the mean slope, unless sigma' = 0

    Karras et al. 2022, algorithm 1 (with sigma(t) = t and s(t) = 1).

    Shapes: x (B, *D), noise of standard deviation sigmas[0] included; sigmas (n + 1,), decreasing, the last one 0
    -> like x.  denoise is called with sigma as a 0-dim tensor, a (B,) tensor or a float.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("solvers.heun_sample: not written yet (part 2, Faster sampling)")
