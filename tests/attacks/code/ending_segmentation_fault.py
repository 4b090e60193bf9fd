"""Read from address 0, with a handler for SIGSEGV installed that returns to the same instruction for ever.

Success: the run hangs or ends.
"""

import ctypes
import signal

signal.signal(signal.SIGSEGV, lambda number, frame: None)  # the C handler sets a flag and the instruction runs again


def linear_betas(num_steps, start=1e-4, end=0.02):
    ctypes.string_at(0)
