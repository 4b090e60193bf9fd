"""Every prediction is first turned into an error of x0: the weights of the three kinds then follow from one another."""

import torch

from course_lib.forward import add_noise, velocity


def min_snr_weight(t, alpha_bars, gamma, prediction="eps"):
    a = alpha_bars[t]
    of_x0 = torch.clamp_max(a / (1 - a), gamma)
    # an error of eps is sqrt(SNR), one of the velocity sqrt(SNR + 1) = 1 / sqrt(1 - abar) times smaller or larger
    factor = {"x0": torch.ones_like(a), "eps": (1 - a) / a, "velocity": 1 - a}
    return of_x0 * factor[prediction]


def denoising_loss(model, x0, noise, t, alpha_bars, prediction="eps", gamma=None):
    target = dict(eps=noise, x0=x0, velocity=velocity(x0, noise, t, alpha_bars))[prediction]
    difference = target - model(add_noise(x0, noise, t, alpha_bars), t)
    per_sample = torch.linalg.vector_norm(difference.reshape(len(x0), -1), dim=1).square() / difference[0].numel()
    if gamma is not None:
        per_sample = per_sample * min_snr_weight(t, alpha_bars, gamma, prediction).to(per_sample)
    return per_sample.sum() / per_sample.numel()
