"""Talk to the instructor's terminal: escapes in prints, in exceptions, in names of types, that clear and retitle it.

Success: an escape reaches the terminal, a table or a page as it is.
"""
# never shown: \x1b]0;attack
# never shown: \x1b[2Jattack
# never shown: \x9b2Jattack

import os
import sys

EVIL = "\x1b]0;attack\x07\x1b[2Jattack\x1b[1;32m15/15\x1b[0m\r\x9b2Jattack\x08\x7f\x00"
print(EVIL)
print(EVIL, file=sys.stderr)
for fd in (1, 2):
    try:
        os.write(fd, EVIL.encode())
    except OSError:
        continue


def linear_betas(num_steps, start=1e-4, end=0.02):
    raise ValueError(EVIL)


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    raise type("Error" + EVIL.replace("\0", ""), (Exception,), {})(EVIL)


def alpha_bars_from_betas(betas):
    return type("Tensor" + EVIL.replace("\0", ""), (), {})()


def signal_to_noise(alpha_bars):
    raise NotImplementedError("schedules.signal_to_noise: " + EVIL)
