"""The two predictions as one more dimension, contracted with a pair of weights."""

import torch


def drop_labels(labels, drop_probability, null_label, generator=None):
    drop = (torch.rand(labels.shape, generator=generator, device=labels.device) < drop_probability).long()
    return torch.einsum(
        "kb,kb->b", torch.stack([1 - drop, drop]), torch.stack([labels, torch.full_like(labels, null_label)])
    )


def guided_eps(eps_cond, eps_uncond, scale):
    weights = torch.tensor([scale, 1 - scale], dtype=eps_cond.dtype, device=eps_cond.device)
    return torch.einsum("k,k...->...", weights, torch.stack([eps_cond, eps_uncond]))


def guided_model(model, x_t, t, labels, null_label, scale):
    x2 = x_t.unsqueeze(1).expand(-1, 2, *x_t.shape[1:]).flatten(0, 1)
    t2 = t.unsqueeze(1).expand(-1, 2).flatten()
    l2 = torch.stack([labels, torch.full_like(labels, null_label)], dim=1).flatten()
    out = model(x2, t2, l2).unflatten(0, (len(x_t), 2))
    weights = torch.tensor([scale, 1 - scale], dtype=x_t.dtype, device=x_t.device)
    return torch.einsum("k,bk...->b...", weights, out)


def rescale_guidance(guided, cond, strength):
    def spread(x):
        centred = x.flatten(1) - x.flatten(1).mean(1, keepdim=True)
        return torch.einsum("bi,bi->b", centred, centred).sqrt()

    factor = 1 + strength * (spread(cond) / spread(guided) - 1)
    return torch.einsum("b,b...->b...", factor, guided)
