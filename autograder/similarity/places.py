"""Where two modules are alike: lines of the one beside lines of the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from autograder.similarity.traces import RUN, Trace

Lines = tuple[int, int]
"""The first and the last line of a place, counted from 1."""


class Place(msgspec.Struct, frozen=True, order=True):
    """Lines of the first module and the lines of the second that are like them."""

    first: Lines
    second: Lines


def find_places(traces: tuple[Trace, Trace], common: tuple[NDArray[np.bool_], NDArray[np.bool_]]) -> tuple[Place, ...]:
    """Return the places at which the `common` runs of two modules stand, in the order of the first.

    Functions in another order are found: a place in the first may lie before another one, and behind it in the second.
    """
    places: list[Place] = []
    for start, other, signs in _stretches(traces, common):
        lines = traces[0].lines[[start, start + signs - 1]], traces[1].lines[[other, other + signs - 1]]
        first, second = ((int(begin), int(end)) for begin, end in lines)
        place = Place(first, second)
        if places and _adjoins(places[-1], place):
            last = places.pop()
            place = Place(
                (last.first[0], max(last.first[1], first[1])), (last.second[0], max(last.second[1], second[1]))
            )
        places.append(place)
    return tuple(places)


def _stretches(
    traces: tuple[Trace, Trace], common: tuple[NDArray[np.bool_], NDArray[np.bool_]]
) -> Iterator[tuple[int, int, int]]:
    """Yield (start in the first, start in the second, signs): as far as the same signs follow each other in both."""
    where: dict[int, list[int]] = defaultdict(list)
    for position in np.flatnonzero(common[1]).tolist():
        where[int(traces[1].runs[position])].append(position)
    start = other = signs = 0
    for position in np.flatnonzero(common[0]).tolist():
        candidates = where[int(traces[0].runs[position])]
        expected = other + position - start
        if signs and position <= start + signs and expected in candidates:
            signs = position - start + RUN
            continue
        if signs:
            yield start, other, signs
        start, other, signs = position, min(candidates, key=lambda c: abs(c - expected)), RUN
    if signs:
        yield start, other, signs


def _adjoins(last: Place, place: Place) -> bool:
    return place.first[0] <= last.first[1] + 1 and last.second[0] <= place.second[0] <= last.second[1] + 1
