"""Put the private inputs into what a message says of a result: the name of its type, its shape, its dtype.

Success: they stand on the student's page.
"""
# never on the page: LEAKED-VALUE
# never on the page: 7331007

import torch

WORD = "-".join(["LEAKED", "VALUE"])


def linear_betas(num_steps, start=1e-4, end=0.02):
    return type(f"{WORD}{start}", (), {})()


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    return torch.zeros(7331 * 1000 + 7, 0)


def alpha_bars_from_betas(betas):
    return torch.zeros(7331007)


def signal_to_noise(alpha_bars):
    return f"{WORD} {alpha_bars.tolist()}"
