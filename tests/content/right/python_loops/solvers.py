"""Plain floats for every coefficient, lists that keep everything, sigma handed on as a float."""

import math

import torch


def dpm_solver_2m_sample(model, x_T, alpha_bars, timesteps):
    x = x_T
    x0s, lambdas = [], []
    n = len(timesteps)
    for i in range(n):
        level = int(timesteps[i])
        a = float(alpha_bars[level])
        alpha_t, sigma_t = math.sqrt(a), math.sqrt(1 - a)
        lambdas.append(math.log(alpha_t) - math.log(sigma_t))
        eps = model(x, torch.full((x.shape[0],), level, dtype=torch.long, device=x.device))
        x0s.append((x - sigma_t * eps) / alpha_t)
        if i == n - 1:
            return x0s[-1]
        b = float(alpha_bars[int(timesteps[i + 1])])
        alpha_s, sigma_s = math.sqrt(b), math.sqrt(1 - b)
        h = math.log(alpha_s) - math.log(sigma_s) - lambdas[-1]
        if i == 0:
            d = x0s[-1]
        else:
            r = (lambdas[-1] - lambdas[-2]) / h
            d = x0s[-1] + (x0s[-1] - x0s[-2]) / (2 * r)
        x = sigma_s / sigma_t * x - alpha_s * (math.exp(-h) - 1) * d
    return x


def karras_sigmas(num_steps, sigma_min=0.002, sigma_max=80.0, rho=7.0):
    sigmas = []
    for i in range(num_steps):
        part = i / (num_steps - 1)
        sigmas.append(((1 - part) * sigma_max ** (1 / rho) + part * sigma_min ** (1 / rho)) ** rho)
    sigmas.append(0.0)
    return torch.tensor(sigmas, dtype=torch.float64)


def heun_sample(denoise, x, sigmas):
    levels = sigmas.tolist()
    for i in range(len(levels) - 1):
        d = (x - denoise(x, levels[i])) / levels[i]
        x_next = x + (levels[i + 1] - levels[i]) * d
        if levels[i + 1] > 0:
            d2 = (x_next - denoise(x_next, levels[i + 1])) / levels[i + 1]
            x_next = x + (levels[i + 1] - levels[i]) * (0.5 * d + 0.5 * d2)
        x = x_next
    return x
