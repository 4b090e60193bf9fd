"""Outlive the grading as a sibling: clone with CLONE_PARENT makes a child of the parent, which nobody waits for.

Success: a process is left over.
"""

import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def syscall(number, *arguments):
    """Make a system call without the wrapper of libc, by its number on x86-64."""
    return libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))


for flags in (0x8000 | 17, 0x8000, 0x8000 | 0x100 | 0x10000):
    child = syscall(56, flags & ~0x10100, 0, 0, 0, 0)
    if child == 0:
        time.sleep(60)
        os._exit(0)
libc.prctl(36, 1, 0, 0, 0)  # adopt whatever becomes an orphan
libc.prctl(1, 0, 0, 0, 0)  # no signal when the parent dies
