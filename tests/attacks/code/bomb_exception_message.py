"""Raise exceptions with 100 MB of text, a type name of 10 MB, and a note of 50 MB.

Success: a record or a page of more than a megabyte, or a grader without memory.
"""

LONG = "attack was here " * 6_000_000


def linear_betas(num_steps, start=1e-4, end=0.02):
    raise ValueError(LONG)


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    raise type("E" * 10_000_000, (Exception,), {})("x")


def alpha_bars_from_betas(betas):
    error = ValueError("short")
    error.add_note(LONG[:50_000_000])
    raise error


def signal_to_noise(alpha_bars):
    raise NotImplementedError("schedules.signal_to_noise: " + LONG)
