"""Guidance for one sample, lifted to batches by torch.vmap; x_t is doubled by expand and reshape."""

import torch


def drop_labels(labels, drop_probability, null_label, generator=None):
    coins = torch.empty(labels.shape, device=labels.device).uniform_(generator=generator)
    return torch.vmap(lambda coin, label: torch.where(coin >= drop_probability, label, null_label))(coins, labels)


def guided_eps(eps_cond, eps_uncond, scale):
    return torch.vmap(lambda c, u: u.add(c - u, alpha=scale))(eps_cond, eps_uncond)


def guided_model(model, x_t, t, labels, null_label, scale):
    def twice(x):
        return x.expand(2, *x.shape).reshape(2 * x.shape[0], *x.shape[1:])

    whose = torch.stack([torch.full_like(labels, null_label), labels]).reshape(-1)
    out = model(twice(x_t), twice(t), whose).reshape(2, *x_t.shape)
    return guided_eps(out[1], out[0], scale)


def rescale_guidance(guided, cond, strength):
    def one(g, c):
        return strength * g * c.std(correction=0) / g.std(correction=0) + (1 - strength) * g

    return torch.vmap(one)(guided, cond)
