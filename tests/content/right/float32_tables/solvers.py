"""karras_sigmas in float32; both samplers take their levels from a float32 table."""

import torch


@torch.no_grad()
def dpm_solver_2m_sample(model, x_T, alpha_bars, timesteps):
    alpha_bars = alpha_bars.float()
    alpha, sigma = alpha_bars.sqrt(), (1 - alpha_bars).sqrt()
    lam = alpha.log() - sigma.log()
    x, old, h_old = x_T, None, None
    for t, s in zip(timesteps[:-1], timesteps[1:]):
        level = t.repeat(len(x)).to(x.device)
        x0 = (x - sigma[t] * model(x, level)) / alpha[t]
        h = lam[s] - lam[t]
        d = x0 if old is None else (1 + h / (2 * h_old)) * x0 - h / (2 * h_old) * old
        x = (sigma[s] / sigma[t]) * x - alpha[s] * torch.expm1(-h) * d
        old, h_old = x0, h
    t = timesteps[-1]
    return (x - sigma[t] * model(x, t.repeat(len(x)).to(x.device))) / alpha[t]


def karras_sigmas(num_steps, sigma_min=0.002, sigma_max=80.0, rho=7.0):
    ramp = torch.linspace(0, 1, num_steps)
    low, high = sigma_min ** (1 / rho), sigma_max ** (1 / rho)
    return torch.cat([(high + ramp * (low - high)) ** rho, torch.zeros(1)])


@torch.no_grad()
def heun_sample(denoise, x, sigmas):
    sigmas = sigmas.to(x.device)
    for i in range(len(sigmas) - 1):
        s = sigmas[i].expand(len(x))
        d = (x - denoise(x, s)) / sigmas[i]
        x_next = x + (sigmas[i + 1] - sigmas[i]) * d
        if i < len(sigmas) - 2:
            s = sigmas[i + 1].expand(len(x))
            d = (d + (x_next - denoise(x_next, s)) / sigmas[i + 1]) / 2
            x_next = x + (sigmas[i + 1] - sigmas[i]) * d
        x = x_next
    return x
