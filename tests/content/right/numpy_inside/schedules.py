"""numpy does the work; torch.from_numpy at the end."""

import numpy as np
import torch


def linear_betas(num_steps, start=1e-4, end=0.02):
    return torch.from_numpy(np.linspace(start, end, num_steps))


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    x = np.linspace(0, num_steps, num_steps + 1)
    alphas_cumprod = np.cos(((x / num_steps) + offset) / (1 + offset) * np.pi * 0.5) ** 2
    alphas_cumprod = alphas_cumprod / alphas_cumprod[0]
    return torch.from_numpy(np.clip(1 - alphas_cumprod[1:] / alphas_cumprod[:-1], 0, max_beta))


def alpha_bars_from_betas(betas):
    return torch.from_numpy(np.cumprod(1 - betas.detach().cpu().numpy())).to(betas.device)


def signal_to_noise(alpha_bars):
    a = alpha_bars.detach().cpu().numpy()
    return torch.as_tensor(a / (1 - a), device=alpha_bars.device)


def rescale_to_zero_terminal_snr(betas):
    root = np.sqrt(np.cumprod(1 - betas.cpu().numpy()))
    root = np.interp(root, [root[-1], root[0]], [0, root[0]])
    return torch.as_tensor(1 - np.concatenate([root[:1] ** 2, (root[1:] / root[:-1]) ** 2]), device=betas.device)
