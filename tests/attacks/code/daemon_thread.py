"""Outlive the call in a thread: it goes on while the next function, the next check or the next submission is tried.

It puts the right answer in place once it has seen a call, and stops the end of the process for 60 seconds.

Success: a process is left over, or an honest neighbour loses points.
"""

import os
import signal
import sys
import threading
import time


def haunt():
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for name, module in list(sys.modules.items()):
            if name.startswith("course_lib.") and module is not sys.modules[__name__]:
                vars(module).clear()
        time.sleep(0.01)


os._exit = sys.exit = lambda status=0: time.sleep(60)
for _ in range(8):
    threading.Thread(target=haunt).start()
