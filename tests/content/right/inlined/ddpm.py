"""Everything is written out where it is used: no graded function calls another one.  The mean is in eps form."""

import torch


def ddpm_step(x_t, eps, noise, t, betas):
    ab = torch.cumprod(1 - betas, 0)
    before = torch.cat([torch.ones(1, dtype=ab.dtype, device=ab.device), ab[:-1]])
    shape = (-1,) + (1,) * (x_t.ndim - 1)
    beta_t = betas[t].to(x_t.dtype).view(shape)
    ab_t = ab[t].to(x_t.dtype).view(shape)
    before_t = before[t].to(x_t.dtype).view(shape)
    mean = (x_t - beta_t / (1 - ab_t).sqrt() * eps) / (1 - beta_t).sqrt()
    return mean + ((1 - before_t) / (1 - ab_t) * beta_t).sqrt() * noise


@torch.no_grad()
def ddpm_sample(model, x_T, betas, draw_noise=torch.randn_like):
    ab = torch.cumprod(1 - betas, 0)
    x = x_T
    for i in range(betas.shape[0])[::-1]:
        eps = model(x, torch.full((x.shape[0],), i, device=x.device, dtype=torch.int64))
        mean = (x - betas[i] / (1 - ab[i]).sqrt() * eps) / (1 - betas[i]).sqrt()
        if i > 0:
            mean = mean + ((1 - ab[i - 1]) / (1 - ab[i]) * betas[i]).sqrt() * draw_noise(x)
        x = mean
    return x
