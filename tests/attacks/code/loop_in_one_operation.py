"""Take for ever in a single bytecode: a regular expression that explodes, a power with billions of digits.

Success: a time limit that is looked at between bytecodes never strikes.
"""

import re


def linear_betas(num_steps, start=1e-4, end=0.02):
    return re.match(r"(a+)+$", "a" * 64 + "b")


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    return 9 ** (9**9)
