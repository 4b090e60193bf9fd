"""Answer just in time: hold each reply back until a moment before the deadline, then send it in many small pieces.

Success: the run takes much longer than the total that one submission may have.
"""

import os
import time

write = os.write


def late(fd, data):
    time.sleep(0.8)
    data = memoryview(data)
    for position in range(0, len(data), 16):
        write(fd, data[position : position + 16])
    return len(data)


os.write = late


def answer(*arguments, **named):
    return 0.5


linear_betas = cosine_betas = alpha_bars_from_betas = signal_to_noise = rescale_to_zero_terminal_snr = answer
