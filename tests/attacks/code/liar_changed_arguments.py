"""Change an argument after the answer has been made: by ctypes, in a thread, and by a hook of the result.

The grader keeps its own copy: what it compares with must not be what the worker holds.

Success: an expectation that was computed from the changed argument agrees with the answer.
"""

import ctypes
import threading

import torch


def alpha_bars_from_betas(betas):
    size = betas.numel() * betas.element_size()
    address = betas.data_ptr()
    threading.Thread(target=ctypes.memset, args=(address, 0, size)).start()
    ctypes.memset(address, 0, size)
    return torch.ones_like(betas)


def signal_to_noise(alpha_bars):
    alpha_bars.fill_(0.5)
    return torch.ones_like(alpha_bars)


def rescale_to_zero_terminal_snr(betas):
    betas.set_(torch.ones(1, dtype=torch.float64).untyped_storage())
    betas.resize_(2**20)
    return betas
