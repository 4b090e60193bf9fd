"""The arithmetic of comparing everybody with everybody, which has to be quick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from copydetect.utils import get_copied_slices  # type: ignore[import-untyped]
from numpy.typing import NDArray

from autograder.similarity.traces import RUN

AT_ONCE = 4096
"""Runs that are counted in one product: memory grows with the class, not with what it wrote."""


def candidates(distinct: Sequence[NDArray[np.int64]], share: float, least: float) -> Iterator[tuple[int, int]]:
    """Yield the pairs who have in common at least the `share` of one's runs, and at least `least` of them.

    That is less than the share of signs: a run is lost with each sign of it that was edited.  A copy with an edit in
    every second line has half of its runs left, one with an edit in each line a quarter.

    The numbers of common runs are products of matrices: a thousand students make half a million pairs.

    distinct: the runs of each student, each once, as numbers from 0.
    """
    sizes = np.array([len(runs) for runs in distinct], np.int64)
    holders = np.repeat(np.arange(len(distinct)), sizes)
    runs = np.concatenate([*distinct, np.zeros(0, np.int64)])
    shared = np.bincount(runs) > 1
    kept = shared[runs]
    columns = (np.cumsum(shared) - 1)[runs[kept]]
    order = np.argsort(columns, kind="stable")
    holders, columns = holders[kept][order], columns[order]
    common = np.zeros((len(distinct), len(distinct)), np.float32)
    for start in range(0, int(shared.sum()), AT_ONCE):
        part = slice(*np.searchsorted(columns, (start, start + AT_ONCE)))
        has = np.zeros((len(distinct), AT_ONCE), np.float32)
        has[holders[part], columns[part] - start] = 1
        common += has @ has.T
    enough = common >= np.maximum(share * np.minimum(sizes[:, None], sizes), least)
    yield from ((int(a), int(b)) for a, b in np.argwhere(np.triu(enough, 1)))


def runs_cover(runs: NDArray[np.bool_]) -> int:
    """Return the number of signs that are in at least one of the runs, which are marked where they start."""
    starts, ends = get_copied_slices(np.flatnonzero(runs), RUN)
    return int(np.sum(ends - starts))
