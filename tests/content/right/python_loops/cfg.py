"""A coin at a time, and a loop over samples for everything else."""

import torch


def drop_labels(labels, drop_probability, null_label, generator=None):
    kept = []
    for label in labels:
        coin = torch.rand((), generator=generator, device=labels.device)
        kept.append(torch.full_like(label, null_label) if coin < drop_probability else label)
    return torch.stack(kept)


def guided_eps(eps_cond, eps_uncond, scale):
    out = []
    for c, u in zip(eps_cond, eps_uncond):
        out.append(c * scale - u * (scale - 1))
    return torch.stack(out)


def guided_model(model, x_t, t, labels, null_label, scale):
    xs, ts, ls = [], [], []
    for b in range(len(x_t)):
        for label in (labels[b], torch.full_like(labels[b], null_label)):
            xs.append(x_t[b])
            ts.append(t[b])
            ls.append(label)
    both = model(torch.stack(xs), torch.stack(ts), torch.stack(ls))
    return guided_eps(both[0::2], both[1::2], scale)


def rescale_guidance(guided, cond, strength):
    out = []
    for g, c in zip(guided, cond):
        out.append((1 - strength) * g + strength * (g / g.std()) * c.std())
    return torch.stack(out)
