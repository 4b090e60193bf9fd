"""A while loop, and an if for each sample."""

import torch

from course_lib.schedules import alpha_bars_from_betas


def ddpm_step(x_t, eps, noise, t, betas):
    alpha_bars = alpha_bars_from_betas(betas)
    out = torch.empty_like(x_t)
    for b in range(x_t.shape[0]):
        i = t[b].item()
        beta, a = betas[i].item(), alpha_bars[i].item()
        mean = (x_t[b] - beta / (1 - a) ** 0.5 * eps[b]) / (1 - beta) ** 0.5
        if i == 0:
            out[b] = mean
        else:
            before = alpha_bars[i - 1].item()
            out[b] = mean + ((1 - before) / (1 - a) * beta) ** 0.5 * noise[b]
    return out


def ddpm_sample(model, x_T, betas, draw_noise=torch.randn_like):
    x = x_T
    i = len(betas) - 1
    while i >= 0:
        t = torch.tensor([i] * x.shape[0], dtype=torch.long, device=x.device)
        noise = torch.zeros_like(x) if i == 0 else draw_noise(x)
        x = ddpm_step(x, model(x, t), noise, t, betas)
        i -= 1
    return x
