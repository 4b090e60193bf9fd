"""The loss is summed in float64 and cast back; weights come from logarithms."""

import math

import torch

from course_lib.forward import add_noise, velocity


def min_snr_weight(t, alpha_bars, gamma, prediction="eps"):
    log_snr = torch.logit(alpha_bars.double())[t]
    log_min = log_snr.clamp(max=math.log(gamma))
    less = {"eps": log_snr, "x0": 0.0, "velocity": torch.nn.functional.softplus(log_snr)}[prediction]
    return torch.exp(log_min - less)


def denoising_loss(model, x0, noise, t, alpha_bars, prediction="eps", gamma=None):
    if prediction == "eps":
        target = noise
    elif prediction == "x0":
        target = x0
    else:
        target = velocity(x0, noise, t, alpha_bars)
    error = (model(add_noise(x0, noise, t, alpha_bars), t) - target).double().flatten().reshape(len(x0), -1)
    weight = 1.0 if gamma is None else min_snr_weight(t, alpha_bars, gamma, prediction)[:, None]
    return (weight * error * error).sum().div(error.numel()).to(x0.dtype)
