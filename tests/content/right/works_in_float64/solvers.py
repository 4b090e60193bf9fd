"""x travels in float64 and is cast for each call of the model, as EDM does it; sigma is handed on as a float64 0-dim tensor."""

import torch


@torch.no_grad()
def dpm_solver_2m_sample(model, x_T, alpha_bars, timesteps):
    kind = x_T.dtype
    x = x_T.to(torch.float64)
    alpha_bars = alpha_bars.to(x)
    lam = torch.logit(alpha_bars) / 2
    history = []
    levels = timesteps.tolist()
    for i, t in enumerate(levels):
        a = alpha_bars[t]
        eps = model(x.to(kind), torch.full((len(x),), t, device=x.device)).double()
        history.append((x - (1 - a).sqrt() * eps) / a.sqrt())
        if t == levels[-1]:
            break
        s = levels[i + 1]
        h = lam[s] - lam[t]
        weight = 0.0 if i == 0 else h / (lam[t] - lam[levels[i - 1]]) / 2
        d = history[-1] + weight * (history[-1] - history[max(i - 1, 0)])
        x = ((1 - alpha_bars[s]) / (1 - a)).sqrt() * x + alpha_bars[s].sqrt() * (1 - torch.exp(-h)) * d
    return history[-1].to(kind)


def karras_sigmas(num_steps, sigma_min=0.002, sigma_max=80.0, rho=7.0):
    ends = torch.tensor([sigma_max, sigma_min], dtype=torch.float64) ** (1 / rho)
    sigmas = torch.lerp(*ends, torch.arange(num_steps, dtype=torch.float64) / (num_steps - 1)).pow(rho)
    return torch.nn.functional.pad(sigmas, (0, 1))


@torch.no_grad()
def heun_sample(denoise, x, sigmas):
    kind = x.dtype
    x_next = x.to(torch.float64)
    sigmas = sigmas.to(torch.float64)
    for i in range(len(sigmas) - 1):
        x_cur, here, there = x_next, sigmas[i], sigmas[i + 1]
        d_cur = (x_cur - denoise(x_cur.to(kind), here).to(torch.float64)) / here
        x_next = x_cur + (there - here) * d_cur
        if i < len(sigmas) - 2:
            d_prime = (x_next - denoise(x_next.to(kind), there).to(torch.float64)) / there
            x_next = x_cur + (there - here) * (0.5 * d_cur + 0.5 * d_prime)
    return x_next.to(kind)
