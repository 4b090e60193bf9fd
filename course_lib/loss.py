"""Exercise 3: the training loss.  What the network is asked to predict, and how much each level counts."""

from __future__ import annotations

import torch

from course_lib.forward import add_noise, velocity
from course_lib.notation import Batch, Levels, Model, Prediction, Scalar, Table
from course_lib.schedules import signal_to_noise


def min_snr_weight(t: Levels, alpha_bars: Table, gamma: float, prediction: Prediction = "eps") -> Table:
    """Return each sample's weight in the loss, such that nearly clean levels do not drown the others.

        eps       min(SNR_t, gamma) / SNR_t
        x0        min(SNR_t, gamma)
        velocity  min(SNR_t, gamma) / (SNR_t + 1)

    Hang et al. 2023.

    Shapes: t (B,), alpha_bars (T,) -> (B,).
    Raises: ValueError for an unknown prediction.
    """
    if prediction not in ("eps", "x0", "velocity"):
        raise ValueError(f"prediction is {prediction!r}; it must be 'eps', 'x0' or 'velocity'")
    # Your solution replaces the next line.
    raise NotImplementedError("loss.min_snr_weight: not written yet (part 1, Diffusion basics)")


def denoising_loss(
    model: Model,
    x0: Batch,
    noise: Batch,
    t: Levels,
    alpha_bars: Table,
    prediction: Prediction = "eps",
    gamma: float | None = None,
) -> Scalar:
    """Return how far the model's prediction at x_t is from its target.

        loss = mean of (model(x_t, t) - target)^2,   target = noise, x0 or velocity
        with gamma: each sample's mean square is first multiplied by its min_snr_weight

    Ho et al. 2020, eq. 14.

    Shapes: x0 and noise (B, *D), t (B,), alpha_bars (T,) -> 0-dim, of the dtype of x0, differentiable.
    Raises: ValueError for an unknown prediction.
    """
    if prediction not in ("eps", "x0", "velocity"):
        raise ValueError(f"prediction is {prediction!r}; it must be 'eps', 'x0' or 'velocity'")
    # Your solution replaces the next line.
    raise NotImplementedError("loss.denoising_loss: not written yet (part 1, Diffusion basics)")
