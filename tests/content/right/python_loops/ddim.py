"""Index loops over the list of timesteps; the last step is written out by itself."""

import torch


def sampling_timesteps(num_train_steps, num_steps, spacing="trailing"):
    steps = []
    for i in range(num_steps):
        if spacing == "leading":
            steps.insert(0, i * (num_train_steps // num_steps))
        elif spacing == "trailing":
            steps.append(round(num_train_steps - i * num_train_steps / num_steps) - 1)
        elif spacing == "linspace":
            steps.append(round((num_train_steps - 1) * (num_steps - 1 - i) / (num_steps - 1)))
        else:
            raise ValueError(spacing)
    return torch.LongTensor(steps)


def ddim_sigma(alpha_bar_t, alpha_bar_s, eta):
    if alpha_bar_s == 1:
        return torch.zeros_like(alpha_bar_t)
    variance = (1 - alpha_bar_s) / (1 - alpha_bar_t) * (1 - alpha_bar_t / alpha_bar_s)
    return eta * variance**0.5


def ddim_step(x_t, eps, alpha_bar_t, alpha_bar_s, eta=0.0, noise=None):
    x0 = (x_t - (1 - alpha_bar_t) ** 0.5 * eps) / alpha_bar_t**0.5
    if alpha_bar_s == 1:
        return x0
    if eta == 0:
        return alpha_bar_s**0.5 * x0 + (1 - alpha_bar_s) ** 0.5 * eps
    sigma = ddim_sigma(alpha_bar_t, alpha_bar_s, eta)
    return alpha_bar_s**0.5 * x0 + (1 - alpha_bar_s - sigma**2) ** 0.5 * eps + sigma * noise


def ddim_sample(model, x_T, alpha_bars, timesteps, eta=0.0, draw_noise=torch.randn_like):
    x = x_T
    n = len(timesteps)
    for i in range(n):
        level = int(timesteps[i])
        eps = model(x, torch.full((x.shape[0],), level, dtype=torch.long, device=x.device))
        if i == n - 1:
            x = (x - (1 - alpha_bars[level]) ** 0.5 * eps) / alpha_bars[level] ** 0.5
        else:
            noise = draw_noise(x) if eta else None
            x = ddim_step(x, eps, alpha_bars[level], alpha_bars[int(timesteps[i + 1])], eta, noise)
    return x


def ddim_invert(model, x0, alpha_bars, timesteps):
    x = x0
    for i in range(len(timesteps) - 1, -1, -1):
        level = int(timesteps[i])
        eps = model(x, torch.full((x.shape[0],), level, dtype=torch.long, device=x.device))
        if i == len(timesteps) - 1:
            clean = x
        else:
            here = alpha_bars[int(timesteps[i + 1])]
            clean = (x - (1 - here) ** 0.5 * eps) / here**0.5
        x = alpha_bars[level] ** 0.5 * clean + (1 - alpha_bars[level]) ** 0.5 * eps
    return x
