"""Hand out a false gradient: a loss with the right value whose grad_fn, hooks and backward say what they like.

The loss is right; its gradient is wrong by a factor, hidden by a replaced backward, by hooks and by a lying Function.
3.5 of the 4 points of denoising_loss are deserved for the values.

Success: the check of the gradient passes as well: 4 points.
"""
# handed in as: loss.py
# deserves: 3.5

import torch

backward = torch.autograd.backward
torch.autograd.backward = lambda *arguments, **named: backward(*arguments, **named)
torch.Tensor.backward = lambda *arguments, **named: None


class Lie(torch.autograd.Function):
    @staticmethod
    def forward(context, x):
        return x.clone()

    @staticmethod
    def backward(context, gradient):
        return gradient * 3


def weight_of(share, gamma, prediction):
    snr = share / (1 - share)
    cut = snr.clamp(max=gamma)
    return {"eps": cut / snr, "x0": cut, "velocity": cut / (snr + 1)}[prediction]


def denoising_loss(model, x0, noise, t, alpha_bars, prediction="eps", gamma=None):
    share = alpha_bars[t]
    column = share.reshape(-1, *[1] * (x0.dim() - 1))
    a, b = column.sqrt().to(x0.dtype), (1 - column).sqrt().to(x0.dtype)
    target = {"eps": noise, "x0": x0, "velocity": a * noise - b * x0}[prediction]
    answer = Lie.apply(model(a * x0 + b * noise, t))
    each = (answer - target).square().reshape(len(x0), -1).mean(dim=1)
    if gamma is not None:
        each = each * weight_of(share, gamma, prediction).to(each.dtype)
    return each.mean()
