"""torch.bernoulli, torch.lerp, torch.tile, torch.tensor_split, torch.std_mean with a biased std."""

import torch


def drop_labels(labels, drop_probability, null_label, generator=None):
    probabilities = torch.full(labels.shape, float(drop_probability), device=labels.device)
    return labels.masked_fill(torch.bernoulli(probabilities, generator=generator).bool(), null_label)


def guided_eps(eps_cond, eps_uncond, scale):
    return torch.lerp(eps_uncond, eps_cond, scale)


def guided_model(model, x_t, t, labels, null_label, scale):
    both = model(
        torch.tile(x_t, (2, *[1] * (x_t.dim() - 1))),
        torch.tile(t, (2,)),
        torch.hstack([torch.full_like(labels, null_label), labels]),
    )
    eps_uncond, eps_cond = torch.tensor_split(both, 2)
    return guided_eps(eps_cond, eps_uncond, scale)


def rescale_guidance(guided, cond, strength):
    dims = list(range(guided.dim()))[1:]
    std_guided, _ = torch.std_mean(guided, dim=dims, unbiased=False, keepdim=True)
    std_cond, _ = torch.std_mean(cond, dim=dims, unbiased=False, keepdim=True)
    return torch.lerp(guided, guided * (std_cond / std_guided), strength)
