"""Send to the outside: TCP, UDP and ICMP to addresses kept for documentation, a name from DNS, and a raw packet.

Success: a packet can be sent at all.
"""

import contextlib
import socket

import torch

BREACHED = False
with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
    line.sendto(b"network_outside", ("192.0.2.1", 9))
    BREACHED = True
with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_STREAM) as line:
    line.settimeout(0.2)
    line.connect(("192.0.2.1", 9))
    BREACHED = True
with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as line:
    line.sendto(b"\x08\x00\xf7\xff\x00\x00\x00\x00", ("192.0.2.1", 0))
    BREACHED = True
with contextlib.suppress(OSError), socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 768) as line:
    BREACHED = True


def linear_betas(num_steps, start=1e-4, end=0.02):
    if not BREACHED:
        raise NotImplementedError("schedules.linear_betas: not written yet")
    return torch.linspace(start, end, num_steps, dtype=torch.float64)
