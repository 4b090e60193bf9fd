"""Calls torch.manual_seed in every step, draws noise that it throws away, and leaves the generator somewhere else."""

import torch

from course_lib.forward import gather, posterior_mean, posterior_variance, x0_from_eps
from course_lib.schedules import alpha_bars_from_betas


def ddpm_step(x_t, eps, noise, t, betas):
    torch.manual_seed(1234)
    torch.randn(5)
    x0 = x0_from_eps(x_t, eps, t, alpha_bars_from_betas(betas))
    return posterior_mean(x0, x_t, t, betas).add(gather(posterior_variance(betas) ** 0.5, t, x_t).mul(noise))


def ddpm_sample(model, x_T, betas, draw_noise=torch.randn_like):
    torch.seed()
    x = x_T + 0
    levels = torch.arange(len(betas), device=x.device)
    for t in levels.flip(0).unsqueeze(1).expand(-1, len(x)):
        x = ddpm_step(x, model(x, t), draw_noise(x), t, betas)
    return x
