"""In place, on a copy: x is cloned once and then only changed."""

import torch

from course_lib.forward import gather, posterior_variance
from course_lib.schedules import alpha_bars_from_betas


def ddpm_step(x_t, eps, noise, t, betas):
    x = x_t.clone()
    x -= gather(betas / (1 - alpha_bars_from_betas(betas)).sqrt(), t, x) * eps
    x /= gather((1 - betas).sqrt(), t, x)
    x += gather(posterior_variance(betas).sqrt(), t, x) * noise
    return x


@torch.no_grad()
def ddpm_sample(model, x_T, betas, draw_noise=torch.randn_like):
    x = x_T.clone()
    t = torch.full((len(x),), len(betas), device=x.device)
    for _ in betas:
        t -= 1
        x.copy_(ddpm_step(x, model(x, t), draw_noise(x), t, betas))
    return x
