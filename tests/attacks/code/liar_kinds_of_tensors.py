"""Return every kind of tensor that is no plain one: complex, sparse, quantised, nested, meta, named, conjugate, empty.

Success: a check passes, or the grader stumbles.
"""

import warnings

import torch

warnings.simplefilter("ignore")


def kinds(like):
    """Yield makers of such tensors; which is taken depends on the call."""
    yield lambda: like.to(torch.complex128)
    yield lambda: like.to(torch.complex64).conj()
    yield lambda: torch._neg_view(like)
    yield lambda: like.to_sparse()
    yield lambda: like.reshape(1, -1).to_sparse_csr()
    yield lambda: torch.quantize_per_tensor(like.float(), 0.1, 0, torch.quint8)
    yield lambda: torch.nested.nested_tensor([like, like[:1]])
    yield lambda: like.to("meta")
    yield lambda: torch.zeros(3, 1, names=("a", "b"))
    yield lambda: like.to(torch.float8_e4m3fn)
    yield lambda: like.to(torch.uint16)
    yield lambda: torch.zeros((0, 2**39, 2**20))
    yield lambda: torch.zeros([1] * 64)
    yield lambda: like.clone().requires_grad_()
    yield lambda: torch.nn.Parameter(like)
    yield lambda: torch.zeros(3, dtype=torch.float64).untyped_storage()
    yield lambda: torch.Tensor()


CALLS = [0]


def answer(*arguments, **named):
    CALLS[0] += 1
    makers = list(kinds(torch.full((3,), 0.5, dtype=torch.float64)))
    return makers[CALLS[0] % len(makers)]()


linear_betas = cosine_betas = alpha_bars_from_betas = signal_to_noise = rescale_to_zero_terminal_snr = answer
