"""Loop in a try that catches whatever is thrown, in a handler that does the same, with every signal ignored.

Success: the run takes for ever.
"""

import contextlib
import signal

for number in signal.valid_signals():
    with contextlib.suppress(OSError, ValueError):
        signal.signal(number, signal.SIG_IGN)
with contextlib.suppress(OSError, ValueError):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())


def linear_betas(num_steps, start=1e-4, end=0.02):
    while True:
        try:
            while True:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except BaseException:
            while True:
                with contextlib.suppress(BaseException):
                    while True:
                        signal.setitimer(signal.ITIMER_REAL, 0)
