"""DDIM in x0 form: the direction is computed from x_t and x0, never from eps itself; x0 is all that the last step returns."""

import torch


def sampling_timesteps(num_train_steps, num_steps, spacing="trailing"):
    from fractions import Fraction

    T, n = num_train_steps, num_steps
    if spacing == "leading":
        steps = [i * (T // n) for i in range(n)]
    elif spacing == "trailing":
        steps = [round(Fraction(i * T, n)) - 1 for i in range(1, n + 1)]
    else:
        steps = [round(Fraction(i * (T - 1), n - 1)) for i in range(n)]
    return torch.as_tensor(sorted(steps, reverse=True), dtype=torch.long)


def ddim_sigma(alpha_bar_t, alpha_bar_s, eta):
    beta = 1 - alpha_bar_t / alpha_bar_s
    return eta * (beta * (1 - alpha_bar_s) / (1 - alpha_bar_t)).sqrt()


def ddim_step(x_t, eps, alpha_bar_t, alpha_bar_s, eta=0.0, noise=None):
    x0 = (x_t - (1 - alpha_bar_t).sqrt() * eps) / alpha_bar_t.sqrt()
    sigma = ddim_sigma(alpha_bar_t, alpha_bar_s, eta)
    ratio = ((1 - alpha_bar_s - sigma**2).clamp_min(0) / (1 - alpha_bar_t)).sqrt()
    x_s = ratio * x_t + (alpha_bar_s.sqrt() - ratio * alpha_bar_t.sqrt()) * x0
    if noise is not None and eta > 0:
        x_s = x_s + sigma * noise
    return x_s


def _full(x, level):
    return x.new_full((x.shape[0],), level, dtype=torch.int64)


def ddim_sample(model, x_T, alpha_bars, timesteps, eta=0.0, draw_noise=torch.randn_like):
    def go(x, levels):
        here, *rest = levels
        eps = model(x, _full(x, here))
        if not rest:
            return (x - (1 - alpha_bars[here]).sqrt() * eps) / alpha_bars[here].sqrt()
        noise = draw_noise(x) if eta > 0 else None
        return go(ddim_step(x, eps, alpha_bars[here], alpha_bars[rest[0]], eta, noise), rest)

    return go(x_T, timesteps.tolist())


def ddim_invert(model, x0, alpha_bars, timesteps):
    def go(x, abar, levels):
        if not levels:
            return x
        *rest, up = levels
        eps = model(x, _full(x, up))
        next_abar = alpha_bars[up]
        clean = (x - (1 - abar) ** 0.5 * eps) / abar**0.5
        return go(next_abar**0.5 * clean + (1 - next_abar) ** 0.5 * eps, next_abar, rest)

    return go(x0, torch.ones_like(alpha_bars[0]), timesteps.tolist())
