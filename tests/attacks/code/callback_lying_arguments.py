"""Call the model with what no model expects: other shapes, dtypes, devices, objects, names, levels far outside.

Success: the check's own code fails in a way that ends the run, or a check passes.
"""
# handed in as: loss.py

import contextlib

import torch


class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return 7


def denoising_loss(model, x0, noise, t, alpha_bars, prediction="eps", gamma=None):
    cycle = []
    cycle.append(cycle)
    for x, levels, more in (
        (x0.as_subclass(Liar), t, {}),
        (x0.to("meta"), t, {}),
        (x0, t + 10**12, {}),
        (x0, t - 10**12, {}),
        (x0, None, {}),
        (None, None, {"self": 1}),
        (x0.to_sparse(), t, {}),
        (x0 * float("nan"), t, {}),
        (cycle, {}, {}),
        (x0, t, {"\0": "\x1b[2J"}),
        (x0.to(torch.complex64), t, {}),
        (model, model, {}),
        ("x" * 10**7, t, {}),
        (torch.zeros(0), torch.zeros(0, dtype=torch.int64), {}),
        (x0.expand(3, *x0.shape), t, {}),
    ):
        with contextlib.suppress(BaseException):
            model(x, levels, **more)
    return model(x0, t).sum() * 0 + 1.25
