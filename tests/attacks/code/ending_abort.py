"""Abort: SIGABRT, a core file, and a message from libc on stderr.

Success: the run ends, or a core file stands somewhere afterwards.
"""

import contextlib
import os
import resource

with contextlib.suppress(ValueError, OSError):
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def linear_betas(num_steps, start=1e-4, end=0.02):
    os.abort()
