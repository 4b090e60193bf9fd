"""Stop the clocks and then loop: every clock of Python stands still, and the alarm of the process is taken away.

Success: a limit that is measured inside of the worker never strikes.
"""

import datetime
import signal
import threading
import time

NOW = time.monotonic()
for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
    setattr(time, name, lambda: NOW)
    setattr(time, f"{name}_ns", lambda: int(NOW * 1e9))
time.sleep = lambda seconds: None
signal.setitimer = signal.alarm = lambda *arguments: 0
threading.Timer = lambda *arguments, **named: threading.Event()
datetime.datetime = type("datetime", (datetime.datetime,), {"now": classmethod(lambda cls, tz=None: cls(2020, 1, 1))})


def linear_betas(num_steps, start=1e-4, end=0.02):
    while time.monotonic() - NOW < 1:
        pass
