"""Coefficients from numpy, which stays on the CPU while x goes where it likes."""

import numpy as np
import torch


def dpm_solver_2m_sample(model, x_T, alpha_bars, timesteps):
    levels = timesteps.numpy()
    a = alpha_bars.detach().cpu().numpy()[levels]
    alpha, sigma = np.sqrt(a), np.sqrt(1 - a)
    lam = np.log(alpha / sigma)
    h = np.diff(lam)
    x, older = x_T, None
    for i, level in enumerate(levels):
        t = torch.from_numpy(np.repeat(level, x.shape[0])).to(x.device)
        newer = (x - float(sigma[i]) * model(x, t)) / float(alpha[i])
        if i == len(levels) - 1:
            return newer
        d = newer if older is None else newer + float(h[i] / h[i - 1] / 2) * (newer - older)
        x = float(sigma[i + 1] / sigma[i]) * x - float(alpha[i + 1] * np.expm1(-h[i])) * d
        older = newer


def karras_sigmas(num_steps, sigma_min=0.002, sigma_max=80.0, rho=7.0):
    sigmas = np.linspace(sigma_max ** (1 / rho), sigma_min ** (1 / rho), num_steps) ** rho
    return torch.from_numpy(np.append(sigmas, 0.0))


def heun_sample(denoise, x, sigmas):
    levels = sigmas.numpy().astype(np.float64)
    for here, there in np.stack([levels[:-1], levels[1:]], axis=1):
        here, there = float(here), float(there)
        slope = (x - denoise(x, here)) / here
        if there != 0:
            guess = x + (there - here) * slope
            slope = (slope + (guess - denoise(guess, there)) / there) / 2
        x = x + (there - here) * slope
    return x
