"""Masks instead of a table that begins with 0: torch.where on t, noise drawn at every step and multiplied by 0 at last."""

import torch

from course_lib.forward import gather
from course_lib.schedules import alpha_bars_from_betas


def ddpm_step(x_t, eps, noise, t, betas):
    alpha_bars = alpha_bars_from_betas(betas)
    beta = gather(betas, t, x_t)
    abar = gather(alpha_bars, t, x_t)
    abar_before = torch.where(gather(torch.arange(len(betas), device=betas.device), t, x_t) > 0, abar / (1 - beta), 1.0)
    mean = (x_t - beta / torch.sqrt(1 - abar) * eps) / torch.sqrt(1 - beta)
    nonzero_mask = (t != 0).float().view(-1, *([1] * (len(x_t.shape) - 1))).to(x_t.dtype)
    log_variance = torch.log(torch.clamp((1 - abar_before) / (1 - abar) * beta, min=1e-20))
    return mean + nonzero_mask * torch.exp(0.5 * log_variance) * noise


def ddpm_sample(model, x_T, betas, draw_noise=torch.randn_like):
    x = x_T
    for i in list(range(len(betas)))[::-1]:
        with torch.no_grad():
            t = torch.full(x.shape[:1], i, dtype=torch.long, device=x.device)
            x = ddpm_step(x, model(x, t), draw_noise(x) * (i != 0), t, betas)
    return x
