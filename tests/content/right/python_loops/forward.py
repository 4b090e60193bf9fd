"""Every sample on its own, in a Python loop, put together with torch.stack."""

import torch

from course_lib.schedules import alpha_bars_from_betas


def gather(values, t, x):
    rows = []
    for level in t.tolist():
        rows.append(values[level].reshape([1] * (x.dim() - 1)))
    return torch.stack(rows).to(x.device, x.dtype)


def add_noise(x0, noise, t, alpha_bars):
    out = []
    for b in range(len(x0)):
        a = float(alpha_bars[int(t[b])])
        out.append(a**0.5 * x0[b] + (1 - a) ** 0.5 * noise[b])
    return torch.stack(out)


def x0_from_eps(x_t, eps, t, alpha_bars):
    out = []
    for b in range(len(x_t)):
        a = float(alpha_bars[int(t[b])])
        out.append((x_t[b] - (1 - a) ** 0.5 * eps[b]) / a**0.5)
    return torch.stack(out)


def eps_from_x0(x_t, x0, t, alpha_bars):
    out = []
    for b in range(len(x_t)):
        a = float(alpha_bars[int(t[b])])
        out.append((x_t[b] - a**0.5 * x0[b]) / (1 - a) ** 0.5)
    return torch.stack(out)


def velocity(x0, noise, t, alpha_bars):
    out = []
    for b in range(len(x0)):
        a = float(alpha_bars[int(t[b])])
        out.append(a**0.5 * noise[b] - (1 - a) ** 0.5 * x0[b])
    return torch.stack(out)


def x0_from_velocity(x_t, velocity, t, alpha_bars):
    out = []
    for b in range(len(x_t)):
        a = float(alpha_bars[int(t[b])])
        out.append(a**0.5 * x_t[b] - (1 - a) ** 0.5 * velocity[b])
    return torch.stack(out)


def posterior_mean(x0, x_t, t, betas):
    alpha_bars = alpha_bars_from_betas(betas)
    out = []
    for b in range(len(x_t)):
        level = int(t[b])
        beta = float(betas[level])
        a = float(alpha_bars[level])
        before = float(alpha_bars[level - 1]) if level > 0 else 1.0
        out.append(before**0.5 * beta / (1 - a) * x0[b] + (1 - beta) ** 0.5 * (1 - before) / (1 - a) * x_t[b])
    return torch.stack(out)


def posterior_variance(betas):
    alpha_bars = alpha_bars_from_betas(betas)
    out = betas.clone()
    for level in range(len(betas)):
        if level == 0:
            out[level] = 0
        else:
            out[level] = (1 - alpha_bars[level - 1]) / (1 - alpha_bars[level]) * betas[level]
    return out
