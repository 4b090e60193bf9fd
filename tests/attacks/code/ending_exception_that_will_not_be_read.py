"""Raise exceptions that bite whoever looks at them: __str__ raises, loops, exits, or returns no string.

Success: the run hangs or stops while it describes the exception.
"""

import os


class Raises(Exception):
    def __str__(self):
        raise self

    __repr__ = __str__


class Loops(Exception):
    def __str__(self):
        while True:
            pass


class Exits(Exception):
    def __str__(self):
        os._exit(0)


class Meta(type):
    @property
    def __name__(cls):
        raise SystemExit(0)

    @property
    def __module__(cls):
        raise KeyboardInterrupt


class NoName(Exception, metaclass=Meta):
    def __str__(self):
        return 7

    def __getattribute__(self, name):
        raise KeyboardInterrupt


def linear_betas(num_steps, start=1e-4, end=0.02):
    raise Raises


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    raise NoName


def alpha_bars_from_betas(betas):
    raise Exits


def signal_to_noise(alpha_bars):
    raise Loops
