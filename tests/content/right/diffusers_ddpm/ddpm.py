"""Wraps diffusers' DDPMScheduler.step; its noise is replaced by the one given, its tables are float32."""

import torch
from diffusers import DDPMScheduler


class Step(DDPMScheduler):
    def _get_variance(self, t, predicted_variance=None, variance_type=None):
        return torch.zeros(())


def _scheduler(kind, betas):
    return kind(num_train_timesteps=len(betas), trained_betas=betas.tolist(), clip_sample=False)


def ddpm_step(x_t, eps, noise, t, betas):
    mean, real = _scheduler(Step, betas), _scheduler(DDPMScheduler, betas)
    rows = []
    for b, level in enumerate(t.tolist()):
        row = mean.step(eps[b].reshape(1, -1), level, x_t[b].reshape(1, -1)).prev_sample
        if level > 0:
            row = row + real._get_variance(level) ** 0.5 * noise[b].reshape(1, -1)
        rows.append(row)
    return torch.cat(rows).reshape(x_t.shape)


@torch.no_grad()
def ddpm_sample(model, x_T, betas, draw_noise=torch.randn_like):
    mean, real = _scheduler(Step, betas), _scheduler(DDPMScheduler, betas)
    x = x_T
    for level in real.timesteps:
        eps = model(x, level.repeat(len(x)).to(x.device))
        x_prev = mean.step(eps.flatten(0).reshape(1, -1), level, x.reshape(1, -1)).prev_sample.reshape(x.shape)
        x = x_prev + real._get_variance(level) ** 0.5 * draw_noise(x) if level > 0 else x_prev
    return x
