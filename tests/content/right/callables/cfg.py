"""Lambdas, a callable object with state that is never changed, an nn.Module, and a function made by a decorator."""

import torch


class DropLabels:
    distribution = staticmethod(torch.rand)

    def __call__(self, labels, drop_probability, null_label, generator=None):
        coins = self.distribution(labels.size(), generator=generator, device=labels.device)
        keep = coins >= drop_probability
        return labels * keep + null_label * ~keep


class Guidance(torch.nn.Module):
    def forward(self, model, x_t, t, labels, null_label, scale):
        x2, t2 = (torch.cat(2 * [v]) for v in (x_t, t))
        uncond, cond = model(x2, t2, torch.cat([labels.new_full(labels.shape, null_label), labels])).chunk(2)
        return guided_eps(cond, uncond, scale)


def over_each_sample(rule):
    def wrapped(*batches_and_number):
        *batches, number = batches_and_number
        return torch.stack([rule(*samples, number) for samples in zip(*batches)])

    return wrapped


drop_labels = DropLabels()
guided_eps = lambda eps_cond, eps_uncond, scale: eps_cond + (scale - 1) * (eps_cond - eps_uncond)
guided_model = Guidance()


@over_each_sample
def rescale_guidance(guided, cond, strength):
    return guided * (cond.std() / guided.std() * strength + 1 - strength)
