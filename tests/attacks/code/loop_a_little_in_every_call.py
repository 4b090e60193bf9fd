"""Take nine tenths of what a call may take, in every call, and never more: thousands of calls would take hours.

Success: the run takes much longer than the total that one submission may have.
"""

import time

import torch


def slowly(*arguments, **named):
    time.sleep(0.9)
    return torch.zeros(3)


linear_betas = cosine_betas = alpha_bars_from_betas = signal_to_noise = rescale_to_zero_terminal_snr = slowly
