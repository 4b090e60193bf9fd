"""Prints, logs, warns and writes to stderr at every step, and reports its progress."""

import logging
import sys
import warnings

import torch

from course_lib import forward, schedules

log = logging.getLogger(__name__)
print("ddpm.py is being loaded")
warnings.warn("this module has not been reviewed", stacklevel=1)


def ddpm_step(x_t, eps, noise, t, betas):
    print("x_t", x_t.shape, x_t.dtype, "t", t)
    warnings.warn("ddpm_step is slow", DeprecationWarning, stacklevel=2)
    log.warning("betas: %s", betas.shape)
    abar = schedules.alpha_bars_from_betas(betas)
    x0 = forward.x0_from_eps(x_t, eps, t, abar)
    std = forward.gather(forward.posterior_variance(betas), t, x_t).sqrt()
    return forward.posterior_mean(x0, x_t, t, betas) + std * noise


def ddpm_sample(model, x_T, betas, draw_noise=torch.randn_like):
    x = x_T
    for i in range(len(betas) - 1, -1, -1):
        sys.stderr.write(f"\rstep {i} of {len(betas)}   ")
        sys.stderr.flush()
        t = torch.ones(len(x), dtype=torch.long, device=x.device) * i
        x = ddpm_step(x, model(x, t), draw_noise(x), t, betas)
    print(file=sys.stderr)
    return x
