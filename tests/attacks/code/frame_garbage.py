"""Send rubbish in well-formed frames: no msgpack, msgpack of the wrong kind, extension types, wrong tags, half a value.

Success: the grader stops with an exception of its own.
"""
# tried on every level

import contextlib
import os
import random
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


rng = random.Random(7)
BODIES = [
    b"",
    b"\xc1",
    b"\xff" * 64,
    bytes(range(256)),
    b"\x93\x0d",
    b"\xdd\xff\xff\xff\xff",
    b"\xdb\xff\xff\xff\xff",
    b"\xc9",
    msgspec.msgpack.encode(msgspec.msgpack.Ext(5, b"x")),
    msgspec.msgpack.encode({"tag": 13}),
    msgspec.msgpack.encode([13]),
    msgspec.msgpack.encode([99, 1, 2]),
    msgspec.msgpack.encode([13, [7, "x"]]),
    msgspec.msgpack.encode("x" * 1_000),
    *(rng.randbytes(rng.randrange(200)) for _ in range(50)),
]
CALLS = [0]


def answer(*arguments, **named):
    body = BODIES[CALLS[0] % len(BODIES)]
    CALLS[0] += 1
    for fd in open_sockets():
        with contextlib.suppress(OSError):
            os.write(fd, struct.pack("<I", len(body)) + body)


linear_betas = cosine_betas = alpha_bars_from_betas = signal_to_noise = rescale_to_zero_terminal_snr = answer
