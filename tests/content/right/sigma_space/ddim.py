"""DDIM as Euler's method in sigma = sqrt((1 - abar) / abar), on samples divided by sqrt(abar)."""

import math

import torch


def sampling_timesteps(num_train_steps, num_steps, spacing="trailing"):
    T, n = num_train_steps, num_steps
    if spacing == "trailing":
        return torch.round(torch.arange(T, 0, -T / n, dtype=torch.float64)[:n]).to(torch.long) - 1
    if spacing == "leading":
        return torch.arange((n - 1) * (T // n), -1, -(T // n))
    if spacing == "linspace":
        return torch.tensor([int(x) for x in torch.linspace(T - 1, 0, n, dtype=torch.float64).round()])
    raise ValueError(spacing)


def _sigma(alpha_bar):
    return ((1 - alpha_bar) / alpha_bar) ** 0.5


def ddim_sigma(alpha_bar_t, alpha_bar_s, eta):
    s_t, s_s = _sigma(alpha_bar_t), _sigma(alpha_bar_s)
    up = s_s * (s_t**2 - s_s**2) ** 0.5 / s_t
    return eta * up * alpha_bar_s**0.5


def ddim_step(x_t, eps, alpha_bar_t, alpha_bar_s, eta=0.0, noise=None):
    s_t, s_s = _sigma(alpha_bar_t), _sigma(alpha_bar_s)
    up = ddim_sigma(alpha_bar_t, alpha_bar_s, eta) / alpha_bar_s**0.5
    down = (s_s**2 - up**2).clamp(min=0) ** 0.5
    y = x_t / alpha_bar_t**0.5
    y = y + (down - s_t) * eps
    if noise is not None:
        y = y + up * noise
    return y * alpha_bar_s**0.5


def ddim_sample(model, x_T, alpha_bars, timesteps, eta=0.0, draw_noise=torch.randn_like):
    levels = [int(t) for t in timesteps]
    sigmas = [math.sqrt((1 - float(alpha_bars[i])) / float(alpha_bars[i])) for i in levels] + [0.0]
    y = x_T * math.sqrt(1 + sigmas[0] ** 2)
    for i, level in enumerate(levels):
        now, then = sigmas[i], sigmas[i + 1]
        x = y / math.sqrt(1 + now**2)
        eps = model(x, torch.full((len(y),), level, device=y.device))
        up = eta * then * math.sqrt(now**2 - then**2) / now
        y = y + (math.sqrt(max(then**2 - up**2, 0)) - now) * eps
        if up > 0:
            y = y + up * draw_noise(x)
    return y


def ddim_invert(model, x0, alpha_bars, timesteps):
    y, now = x0, 0.0
    for level in timesteps.tolist()[::-1]:
        eps = model(y / math.sqrt(1 + now**2), torch.full((len(y),), level, device=y.device))
        then = math.sqrt(1 / float(alpha_bars[level]) - 1)
        y = y + (then - now) * eps
        now = then
    return y / math.sqrt(1 + now**2)
