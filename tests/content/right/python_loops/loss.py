"""The loss as a sum over samples in a loop, divided at the end."""

import torch

from course_lib.forward import add_noise, velocity


def min_snr_weight(t, alpha_bars, gamma, prediction="eps"):
    weights = []
    for level in t:
        snr = alpha_bars[level] / (1 - alpha_bars[level])
        cut = snr if snr < gamma else torch.full_like(snr, gamma)
        if prediction == "eps":
            weights.append(cut / snr)
        elif prediction == "x0":
            weights.append(cut)
        elif prediction == "velocity":
            weights.append(cut / (snr + 1))
        else:
            raise ValueError(prediction)
    return torch.stack(weights)


def denoising_loss(model, x0, noise, t, alpha_bars, prediction="eps", gamma=None):
    x_t = add_noise(x0, noise, t, alpha_bars)
    targets = {"eps": noise, "x0": x0, "velocity": velocity(x0, noise, t, alpha_bars)}
    out = model(x_t, t)
    total = 0.0
    for b in range(len(x0)):
        one = ((out[b] - targets[prediction][b]) ** 2).mean()
        if gamma is not None:
            one = one * min_snr_weight(t[b : b + 1], alpha_bars, gamma, prediction)[0].to(one.dtype)
        total = total + one
    return total / len(x0)
