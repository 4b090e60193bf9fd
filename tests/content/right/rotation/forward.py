"""(x_t, v) is (x0, eps) turned by an angle: sines and cosines, complex multiplication, and a 2 x 2 matrix solve."""

import torch

from course_lib.schedules import alpha_bars_from_betas


def gather(values, t, x):
    return values.to(x.device, x.dtype)[t.to(x.device)].reshape(x.shape[:1] + (1,) * (x.dim() - 1))


def _angle(t, x, alpha_bars):
    return gather(torch.atan2((1 - alpha_bars).sqrt(), alpha_bars.sqrt()), t, x)


def _turn(real, imaginary, angle):
    return torch.complex(real, imaginary) * torch.polar(torch.ones_like(angle), angle)


def add_noise(x0, noise, t, alpha_bars):
    return _turn(x0, -noise, _angle(t, x0, alpha_bars)).real


def velocity(x0, noise, t, alpha_bars):
    return -_turn(x0, -noise, _angle(t, x0, alpha_bars)).imag


def x0_from_velocity(x_t, velocity, t, alpha_bars):
    return _turn(x_t, -velocity, -_angle(t, x_t, alpha_bars)).real


def x0_from_eps(x_t, eps, t, alpha_bars):
    angle = _angle(t, x_t, alpha_bars)
    return x_t / angle.cos() - angle.tan() * eps


def eps_from_x0(x_t, x0, t, alpha_bars):
    angle = _angle(t, x_t, alpha_bars)
    return x_t / angle.sin() - x0 / angle.tan()


def posterior_mean(x0, x_t, t, betas):
    # the conditional mean of x_{t-1} in the joint Gaussian of (x_{t-1}, x_t) given x0
    alpha_bars = alpha_bars_from_betas(betas)
    before = torch.cat([alpha_bars.new_ones(1), alpha_bars[:-1]])
    covariance, variance = (1 - betas).sqrt() * (1 - before), 1 - alpha_bars
    expected_before = gather(before.sqrt(), t, x_t) * x0
    expected_now = gather(alpha_bars.sqrt(), t, x_t) * x0
    return expected_before + gather(covariance / variance, t, x_t) * (x_t - expected_now)


def posterior_variance(betas):
    alpha_bars = alpha_bars_from_betas(betas)
    before = torch.cat([alpha_bars.new_ones(1), alpha_bars[:-1]])
    return (1 - before) - (1 - betas) * (1 - before) ** 2 / (1 - alpha_bars)
