"""torch's own functions for everything: lerp, logcumsumexp's cousin cumsum of log1p, logit, minimum, diff."""

import torch


def linear_betas(num_steps, start=1e-4, end=0.02):
    ends = torch.tensor([start, end], dtype=torch.float64)
    return torch.lerp(ends[0], ends[1], torch.linspace(0, 1, num_steps, dtype=torch.float64))


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    u = torch.linspace(0, 1, num_steps + 1, dtype=torch.float64)
    log_f = 2 * torch.log(torch.cos(torch.deg2rad(90 * (u + offset) / (1 + offset))).abs())
    return torch.minimum(-torch.expm1(torch.diff(log_f)), torch.tensor(max_beta, dtype=torch.float64))


def alpha_bars_from_betas(betas):
    return torch.exp(torch.cumsum(torch.log1p(-betas), dim=-1))


def signal_to_noise(alpha_bars):
    return torch.exp(torch.special.logit(alpha_bars))


def rescale_to_zero_terminal_snr(betas):
    root = torch.cumprod(torch.sqrt(torch.rsub(betas, 1)), 0)
    root = torch.sub(root, root[-1])
    root = torch.mul(root, torch.sqrt(1 - betas[0]) / root[0])
    alphas = torch.square(root / torch.nn.functional.pad(root, (1, -1), value=1.0))
    return torch.rsub(alphas, 1)
