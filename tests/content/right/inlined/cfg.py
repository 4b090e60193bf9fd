"""Everything is written out where it is used: no graded function calls another one."""

import torch


def drop_labels(labels, drop_probability, null_label, generator=None):
    dropped = labels.clone()
    dropped[torch.rand(len(labels), generator=generator, device=labels.device) < drop_probability] = null_label
    return dropped


def guided_eps(eps_cond, eps_uncond, scale):
    return (1 - scale) * eps_uncond + scale * eps_cond


def guided_model(model, x_t, t, labels, null_label, scale):
    n = x_t.shape[0]
    out = model(
        x_t.repeat(2, *[1] * (x_t.ndim - 1)),
        t.repeat(2),
        torch.nn.functional.pad(labels, (0, n), value=null_label),
    )
    return out[n:] + scale * (out[:n] - out[n:])


def rescale_guidance(guided, cond, strength):
    sg = guided.flatten(1).std(1).view(-1, *[1] * (guided.ndim - 1))
    sc = cond.flatten(1).std(1).view(-1, *[1] * (guided.ndim - 1))
    return guided * (1 - strength + strength * sc / sg)
