"""nn.functional.mse_loss, torch.where, flatten."""

import torch
from torch.nn.functional import mse_loss

from course_lib.forward import add_noise, velocity
from course_lib.schedules import signal_to_noise


def min_snr_weight(t, alpha_bars, gamma, prediction="eps"):
    snr = torch.take(signal_to_noise(alpha_bars), t)
    least = torch.where(snr > gamma, gamma, snr)
    match prediction:
        case "eps":
            return torch.true_divide(least, snr)
        case "x0":
            return least
        case "velocity":
            return torch.true_divide(least, snr + 1)
    raise ValueError(prediction)


def denoising_loss(model, x0, noise, t, alpha_bars, prediction="eps", gamma=None):
    match prediction:
        case "eps":
            target = noise
        case "x0":
            target = x0
        case "velocity":
            target = velocity(x0, noise, t, alpha_bars)
        case _:
            raise ValueError(prediction)
    out = model(add_noise(x0, noise, t, alpha_bars), t)
    if gamma is None:
        return mse_loss(out, target)
    each = mse_loss(out, target, reduction="none").view(len(x0), -1).mean(-1)
    return torch.dot(min_snr_weight(t, alpha_bars, gamma, prediction).type_as(each), each) / len(each)
