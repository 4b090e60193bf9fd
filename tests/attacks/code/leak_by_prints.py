"""Print the private inputs: every call's arguments go to stdout, stderr, warnings, logging, and the raw descriptors.

Success: they stand on the student's page.
"""
# tried on every level
# never on the page: LEAKED-VALUE

import logging
import os
import sys
import warnings

WORD = "-".join(["LEAKED", "VALUE"])


def tell(*arguments, **named):
    text = f"{WORD} {arguments} {named}"
    print(text)
    print(text, file=sys.stderr)
    warnings.warn(text, stacklevel=2)
    logging.getLogger().error(text)
    for fd in (1, 2):
        try:
            os.write(fd, text.encode())
        except OSError:
            continue


linear_betas = cosine_betas = alpha_bars_from_betas = signal_to_noise = rescale_to_zero_terminal_snr = tell
