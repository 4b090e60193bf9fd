"""Randomness that a seed determines for ever: only `Random.random`, whose values Python promises to keep."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

# Neither vowels, so that no words arise, nor signs that are taken for one another.
_LETTERS = "bcdfghjkmnpqrstvwxz23456789"
_LENGTH = 8


def stream(seed: str, *purpose: str) -> Random:
    """Return a source of chance for one purpose; sources for different purposes do not depend on each other."""
    return Random("/".join((seed, *purpose)))


def pick(chance: Random, values: Sequence[T]) -> T:
    """Return one of the values, each equally likely."""
    return values[int(chance.random() * len(values))]


def shuffled(chance: Random, values: Sequence[T]) -> list[T]:
    """Return the values in random order (Fisher and Yates)."""
    mixed = list(values)
    for place in range(len(mixed) - 1, 0, -1):
        other = int(chance.random() * (place + 1))
        mixed[place], mixed[other] = mixed[other], mixed[place]
    return mixed


def opaque_ids(chance: Random, count: int) -> list[str]:
    """Return short random names, all different, that say nothing about what they name."""
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(pick(chance, _LETTERS) for _ in range(_LENGTH))] = None
    return list(found)
