"""Return tensors that are small here and large elsewhere: a billion elements with stride 0, sparse, and real ones.

Success: the grader takes gigabytes of memory, or minutes.
"""
# tried on every level

import torch


def linear_betas(num_steps, start=1e-4, end=0.02):
    return torch.zeros((), dtype=torch.float64).expand(10**9)


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    return torch.zeros(1).expand(2**20, 2**20, 2**20)


def alpha_bars_from_betas(betas):
    return torch.sparse_coo_tensor(torch.zeros(1, 1, dtype=torch.int64), torch.zeros(1), (2**40,))


def signal_to_noise(alpha_bars):
    return torch.zeros(8 << 17, dtype=torch.float64)  # 8 MiB, in each call


def rescale_to_zero_terminal_snr(betas):
    return [torch.zeros(1 << 20, dtype=torch.float64)] * 10_000
