"""Wraps diffusers' DDIMScheduler and DDIMInverseScheduler, on tables that hold only the levels visited."""

import torch
from diffusers import DDIMInverseScheduler, DDIMScheduler


def _on_levels(kind, alpha_bars):
    """A scheduler with as many training levels as it takes steps: its `t - T // n` is then the next level."""
    a = alpha_bars.tolist()
    betas = [1 - now / before for now, before in zip(a, [1.0, *a[:-1]])]
    scheduler = kind(num_train_timesteps=len(betas), trained_betas=betas, clip_sample=False, timestep_spacing="leading")
    scheduler.set_timesteps(len(betas))
    return scheduler


def sampling_timesteps(num_train_steps, num_steps, spacing="trailing"):
    scheduler = DDIMScheduler(num_train_timesteps=num_train_steps, timestep_spacing=spacing)
    scheduler.set_timesteps(num_steps)
    return scheduler.timesteps[:num_steps].long()


def ddim_sigma(alpha_bar_t, alpha_bar_s, eta):
    scheduler = _on_levels(DDIMScheduler, torch.stack([alpha_bar_s, alpha_bar_t]))
    return (eta * scheduler._get_variance(1, 0) ** 0.5).to(alpha_bar_t)


def ddim_step(x_t, eps, alpha_bar_t, alpha_bar_s, eta=0.0, noise=None):
    scheduler = _on_levels(DDIMScheduler, torch.stack([alpha_bar_s, alpha_bar_t]))
    return scheduler.step(eps, 1, x_t, eta=eta, variance_noise=noise).prev_sample


@torch.no_grad()
def ddim_sample(model, x_T, alpha_bars, timesteps, eta=0.0, draw_noise=torch.randn_like):
    scheduler = _on_levels(DDIMScheduler, alpha_bars[timesteps.flip(0)])
    x = x_T
    for k, level in zip(scheduler.timesteps.tolist(), timesteps.tolist()):
        eps = model(x, torch.full((len(x),), level, device=x.device))
        noise = draw_noise(x) if eta > 0 else None
        x = scheduler.step(eps, k, x, eta=eta, variance_noise=noise).prev_sample
    return x


@torch.no_grad()
def ddim_invert(model, x0, alpha_bars, timesteps):
    scheduler = _on_levels(DDIMInverseScheduler, alpha_bars[timesteps.flip(0)])
    x = x0
    for k, level in enumerate(reversed(timesteps.tolist())):
        eps = model(x, torch.full((len(x),), level, device=x.device))
        x = scheduler.step(eps, k, x).prev_sample
    return x
