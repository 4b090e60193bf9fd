"""Results made first and filled afterwards; the conditional half of the model's answer is changed in place."""

import torch


def drop_labels(labels, drop_probability, null_label, generator=None):
    mask = torch.zeros(labels.shape, dtype=torch.bool, device=labels.device)
    mask.bernoulli_(drop_probability, generator=generator)
    return labels.clone().masked_fill_(mask, null_label)


def guided_eps(eps_cond, eps_uncond, scale):
    guided = eps_cond.clone()
    guided -= eps_uncond
    guided *= scale
    guided += eps_uncond
    return guided


def guided_model(model, x_t, t, labels, null_label, scale):
    n = len(x_t)
    x2 = x_t.new_empty((2 * n, *x_t.shape[1:]))
    x2[:n] = x2[n:] = x_t
    t2 = t.new_empty(2 * n)
    t2[:n], t2[n:] = t, t
    l2 = labels.new_full((2 * n,), null_label)
    l2[:n] = labels
    out = model(x2, t2, l2)
    return guided_eps(out[:n], out[n:], scale)


def rescale_guidance(guided, cond, strength):
    result = torch.empty_like(guided)
    for b in range(len(guided)):
        factor = cond[b].std(unbiased=False) / guided[b].std(unbiased=False)
        result[b] = guided[b] * factor
    result.mul_(strength).add_(guided, alpha=1 - strength)
    return result
