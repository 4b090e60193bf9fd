"""All tables are float32, torch's default."""

import torch


def linear_betas(num_steps, start=1e-4, end=0.02):
    return torch.linspace(start, end, num_steps)


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    steps = torch.linspace(0, num_steps, num_steps + 1)
    f = torch.cos(((steps / num_steps) + offset) / (1 + offset) * torch.pi * 0.5) ** 2
    f = f / f[0]
    betas = 1 - f[1:] / f[:-1]
    return torch.clip(betas, max=max_beta)


def alpha_bars_from_betas(betas):
    return torch.cumprod(1.0 - betas.float(), dim=0)


def signal_to_noise(alpha_bars):
    alpha_bars = alpha_bars.float()
    return alpha_bars / (1 - alpha_bars)


def rescale_to_zero_terminal_snr(betas):
    alphas_bar_sqrt = (1 - betas.float()).cumprod(0).sqrt()
    first = alphas_bar_sqrt[0].clone()
    last = alphas_bar_sqrt[-1].clone()
    alphas_bar_sqrt -= last
    alphas_bar_sqrt *= first / (first - last)
    alphas_bar = alphas_bar_sqrt**2
    alphas = alphas_bar[1:] / alphas_bar[:-1]
    alphas = torch.cat([alphas_bar[0:1], alphas])
    return 1 - alphas
