"""One formula for every level, with torch.where for the clean end; noise is drawn at every step, needed or not."""

import torch


def sampling_timesteps(num_train_steps, num_steps, spacing="trailing"):
    i = torch.arange(num_steps, 0, -1).double()
    leading = (i - 1) * (num_train_steps // num_steps)
    trailing = torch.round(i * num_train_steps / num_steps) - 1
    linspace = torch.round((i - 1) * (num_train_steps - 1) / max(num_steps - 1, 1))
    chosen = torch.where(
        torch.tensor(spacing == "leading"),
        leading,
        torch.where(torch.tensor(spacing == "trailing"), trailing, linspace),
    )
    return chosen.to(torch.int64)


def ddim_sigma(alpha_bar_t, alpha_bar_s, eta):
    variance = (1 - alpha_bar_s) / (1 - alpha_bar_t) * (1 - alpha_bar_t / alpha_bar_s)
    return (
        eta * torch.where((alpha_bar_t < alpha_bar_s) & (alpha_bar_s < 1), variance, torch.zeros_like(variance)).sqrt()
    )


def ddim_step(x_t, eps, alpha_bar_t, alpha_bar_s, eta=0.0, noise=None):
    if noise is None:
        noise = torch.zeros_like(x_t)
    sigma = ddim_sigma(alpha_bar_t, alpha_bar_s, eta)
    x0 = (x_t - (1 - alpha_bar_t).sqrt() * eps) / alpha_bar_t.sqrt()
    away = torch.relu(1 - alpha_bar_s - sigma.square()).sqrt()
    return alpha_bar_s.sqrt() * x0 + away * eps + sigma * noise


def ddim_sample(model, x_T, alpha_bars, timesteps, eta=0.0, draw_noise=torch.randn_like):
    x = x_T
    ends = torch.cat([timesteps[1:], torch.tensor([-1])])
    for t, s in zip(timesteps, ends):
        batch_t = t.to(x.device).repeat(x.shape[0])
        a = alpha_bars.index_select(0, t.to(alpha_bars.device).reshape(1))[0]
        b = alpha_bars.index_select(0, s.clamp(min=0).to(alpha_bars.device).reshape(1))[0]
        b = torch.where((s < 0).to(b.device), torch.ones_like(b), b)
        x = ddim_step(x, model(x, batch_t), a, b, eta, draw_noise(x))
    return x


def ddim_invert(model, x0, alpha_bars, timesteps):
    x = x0
    s = torch.tensor(-1)
    for t in timesteps.flip(0):
        batch_t = t.to(x.device).repeat(x.shape[0])
        a = alpha_bars.index_select(0, t.to(alpha_bars.device).reshape(1))[0]
        b = alpha_bars.index_select(0, s.clamp(min=0).to(alpha_bars.device).reshape(1))[0]
        b = torch.where((s < 0).to(b.device), torch.ones_like(b), b)
        x = ddim_step(x, model(x, batch_t), b, a)
        s = t
    return x
