"""Return NaN and infinities: a comparison of the wrong kind, max of NaN or NaN <= tolerance, lets them pass.

Success: a check passes.
"""

import torch


def linear_betas(num_steps, start=1e-4, end=0.02):
    return torch.full((num_steps,), float("nan"), dtype=torch.float64)


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    return torch.full((num_steps,), float("inf"), dtype=torch.float64)


def alpha_bars_from_betas(betas):
    return -betas / 0


def signal_to_noise(alpha_bars):
    return torch.tensor([float("nan")] * len(alpha_bars), dtype=torch.float16)


def rescale_to_zero_terminal_snr(betas):
    return float("nan")
