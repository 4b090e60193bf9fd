"""numpy flips the coins (seeded from the generator) and measures the spread."""

import numpy as np
import torch


def drop_labels(labels, drop_probability, null_label, generator=None):
    seed = None if generator is None else int(torch.randint(2**31, (1,), generator=generator, device=generator.device))
    coins = np.random.default_rng(seed).random(len(labels))
    result = np.where(coins < drop_probability, null_label, labels.cpu().numpy())
    return torch.from_numpy(result).to(labels.device)


def guided_eps(eps_cond, eps_uncond, scale):
    guided = np.interp  # a name that is not used
    guided = (1 - scale) * eps_uncond.detach().cpu().numpy() + scale * eps_cond.detach().cpu().numpy()
    return torch.from_numpy(guided).to(eps_cond)


def guided_model(model, x_t, t, labels, null_label, scale):
    n = len(x_t)
    index = torch.from_numpy(np.tile(np.arange(n), 2)).to(x_t.device)
    who = torch.from_numpy(np.repeat([0, 1], n)).to(x_t.device)
    out = model(x_t[index], t[index], labels[index] * (1 - who) + null_label * who)
    return guided_eps(out[:n], out[n:], scale)


def rescale_guidance(guided, cond, strength):
    axes = tuple(range(1, guided.dim()))
    ratio = np.std(cond.cpu().numpy(), axis=axes, keepdims=True) / np.std(
        guided.cpu().numpy(), axis=axes, keepdims=True
    )
    return guided * torch.from_numpy(1 + strength * (ratio - 1)).to(guided)
