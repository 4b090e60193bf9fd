"""DPM-Solver++(2M) as k-diffusion writes it, on x / sqrt(abar) and sigma; the (B,) form of sigma for Heun."""

import torch


@torch.no_grad()
def dpm_solver_2m_sample(model, x_T, alpha_bars, timesteps):
    alpha_bars = alpha_bars.to(x_T.device)
    abar = torch.cat([alpha_bars[timesteps.to(alpha_bars.device)], alpha_bars.new_ones(1)])
    sigmas = ((1 - abar) / abar).sqrt()
    x = x_T / abar[0].sqrt()
    old_denoised = None
    for i in range(len(sigmas) - 1):
        eps = model(x * abar[i].sqrt(), timesteps[i].to(x.device).expand(x.shape[0]))
        denoised = x - sigmas[i] * eps
        if i == len(sigmas) - 2:
            return denoised
        t, t_next = -sigmas[i].log(), -sigmas[i + 1].log()
        h = t_next - t
        if old_denoised is None:
            x = (sigmas[i + 1] / sigmas[i]) * x - (-h).expm1() * denoised
        else:
            h_last = t + sigmas[i - 1].log()
            r = h_last / h
            denoised_d = (1 + 1 / (2 * r)) * denoised - (1 / (2 * r)) * old_denoised
            x = (sigmas[i + 1] / sigmas[i]) * x - (-h).expm1() * denoised_d
        old_denoised = denoised
    return x


def karras_sigmas(num_steps, sigma_min=0.002, sigma_max=80.0, rho=7.0):
    ramp = torch.linspace(0, 1, num_steps, dtype=torch.float64)
    min_inv_rho = sigma_min ** (1 / rho)
    max_inv_rho = sigma_max ** (1 / rho)
    sigmas = (max_inv_rho + ramp * (min_inv_rho - max_inv_rho)) ** rho
    return torch.cat([sigmas, sigmas.new_zeros([1])])


def append_dims(x, target_dims):
    return x[(...,) + (None,) * (target_dims - x.ndim)]


def to_d(x, sigma, denoised):
    return (x - denoised) / append_dims(sigma, x.ndim)


@torch.no_grad()
def heun_sample(denoise, x, sigmas):
    s_in = x.new_ones([x.shape[0]])
    for i in range(len(sigmas) - 1):
        denoised = denoise(x, sigmas[i] * s_in)
        d = to_d(x, sigmas[i] * s_in, denoised)
        dt = sigmas[i + 1] - sigmas[i]
        if sigmas[i + 1] == 0:
            x = x + d * dt
        else:
            x_2 = x + d * dt
            denoised_2 = denoise(x_2, sigmas[i + 1] * s_in)
            d_2 = to_d(x_2, sigmas[i + 1] * s_in, denoised_2)
            x = x + (d + d_2) / 2 * dt
    return x
