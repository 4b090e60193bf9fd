"""Return tensors whose memory is not what they say: freed, shrunk to nothing, shared with itself, out of bounds.

Success: whoever copies the memory crashes in the grader, or reads numbers that are not this submission's.
"""

import ctypes

import torch


def linear_betas(num_steps, start=1e-4, end=0.02):
    result = torch.zeros(1_000_000, dtype=torch.float64)
    result.untyped_storage().resize_(0)
    return result


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    memory = ctypes.create_string_buffer(8 * num_steps)
    result = torch.frombuffer(memory, dtype=torch.float64)
    ctypes.memset(id(memory) + 16, 0xFF, 8)
    return result


def alpha_bars_from_betas(betas):
    return torch.frombuffer((ctypes.c_double * 1_000_000).from_address(16), dtype=torch.float64)


def signal_to_noise(alpha_bars):
    alpha_bars.untyped_storage().resize_(0)
    return alpha_bars
