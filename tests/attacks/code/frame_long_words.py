"""Answer with words much longer than a worker would send: prints, messages, lines, names of arguments.

Success: a record or a page of more than a megabyte.
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


LONG = "attack was here " * 500_000
MESSAGES = [
    [13, None, [], [], None, None, LONG],
    [13, None, [LONG], [LONG]],
    [13, 0.5, ["x"] * 1_000_000, []],
    [14, "raised", LONG, "", None],
    [14, "raised", "ValueError", LONG, None],
    [14, "raised", "ValueError", "", LONG],
    [14, "missing", "", "", None, "schedules." + LONG, ""],
    [14, "load", "", "", None, "", LONG],
    [14, "raised", "x", "", None, "", "", -1, "", LONG],
    [13, [6, LONG], [], []],
    [13, LONG, [], []],
]
CALLS = [0]


def answer(*arguments, **named):
    body = msgspec.msgpack.encode(MESSAGES[CALLS[0] % len(MESSAGES)])
    CALLS[0] += 1
    frame = struct.pack("<I", len(body)) + body
    for fd in open_sockets():
        with contextlib.suppress(OSError):
            while frame:
                frame = frame[os.write(fd, frame) :]


linear_betas = cosine_betas = alpha_bars_from_betas = signal_to_noise = rescale_to_zero_terminal_snr = answer
