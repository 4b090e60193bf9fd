"""Exercise 5: DDIM.  The same network, far fewer steps, and a way back from a sample to its noise."""

from __future__ import annotations

import torch

from course_lib.notation import Batch, DrawNoise, Model, Scalar, Spacing, Table, Timesteps


def sampling_timesteps(num_train_steps: int, num_steps: int, spacing: Spacing = "trailing") -> Timesteps:
    """Choose the noise levels that a sampler visits, in decreasing order.

    With T = num_train_steps, n = num_steps and i counting the steps:

        leading   i * floor(T / n),           i = n-1 ... 0
        trailing  round(T - i * T / n) - 1,   i = 0 ... n-1
        linspace  round of n evenly spaced points from T-1 to 0, both included

    Lin et al. 2023, table 2.  Halves are rounded to even.

    Shapes: returns (n,) long.
    Raises: ValueError unless 1 <= n <= T (2 <= n for linspace), or for an unknown spacing.
    """
    if spacing not in ("leading", "trailing", "linspace"):
        raise ValueError(f"spacing is {spacing!r}; it must be 'leading', 'trailing' or 'linspace'")
    fewest = 2 if spacing == "linspace" else 1
    if not fewest <= num_steps <= num_train_steps:
        raise ValueError(f"num_steps is {num_steps}; {spacing} takes {fewest} to num_train_steps = {num_train_steps}")
    # Your solution replaces the next line.
    raise NotImplementedError("ddim.sampling_timesteps: not written yet (part 2, Faster sampling)")


def ddim_sigma(alpha_bar_t: Scalar, alpha_bar_s: Scalar, eta: float) -> Scalar:
    """Return the standard deviation of the fresh noise in a step from level t to the less noisy level s.

        sigma = eta sqrt((1 - abar_s) / (1 - abar_t)) sqrt(1 - abar_t / abar_s)

    Song et al. 2021, eq. 16; their alpha is our alpha_bar.

    Shapes: alpha_bar_t and alpha_bar_s 0-dim, alpha_bar_t < alpha_bar_s <= 1 -> 0-dim.
    Special cases: eta = 0 or abar_s = 1 returns 0; eta = 1 returns the square root of the posterior variance.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("ddim.ddim_sigma: not written yet (part 2, Faster sampling)")


def ddim_step(
    x_t: Batch,
    eps: Batch,
    alpha_bar_t: Scalar,
    alpha_bar_s: Scalar,
    eta: float = 0.0,
    noise: Batch | None = None,
) -> Batch:
    """Move samples from noise level t to the less noisy level s.

        x0  = (x_t - sqrt(1 - abar_t) eps) / sqrt(abar_t)
        x_s = sqrt(abar_s) x0 + sqrt(1 - abar_s - sigma^2) eps + sigma noise,   sigma = ddim_sigma(abar_t, abar_s, eta)

    Song et al. 2021, eq. 12.  With eta = 0 no noise is added; eta = 1 is the ancestral step of Ho et al. 2020.

    Shapes: x_t, eps and noise (B, *D), alpha_bar_t and alpha_bar_s 0-dim -> like x_t.
    Raises: ValueError if eta > 0 comes without noise.
    Special cases: abar_s = 1 returns x0; s = t with eta = 0 returns x_t.
    """
    if eta > 0 and noise is None:
        raise ValueError(f"eta is {eta} but noise is None; a step with eta > 0 needs noise of the shape of x_t")
    # Your solution replaces the next line.
    raise NotImplementedError("ddim.ddim_step: not written yet (part 2, Faster sampling)")


@torch.no_grad()
def ddim_sample(
    model: Model,
    x_T: Batch,
    alpha_bars: Table,
    timesteps: Timesteps,
    eta: float = 0.0,
    draw_noise: DrawNoise = torch.randn_like,
) -> Batch:
    """Turn pure noise x_T into samples by one ddim_step for each entry of `timesteps`.

    A step goes from one entry to the next, the last one to alpha_bar = 1.  Each step calls model(x_t, t) once, with t
    of shape (B,), and draw_noise(x_t) at most once.

    Song et al. 2021, section 4.2.

    Shapes: x_T (B, *D), alpha_bars (T,), timesteps (n,) long, decreasing -> like x_T.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("ddim.ddim_sample: not written yet (part 2, Faster sampling)")


@torch.no_grad()
def ddim_invert(model: Model, x0: Batch, alpha_bars: Table, timesteps: Timesteps) -> Batch:
    """Turn samples back into the noise from which ddim_sample (eta = 0) would draw them.

    Walks the same decreasing `timesteps` from its end to its beginning: the first move goes from alpha_bar = 1 up to
    the last entry.  A move from s up to the noisier t takes the model's eps at x_s, told that its level is t:

        eps = model(x_s, t)
        x_t = sqrt(abar_t) (x_s - sqrt(1 - abar_s) eps) / sqrt(abar_s) + sqrt(1 - abar_t) eps

    Song et al. 2021, section 4.3.

    Shapes: x0 (B, *D), alpha_bars (T,), timesteps (n,) long, decreasing -> like x0.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("ddim.ddim_invert: not written yet (part 2, Faster sampling)")
