"""Die of signal 41, which has no name in Python: the kernel sends it when a pipe becomes readable, without kill().

Success: whoever looks up the name of the signal stops with an exception of its own.
"""
# tried on every level
# never on the page: signal 41

import contextlib
import fcntl
import os
import signal
import threading

F_SETSIG = 10


def linear_betas(num_steps, start=1e-4, end=0.02):
    reader, writer = os.pipe()
    with contextlib.suppress(OSError):
        fcntl.fcntl(reader, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(reader, F_SETSIG, 41)
        fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {41})
        os.write(writer, b"x")
        threading.Event().wait(0.2)
    raise ValueError
