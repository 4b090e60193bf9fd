"""numpy inside every function, in float64; the result goes back to the sample's dtype and device."""

import numpy as np
import torch


def _column(table, t, x):
    return table.detach().cpu().numpy().astype(np.float64)[t.cpu().numpy()].reshape(-1, *[1] * (x.dim() - 1))


def _array(x):
    return x.detach().cpu().numpy().astype(np.float64)


def _back(array, x):
    return torch.from_numpy(np.ascontiguousarray(array)).to(device=x.device, dtype=x.dtype)


def gather(values, t, x):
    return _back(_column(values, t, x), x)


def add_noise(x0, noise, t, alpha_bars):
    a = _column(alpha_bars, t, x0)
    return _back(np.sqrt(a) * _array(x0) + np.sqrt(1 - a) * _array(noise), x0)


def x0_from_eps(x_t, eps, t, alpha_bars):
    a = _column(alpha_bars, t, x_t)
    return _back((_array(x_t) - np.sqrt(1 - a) * _array(eps)) / np.sqrt(a), x_t)


def eps_from_x0(x_t, x0, t, alpha_bars):
    a = _column(alpha_bars, t, x_t)
    return _back((_array(x_t) - np.sqrt(a) * _array(x0)) / np.sqrt(1 - a), x_t)


def velocity(x0, noise, t, alpha_bars):
    a = _column(alpha_bars, t, x0)
    return _back(np.sqrt(a) * _array(noise) - np.sqrt(1 - a) * _array(x0), x0)


def x0_from_velocity(x_t, velocity, t, alpha_bars):
    a = _column(alpha_bars, t, x_t)
    return _back(np.sqrt(a) * _array(x_t) - np.sqrt(1 - a) * _array(velocity), x_t)


def posterior_mean(x0, x_t, t, betas):
    betas = _array(betas)
    now = np.cumprod(1 - betas)
    before = np.append(1.0, now[:-1])
    c0, ct = np.sqrt(before) * betas / (1 - now), np.sqrt(1 - betas) * (1 - before) / (1 - now)
    levels = t.cpu().numpy()
    shape = (-1, *[1] * (x_t.dim() - 1))
    return _back(c0[levels].reshape(shape) * _array(x0) + ct[levels].reshape(shape) * _array(x_t), x_t)


def posterior_variance(betas):
    beta = _array(betas)
    now = np.cumprod(1 - beta)
    before = np.roll(now, 1)
    before[0] = 1
    return _back(beta * (1 - before) / (1 - now), betas)
