"""Answer with tensors whose words and bytes do not fit: sides of 2^40, products that overflow, 0 times everything.

Success: the grader takes the memory, crashes in torch, or stops with an exception of its own.
"""
# tried on every level

import contextlib
import os
import stat
import struct

import msgspec


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


TENSORS = [
    [1, "float64", [2**39, 2**39, 0], b""],
    [1, "float64", [2**40 - 1], None],
    [1, "float64", [2**28, 2**27], None],
    [1, "float64", [2**32, 2**32], b""],
    [1, "float64", [-1, -3], bytes(24)],
    [1, "float64", [-3], bytes(24)],
    [1, "bool", [3], b"\x02\xff\x80"],
    [1, "bfloat16", [3], bytes(5)],
    [1, "complex128", [3], bytes(48)],
    [1, "object", [3], bytes(24)],
    [1, "", [], b""],
    [1, "float64", [], bytes(8)],
    [1, "float64", [1] * 17, bytes(8)],
    [1, "float64", [2**64 - 1], b""],
    [1, "int64", [0] * 16, None],
    [1, "float64", [2**13, 2**13, 2**13, 2**13], None],
    [1, "float64", [2**39, 2**39, 2**39, 0], None],
    [1, "uint8", [8 << 20], bytes(8 << 20)],
    [4, 2**64 - 1],
    [4, -1],
    [5, 0],
]
CALLS = [0]


def answer(*arguments, **named):
    body = msgspec.msgpack.encode([13, TENSORS[CALLS[0] % len(TENSORS)], [], []])
    CALLS[0] += 1
    frame = struct.pack("<I", len(body)) + body
    for fd in open_sockets():
        with contextlib.suppress(OSError):
            os.set_blocking(fd, True)
            while frame:
                frame = frame[os.write(fd, frame) :]


linear_betas = cosine_betas = alpha_bars_from_betas = signal_to_noise = rescale_to_zero_terminal_snr = answer
