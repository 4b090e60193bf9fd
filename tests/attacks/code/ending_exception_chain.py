"""Raise an exception whose __cause__ and __context__ lead round in a circle and whose traceback has no end.

Success: whoever follows the chain to find the student's line never comes back.
"""


def deep(n):
    if n:
        deep(n - 1)
    raise ValueError


def linear_betas(num_steps, start=1e-4, end=0.02):
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    first.__context__, second.__context__ = second, first
    raise first


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    try:
        deep(900)
    except ValueError as error:
        last = error.__traceback__
        while last.tb_next:
            last = last.tb_next
        grown = error
        for _ in range(5_000):
            other = ValueError("one more")
            other.__cause__ = grown
            grown = other
        raise grown from error
