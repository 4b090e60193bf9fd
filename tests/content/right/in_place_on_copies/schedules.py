"""Tensors made once and changed in place, none of them the caller's."""

import torch


def linear_betas(num_steps, start=1e-4, end=0.02):
    betas = torch.arange(num_steps, dtype=torch.double)
    betas *= end - start
    betas /= num_steps - 1
    betas += start
    return betas


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    f = torch.arange(num_steps + 1, dtype=torch.double)
    f.div_(num_steps).add_(offset).div_(1 + offset).mul_(torch.pi / 2).cos_().square_()
    betas = f[1:].div(f[:-1]).neg_().add_(1)
    betas[betas > max_beta] = max_beta
    return betas


def alpha_bars_from_betas(betas):
    left = 1 - betas
    for t in range(1, len(left)):
        left[t] *= left[t - 1]
    return left


def signal_to_noise(alpha_bars):
    snr = alpha_bars.clone()
    snr /= 1 - alpha_bars
    return snr


def rescale_to_zero_terminal_snr(betas):
    root = alpha_bars_from_betas(betas).sqrt_()
    first = root[0].item() if not root.is_meta else 1.0
    root -= root[-1].clone()
    root *= first / root[0].clone()
    root.square_()
    root[1:] /= root[:-1].clone()
    return root.neg_().add_(1)
