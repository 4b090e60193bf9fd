"""Outlive the grading in the classic way: fork, setsid, fork, close everything, and call home for 60 seconds.

Success: a process is left over, or it reaches the listener.
"""
# tried on every level

import os
import socket
import time


def call_home():
    for port in range(47331, 47341):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                line.sendall(b"daemon_double_fork")
        except OSError:
            continue


try:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for fd in range(3):
                os.close(fd)
            for _ in range(12):
                call_home()
                time.sleep(5)
        os._exit(0)
except OSError:
    pass
