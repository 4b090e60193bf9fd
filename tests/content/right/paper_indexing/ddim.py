"""Song et al.'s letters: alpha is what the course calls alpha_bar; tables with an entry 0 for the clean signal."""

import torch


def sampling_timesteps(num_train_steps, num_steps, spacing="trailing"):
    if spacing == "linspace":
        tau = torch.linspace(1, num_train_steps, num_steps, dtype=torch.float64)
        tau = (tau - 1).round() + 1
    elif spacing == "leading":
        tau = torch.arange(num_steps) * (num_train_steps // num_steps) + 1
    else:
        tau = torch.round(torch.arange(1, num_steps + 1, dtype=torch.float64) * num_train_steps / num_steps)
    return tau.flip(-1).long() - 1


def ddim_sigma(alpha_bar_t, alpha_bar_s, eta):
    alpha, alpha_prev = alpha_bar_t, alpha_bar_s
    return eta * ((1 - alpha_prev) / (1 - alpha)).sqrt() * (1 - alpha / alpha_prev).sqrt()


def ddim_step(x_t, eps, alpha_bar_t, alpha_bar_s, eta=0.0, noise=None):
    alpha, alpha_prev = alpha_bar_t, alpha_bar_s
    c1 = ddim_sigma(alpha, alpha_prev, eta)
    c2 = ((1 - alpha_prev) - c1**2).clip(0).sqrt()
    f = (x_t - eps * (1 - alpha).sqrt()) / alpha.sqrt()
    noise = 0 if noise is None else noise
    return alpha_prev.sqrt() * f + c1 * noise + c2 * eps


def ddim_sample(model, x_T, alpha_bars, timesteps, eta=0.0, draw_noise=torch.randn_like):
    alpha = torch.cat([torch.ones_like(alpha_bars[:1]), alpha_bars])
    tau = (timesteps + 1).tolist()
    xs = [x_T]
    for i, j in zip(tau, tau[1:] + [0]):
        xt = xs[-1]
        et = model(xt, (torch.ones(xt.size(0), device=xt.device) * (i - 1)).long())
        noise = draw_noise(xt) if eta > 0 and j > 0 else torch.zeros_like(xt)
        xs.append(ddim_step(xt, et, alpha[i], alpha[j], eta, noise))
    return xs[-1]


def ddim_invert(model, x0, alpha_bars, timesteps):
    alpha = torch.cat([torch.ones_like(alpha_bars[:1]), alpha_bars])
    tau = sorted((timesteps + 1).tolist())
    x = x0
    for i, j in zip([0] + tau[:-1], tau):
        et = model(x, torch.full((x.size(0),), j - 1, device=x.device))
        # Song et al. 2021, eq. 13: x / sqrt(alpha) moves by the change of sqrt((1 - alpha) / alpha) times eps
        x = alpha[j].sqrt() * (x / alpha[i].sqrt() + ((1 / alpha[j] - 1).sqrt() - (1 / alpha[i] - 1).sqrt()) * et)
    return x
