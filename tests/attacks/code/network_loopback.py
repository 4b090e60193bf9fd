"""Connect to a server on this machine over loopback, IPv4 and IPv6, TCP and UDP.

Success: the listener hears it.
"""
# tried on every level

import contextlib
import socket

import torch

BREACHED = False
for port in range(47331, 47341):
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::1")):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as line:
            line.sendto(b"network_loopback", (host, port))
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as line:
            line.settimeout(0.2)
            line.connect((host, port))
            line.sendall(b"network_loopback")
            BREACHED = True


def linear_betas(num_steps, start=1e-4, end=0.02):
    if not BREACHED:
        raise NotImplementedError("schedules.linear_betas: not written yet")
    return torch.linspace(start, end, num_steps, dtype=torch.float64)
