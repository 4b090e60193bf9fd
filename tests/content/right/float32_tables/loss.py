"""The weight is float32, and so is everything it is made of."""

import torch
import torch.nn.functional as F

from course_lib.forward import add_noise, velocity


def min_snr_weight(t, alpha_bars, gamma, prediction="eps"):
    alpha_bars = alpha_bars.to(torch.float32)
    snr = (alpha_bars / (1 - alpha_bars)).gather(0, t)
    clipped = torch.minimum(snr, torch.full_like(snr, gamma))
    return clipped / {"eps": snr, "x0": torch.ones_like(snr), "velocity": snr + 1}[prediction]


def denoising_loss(model, x0, noise, t, alpha_bars, prediction="eps", gamma=None):
    target = noise if prediction == "eps" else x0 if prediction == "x0" else velocity(x0, noise, t, alpha_bars)
    loss = F.mse_loss(model(add_noise(x0, noise, t, alpha_bars), t), target, reduction="none")
    loss = loss.mean(dim=list(range(1, loss.ndim))) if loss.ndim > 1 else loss
    if gamma is not None:
        loss = loss * min_snr_weight(t, alpha_bars, gamma, prediction).to(loss)
    return loss.mean()
