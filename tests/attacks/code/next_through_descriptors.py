"""Spoil what is shared through inherited descriptors: positions, lengths, locks, flags, other submissions' orders.

Each descriptor is read empty, written to, cut to nothing, locked, and its socket shut.

Success: an honest neighbour loses points, or the grader takes the rubbish for an answer.
"""
# tried on every level

import contextlib
import fcntl
import os
import socket
import stat

for fd in (*range(16), *range(16, 1_024)):
    try:
        mode = os.fstat(fd).st_mode
    except OSError:
        continue
    acts = [
        lambda fd=fd: os.ftruncate(fd, 0),
        lambda fd=fd: os.lseek(fd, 0, os.SEEK_END),
        lambda fd=fd: os.write(fd, b"\x00\x00\x00\x00attack was here\n" * 64),
        lambda fd=fd: fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB),
        lambda fd=fd: fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND),
        lambda fd=fd: os.fchmod(fd, 0),
    ]
    if stat.S_ISSOCK(mode):
        acts += [
            lambda fd=fd: socket.socket(fileno=os.dup(fd)).recv(1 << 20, socket.MSG_DONTWAIT),
            lambda fd=fd: socket.socket(fileno=os.dup(fd)).accept(),
            lambda fd=fd: socket.socket(fileno=os.dup(fd)).setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1),
        ]
    for act in acts:
        with contextlib.suppress(OSError, ValueError):
            act()
for fd in range(3, 1_024):
    with contextlib.suppress(OSError):
        socket.socket(fileno=os.dup(fd)).shutdown(socket.SHUT_RDWR)
