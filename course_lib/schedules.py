"""Exercise 1: noise schedules.  How much noise each of the T levels adds, and how much signal is left."""

from __future__ import annotations

import math

import torch

from course_lib.notation import Table


def linear_betas(num_steps: int, start: float = 1e-4, end: float = 0.02) -> Table:
    """Return variances that grow linearly from `start` to `end`, both included.

        beta_t = start + (end - start) t / (T - 1),   t = 0 ... T-1

    Ho et al. 2020, section 4.  The ends are used as they are, whatever the number of steps.

    Shapes: returns (T,) float64, T = num_steps.
    Raises: ValueError if num_steps < 2.
    """
    if num_steps < 2:
        raise ValueError(f"num_steps is {num_steps}; a line from start to end needs at least 2 levels")
    # Your solution replaces the next line.
    raise NotImplementedError("schedules.linear_betas: not written yet (part 1, Diffusion basics)")


def cosine_betas(num_steps: int, offset: float = 0.008, max_beta: float = 0.999) -> Table:
    """Return variances under which alpha_bar falls like a squared cosine.

        f(u)   = cos((u + offset) / (1 + offset) * pi / 2)^2
        beta_t = min(1 - f((t + 1) / T) / f(t / T), max_beta),   t = 0 ... T-1

    Nichol & Dhariwal 2021, eq. 17.  The last beta would be 1 and is cut to `max_beta`.

    Shapes: returns (T,) float64, T = num_steps.
    Raises: ValueError if num_steps < 1.
    """
    if num_steps < 1:
        raise ValueError(f"num_steps is {num_steps}; a schedule has at least 1 level")
    # Your solution replaces the next line.
    raise NotImplementedError("schedules.cosine_betas: not written yet (part 1, Diffusion basics)")


def alpha_bars_from_betas(betas: Table) -> Table:
    """Return the share of the signal's power that is left at each level.

        alpha_bar_t = (1 - beta_0) (1 - beta_1) ... (1 - beta_t)

    Ho et al. 2020, section 2.

    Shapes: betas (T,), each in (0, 1) -> (T,), strictly decreasing.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("schedules.alpha_bars_from_betas: not written yet (part 1, Diffusion basics)")


def signal_to_noise(alpha_bars: Table) -> Table:
    """Return the ratio of signal power to noise power at each level.

        SNR_t = alpha_bar_t / (1 - alpha_bar_t)

    Kingma et al. 2021, section 3.1, for a variance-preserving schedule.

    Shapes: alpha_bars (T,) -> (T,).
    """
    # Your solution replaces the next line.
    raise NotImplementedError("schedules.signal_to_noise: not written yet (part 1, Diffusion basics)")


def rescale_to_zero_terminal_snr(betas: Table) -> Table:
    """Return betas whose last level holds no signal at all, so that sampling may start from pure noise.

    Shift sqrt(alpha_bar) so that its last entry is 0, then scale it so that its first entry stays what it was;
    turn the result back into betas.  The last beta is 1.

        r_t  = (sqrt(abar_t) - sqrt(abar_{T-1})) * sqrt(abar_0) / (sqrt(abar_0) - sqrt(abar_{T-1}))
        abar'_t = r_t^2,   beta'_0 = 1 - abar'_0,   beta'_t = 1 - abar'_t / abar'_{t-1}

    Lin et al. 2023, algorithm 1.

    Shapes: betas (T,), each in (0, 1) -> (T,).
    Raises: ValueError if there are fewer than 2 levels.
    """
    if len(betas) < 2:
        raise ValueError(f"betas has {len(betas)} entry; the first and the last level must be different ones")
    # Your solution replaces the next line.
    raise NotImplementedError("schedules.rescale_to_zero_terminal_snr: not written yet (part 1, Diffusion basics)")
