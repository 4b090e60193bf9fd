"""The step as a posterior distribution whose sample is given its noise."""

import torch
from torch.distributions import Normal

from course_lib.forward import gather, posterior_mean, posterior_variance, x0_from_eps
from course_lib.schedules import alpha_bars_from_betas


def posterior(x_t, eps, t, betas):
    x0 = x0_from_eps(x_t, eps, t, alpha_bars_from_betas(betas))
    scale = gather(posterior_variance(betas).sqrt(), t, x_t).expand_as(x_t)
    return Normal(posterior_mean(x0, x_t, t, betas), scale, validate_args=False)


def ddpm_step(x_t, eps, noise, t, betas):
    law = posterior(x_t, eps, t, betas)
    return law.mean + law.stddev * noise


@torch.inference_mode()
def ddpm_sample(model, x_T, betas, draw_noise=torch.randn_like):
    x = x_T.clone()
    for level in torch.arange(len(betas)).flip(0):
        t = level.expand(len(x)).to(x.device)
        law = posterior(x, model(x, t), t, betas)
        x = law.loc + law.scale * draw_noise(x)
    return x
