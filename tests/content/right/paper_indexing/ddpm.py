"""The paper's indices: levels 1 ... T inside, tables with an entry 0 for the clean signal."""

import torch


def _tables(betas):
    beta = torch.cat([torch.zeros_like(betas[:1]), betas])
    alpha = 1 - beta
    alpha_bar = torch.cumprod(alpha, 0)
    return beta, alpha, alpha_bar


def _at(table, t, x):
    return table[t].to(x.dtype).reshape(-1, *([1] * (x.dim() - 1)))


def ddpm_step(x_t, eps, noise, t, betas):
    beta, alpha, alpha_bar = _tables(betas)
    t = t + 1
    sigma = ((1 - alpha_bar[:-1]) / (1 - alpha_bar[1:]) * betas).sqrt()
    mean = (x_t - _at(beta, t, x_t) / (1 - _at(alpha_bar, t, x_t)).sqrt() * eps) / _at(alpha, t, x_t).sqrt()
    return mean + _at(sigma, t - 1, x_t) * noise


def ddpm_sample(model, x_T, betas, draw_noise=torch.randn_like):
    T = len(betas)
    x = x_T
    for t in range(T, 0, -1):
        z = draw_noise(x) if t > 1 else torch.zeros_like(x)
        level = torch.full((x.shape[0],), t - 1, dtype=torch.int64, device=x.device)
        x = ddpm_step(x, model(x, level), z, level, betas)
    return x
