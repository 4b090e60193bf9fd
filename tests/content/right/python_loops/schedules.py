"""Lists and loops, one number at a time; torch only holds the result."""

import math

import torch


def linear_betas(num_steps, start=1e-4, end=0.02):
    betas = []
    for t in range(num_steps):
        betas.append(start + t * (end - start) / (num_steps - 1))
    return torch.tensor(betas, dtype=torch.float64)


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    def f(u):
        return math.cos((u + offset) / (1 + offset) * math.pi / 2) ** 2

    betas = []
    for t in range(num_steps):
        beta = 1 - f((t + 1) / num_steps) / f(t / num_steps)
        betas.append(min(beta, max_beta))
    return torch.tensor(betas, dtype=torch.float64)


def alpha_bars_from_betas(betas):
    result = []
    left = 1.0
    for beta in betas.tolist():
        left *= 1 - beta
        result.append(left)
    return torch.tensor(result, dtype=betas.dtype, device=betas.device)


def signal_to_noise(alpha_bars):
    return torch.tensor([a / (1 - a) for a in alpha_bars.tolist()], dtype=alpha_bars.dtype, device=alpha_bars.device)


def rescale_to_zero_terminal_snr(betas):
    roots = [math.sqrt(a) for a in alpha_bars_from_betas(betas).tolist()]
    first, last = roots[0], roots[-1]
    roots = [(r - last) * first / (first - last) for r in roots]
    new = []
    previous = 1.0
    for r in roots:
        new.append(1 - r**2 / previous)
        previous = r**2
    return torch.tensor(new, dtype=betas.dtype, device=betas.device)
