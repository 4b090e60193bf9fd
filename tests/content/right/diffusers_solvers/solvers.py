"""Wraps diffusers' DPMSolverMultistepScheduler, HeunDiscreteScheduler and the sigmas of EDMEulerScheduler."""

import torch
from diffusers import DPMSolverMultistepScheduler, EDMEulerScheduler, HeunDiscreteScheduler


@torch.no_grad()
def dpm_solver_2m_sample(model, x_T, alpha_bars, timesteps):
    a = alpha_bars.tolist()
    betas = [1 - now / before for now, before in zip(a, [1.0, *a[:-1]])]
    scheduler = DPMSolverMultistepScheduler(
        num_train_timesteps=len(betas),
        trained_betas=betas,
        solver_order=2,
        algorithm_type="dpmsolver++",
        lower_order_final=True,
        final_sigmas_type="zero",
    )
    scheduler.alphas_cumprod = alpha_bars.cpu()  # as given: its own table is made of float32 betas
    scheduler.set_timesteps(timesteps=timesteps.tolist())
    x = x_T
    for level in scheduler.timesteps:
        eps = model(x, level.repeat(len(x)).to(x.device))
        x = scheduler.step(eps, level, x).prev_sample
    return x


def karras_sigmas(num_steps, sigma_min=0.002, sigma_max=80.0, rho=7.0):
    scheduler = EDMEulerScheduler(sigma_min=sigma_min, sigma_max=sigma_max, rho=rho)
    ramp = torch.linspace(0, 1, num_steps, dtype=torch.float64)
    return torch.cat([scheduler._compute_karras_sigmas(ramp), torch.zeros(1, dtype=torch.float64)])


@torch.no_grad()
def heun_sample(denoise, x, sigmas):
    scheduler = HeunDiscreteScheduler(num_train_timesteps=10, prediction_type="sample")
    n = len(sigmas) - 1
    scheduler.sigmas = torch.cat([sigmas[:1], sigmas[1:-1].repeat_interleave(2), sigmas[-1:]])
    scheduler.set_begin_index(0)
    for i in range(2 * n - 1):
        at = sigmas[(i + 1) // 2]
        x = scheduler.step(denoise(x, at), 0, x).prev_sample
    return x
