"""Stop without ending: SIGSTOP to oneself, so that nothing ever comes back and no handler runs.

Success: the run waits for ever.
"""

import os
import signal


def linear_betas(num_steps, start=1e-4, end=0.02):
    os.kill(os.getpid(), signal.SIGSTOP)


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    signal.raise_signal(signal.SIGSTOP)
