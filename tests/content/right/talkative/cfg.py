"""Prints a lot, warns about its own choices, and asks numpy to warn as well."""

import sys
import warnings

import torch


def drop_labels(labels, drop_probability, null_label, generator=None):
    print("dropping", drop_probability, file=sys.stderr)
    if drop_probability > 0.5:
        warnings.warn("more than half of all labels will be lost", RuntimeWarning)
    coins = torch.rand(labels.shape, generator=generator, device=labels.device)
    result = torch.where(coins < drop_probability, null_label, labels)
    print(result)
    return result


def guided_eps(eps_cond, eps_uncond, scale):
    if scale < 1:
        warnings.warn(f"scale {scale} weakens the label")
    print("guiding with", scale, "\n" * 3)
    return eps_uncond + scale * (eps_cond - eps_uncond)


def guided_model(model, x_t, t, labels, null_label, scale):
    print(f"{labels=}\n{null_label=}\n{t=}")
    both = model(torch.cat([x_t] * 2), torch.cat([t] * 2), torch.cat([labels, torch.full_like(labels, null_label)]))
    print(both)
    return guided_eps(*both.chunk(2), scale)


def rescale_guidance(guided, cond, strength):
    dims = tuple(range(guided.ndim))[1:]
    std_g, std_c = (v.std(dim=dims, keepdim=True) for v in (guided, cond))
    print("before", std_g, "after", std_c, file=sys.stderr)
    return strength * (guided * std_c / std_g) + (1 - strength) * guided
