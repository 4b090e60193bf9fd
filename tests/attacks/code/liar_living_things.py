"""Return what lives: generators, coroutines, modules, frames, classes, locks, files, functions, the frame.

Success: the grader runs some of it, or stumbles.
"""

import asyncio
import os
import sys
import threading
import types


def endless():
    while True:
        yield 0.5


async def later():
    await asyncio.sleep(1e9)


THINGS = [
    endless,
    later,
    lambda: sys,
    sys._getframe,
    lambda: type("torch.Tensor", (), {}),
    threading.Lock,
    lambda: print,
    lambda: os.fdopen(os.open(os.devnull, os.O_RDONLY)),
    lambda: NotImplemented,
    lambda: ...,
    lambda: types.SimpleNamespace(shape=(3,)),
    lambda: (lambda: None).__code__,
    lambda: memoryview(b"xyz"),
    lambda: iter([0.5] * 3),
    lambda: range(10**12),
    object,
]
CALLS = [0]


def answer(*arguments, **named):
    CALLS[0] += 1
    return THINGS[CALLS[0] % len(THINGS)]()


linear_betas = cosine_betas = alpha_bars_from_betas = signal_to_noise = rescale_to_zero_terminal_snr = answer
