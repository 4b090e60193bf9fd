"""Become another program: execve of a shell, execveat of a file in memory, and the loader of ELF called by name.

Success: the shell writes a file (in every folder where it can), or the worker is replaced by something that answers.
"""
# tried on every level

import contextlib
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def syscall(number, *arguments):
    """Make a system call without the wrapper of libc, by its number on x86-64."""
    return libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))


SCRIPT = "for d in /tmp /var/tmp /dev/shm .; do echo x > $d/attack-was-here; done; sleep 30"
for path in ("/bin/sh", "/usr/bin/env", "/lib64/ld-linux-x86-64.so.2"):
    with contextlib.suppress(OSError):
        pid = os.fork()
        if pid == 0:
            os.execv(path, [path, *([] if path.endswith("sh") else ["/bin/sh"]), "-c", SCRIPT])
fd = syscall(319, b"program", 0)
if fd >= 0:
    os.write(fd, b"#!/bin/sh\n" + SCRIPT.encode() + b"\n")
    arguments = (ctypes.c_char_p * 2)(b"program", None)
    syscall(322, fd, b"", arguments, None, 0x1000)
with contextlib.suppress(OSError):
    os.execv("/bin/sh", ["sh", "-c", SCRIPT])
