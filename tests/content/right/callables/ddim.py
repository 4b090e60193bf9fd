"""Objects that are called: a class per sampler, an nn.Module as step, a partial of one walk for both directions."""

import functools
import itertools

import torch


class Spacing:
    rules = {
        "leading": lambda T, n: [i * (T // n) for i in reversed(range(n))],
        "trailing": lambda T, n: [round(T - i * T / n) - 1 for i in range(n)],
        "linspace": lambda T, n: [round(i * (T - 1) / (n - 1)) for i in reversed(range(n))],
    }

    def __call__(self, num_train_steps, num_steps, spacing="trailing"):
        return torch.tensor(self.rules[spacing](num_train_steps, num_steps))


class Step(torch.nn.Module):
    def forward(self, x_t, eps, alpha_bar_t, alpha_bar_s, eta=0.0, noise=None):
        sigma = ddim_sigma(alpha_bar_t, alpha_bar_s, eta)
        x0 = (x_t - (1 - alpha_bar_t).sqrt() * eps) / alpha_bar_t.sqrt()
        x_s = alpha_bar_s.sqrt() * x0 + (1 - alpha_bar_s - sigma**2).clamp(min=0).sqrt() * eps
        return x_s if noise is None else x_s + sigma * noise


def _walk(backwards, model, x, alpha_bars, timesteps, eta=0.0, draw_noise=torch.randn_like):
    levels = timesteps.tolist()
    table = dict(enumerate(alpha_bars)) | {None: torch.ones_like(alpha_bars[0])}
    moves = list(itertools.pairwise([*levels, None]))
    if backwards:
        moves = [(t, s) for t, s in reversed(moves)]
    for t, s in moves:
        eps = model(x, torch.full((len(x),), t, device=x.device))
        a, b = table[t], table[s]
        if backwards:
            x = a.sqrt() * (x - (1 - b).sqrt() * eps) / b.sqrt() + (1 - a).sqrt() * eps
        else:
            x = ddim_step(x, eps, a, b, eta, draw_noise(x) if eta > 0 else None)
    return x


sampling_timesteps = Spacing()
ddim_sigma = lambda alpha_bar_t, alpha_bar_s, eta: (
    eta * ((1 - alpha_bar_s) * (1 - alpha_bar_t / alpha_bar_s) / (1 - alpha_bar_t)) ** 0.5
)
ddim_step = Step()
ddim_sample = torch.no_grad()(functools.partial(_walk, False))
ddim_invert = functools.partial(_walk, True)
