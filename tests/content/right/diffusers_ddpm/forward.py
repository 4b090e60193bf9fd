"""Wraps diffusers' DDPMScheduler for noising and velocity; its tables are float32."""

import torch
from diffusers import DDPMScheduler

from course_lib.schedules import alpha_bars_from_betas


def scheduler_from(betas):
    return DDPMScheduler(num_train_timesteps=len(betas), trained_betas=betas.tolist(), clip_sample=False)


def betas_of(alpha_bars):
    a = alpha_bars.tolist()
    return torch.tensor([1 - now / before for now, before in zip(a, [1.0] + a[:-1])])


def gather(values, t, x):
    out = values.to(device=x.device, dtype=x.dtype)[t.to(x.device)].flatten()
    while len(out.shape) < len(x.shape):
        out = out.unsqueeze(-1)
    return out


def add_noise(x0, noise, t, alpha_bars):
    scheduler = scheduler_from(betas_of(alpha_bars))
    return scheduler.add_noise(x0, noise, t)


def x0_from_eps(x_t, eps, t, alpha_bars):
    root = gather(alpha_bars.sqrt(), t, x_t)
    scheduler = scheduler_from(betas_of(alpha_bars))
    return (x_t - scheduler.add_noise(torch.zeros_like(x_t), eps, t)) / root


def eps_from_x0(x_t, x0, t, alpha_bars):
    root = gather((1 - alpha_bars).sqrt(), t, x_t)
    scheduler = scheduler_from(betas_of(alpha_bars))
    return (x_t - scheduler.add_noise(x0, torch.zeros_like(x0), t)) / root


def velocity(x0, noise, t, alpha_bars):
    return scheduler_from(betas_of(alpha_bars)).get_velocity(x0, noise, t)


def x0_from_velocity(x_t, velocity, t, alpha_bars):
    # the same rotation turns (x_t, -v) into x0
    return scheduler_from(betas_of(alpha_bars)).add_noise(x_t, -velocity, t)


def posterior_mean(x0, x_t, t, betas):
    class Mean(DDPMScheduler):
        def _get_variance(self, t, predicted_variance=None, variance_type=None):
            return torch.zeros(())

    scheduler = Mean(
        num_train_timesteps=len(betas), trained_betas=betas.tolist(), clip_sample=False, prediction_type="sample"
    )
    one = (1, -1)
    rows = [scheduler.step(x0[b].reshape(one), int(t[b]), x_t[b].reshape(one)).prev_sample for b in range(len(x_t))]
    return torch.cat(rows).reshape(x_t.shape)


def posterior_variance(betas):
    scheduler = scheduler_from(betas)
    rows = [scheduler._get_variance(level) for level in range(len(betas))]
    return torch.stack(rows).to(betas)
