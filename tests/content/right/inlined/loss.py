"""Everything is written out where it is used: no graded function calls another one."""

import torch


def min_snr_weight(t, alpha_bars, gamma, prediction="eps"):
    ab = alpha_bars[t]
    snr = ab / (1 - ab)
    return {
        "eps": lambda: torch.clamp(gamma / snr, max=1.0),
        "x0": lambda: torch.clamp(snr, max=gamma),
        "velocity": lambda: torch.clamp(snr, max=gamma) * (1 - ab),
    }[prediction]()


def denoising_loss(model, x0, noise, t, alpha_bars, prediction="eps", gamma=None):
    ab = alpha_bars[t].to(x0.dtype).view(-1, *(1,) * (x0.ndim - 1))
    x_t = ab**0.5 * x0 + (1 - ab) ** 0.5 * noise
    if prediction == "eps":
        error = model(x_t, t) - noise
    elif prediction == "x0":
        error = model(x_t, t) - x0
    elif prediction == "velocity":
        error = model(x_t, t) - (ab**0.5 * noise - (1 - ab) ** 0.5 * x0)
    else:
        raise ValueError(prediction)
    weight = torch.ones_like(ab)
    if gamma is not None:
        snr = ab / (1 - ab)
        weight = snr.clamp(max=gamma)
        if prediction == "eps":
            weight = weight / snr
        if prediction == "velocity":
            weight = weight / (snr + 1)
    return (weight * error.square()).mean()
