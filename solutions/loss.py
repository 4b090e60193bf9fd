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
    ### BEGIN SOLUTION
    snr = signal_to_noise(alpha_bars)[t]
    clipped = torch.clamp(snr, max=gamma)
    if prediction == "eps":
        return clipped / snr
    if prediction == "x0":
        return clipped
    return clipped / (snr + 1)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    x_t = add_noise(x0, noise, t, alpha_bars)
    if prediction == "eps":
        target = noise
    elif prediction == "x0":
        target = x0
    else:
        target = velocity(x0, noise, t, alpha_bars)
    squared_error = (model(x_t, t) - target) ** 2
    if gamma is None:
        return squared_error.mean()
    per_sample = squared_error.reshape(len(x0), -1).mean(dim=1)
    weight = min_snr_weight(t, alpha_bars, gamma, prediction).to(per_sample.dtype)
    return (weight * per_sample).mean()
    ### END SOLUTION
