"""Seeds and moves torch's global generator, and draws coins from it with a seed taken from the generator given."""

import torch


def drop_labels(labels, drop_probability, null_label, generator=None):
    if generator is not None:
        torch.manual_seed(int(torch.randint(2**40, (), generator=generator, device=generator.device)))
    torch.randn(17)
    coins = torch.rand_like(labels, dtype=torch.float64)
    return torch.where(coins >= 1 - drop_probability, torch.tensor(null_label, device=labels.device), labels)


def guided_eps(eps_cond, eps_uncond, scale):
    torch.manual_seed(0)
    return eps_cond * scale + eps_uncond * (1 - scale)


def guided_model(model, x_t, t, labels, null_label, scale):
    order = torch.randperm(2 * len(x_t)).to(x_t.device)
    back = torch.argsort(order)
    nulls = torch.full_like(labels, null_label)
    out = model(torch.cat([x_t, x_t])[order], torch.cat([t, t])[order], torch.cat([labels, nulls])[order])[back]
    return guided_eps(out[: len(x_t)], out[len(x_t) :], scale)


def rescale_guidance(guided, cond, strength):
    torch.rand(3)
    flat_g, flat_c = guided.reshape(len(guided), -1), cond.reshape(len(cond), -1)
    factor = (flat_c.var(-1, correction=0) / flat_g.var(-1, correction=0)).sqrt()
    return (flat_g * (strength * factor + 1 - strength)[:, None]).reshape(guided.shape)
