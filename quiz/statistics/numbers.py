"""The formulas of the item analysis; each returns None where it has no value.

The definitions are those of Moodle's quiz statistics report ("Quiz statistics calculations" in its documentation for
developers); the upper-lower index with 27 % is Kelley's (1939), alpha is Cronbach's (1951).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers: TypeAlias = NDArray[np.float64]

UPPER_LOWER = 0.27
SAME = 1e-9  # numbers that are the same but for rounding; all that is compared here lies between 0 and 1


def _varies(numbers: Numbers) -> bool:
    return len(numbers) > 1 and float(np.ptp(numbers)) > SAME


def share(scores: Numbers, maxima: Numbers) -> Numbers:
    """Return each row's points as a share of what it could have; nan counts for nothing, and a row of nan gives nan."""
    points, reach = np.nansum(scores, axis=1), np.nansum(maxima, axis=1)
    shares: Numbers = np.divide(points, reach, out=np.full(len(points), np.nan), where=reach > 0)
    return shares


def covariance(first: ArrayLike, second: ArrayLike) -> float | None:
    """Return the covariance of a sample, with n - 1; None for less than two."""
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if len(x) < 2:
        return None
    return float(np.sum((x - x.mean()) * (y - y.mean())) / (len(x) - 1))


def spread(numbers: ArrayLike) -> float | None:
    """Return the standard deviation of a sample, with n - 1; None for less than two."""
    found = np.asarray(numbers, dtype=float)
    if len(found) < 2:
        return None
    return float(np.std(found, ddof=1)) if _varies(found) else 0.0


def correlation(first: ArrayLike, second: ArrayLike) -> float | None:
    """Return Pearson's correlation; None for less than two, or if one of both is always the same."""
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if not (_varies(x) and _varies(y)):
        return None
    dx, dy = x - x.mean(), y - y.mean()
    found = float(np.sum(dx * dy) / np.sqrt(np.sum(dx * dx) * np.sum(dy * dy)))
    return min(1.0, max(-1.0, found))


def efficiency(item: ArrayLike, rest: ArrayLike) -> float | None:
    """Return the discriminative efficiency: the covariance, as a share of the largest that these scores allow.

    The largest is the one in which the best score of the item belongs to the best rest score, and so on down. The
    result is 1 at most; it may lie below -1, as what is least possible is not always as far from zero.
    """
    x, y = np.asarray(item, dtype=float), np.asarray(rest, dtype=float)
    if not (_varies(x) and _varies(y)):
        return None
    found, largest = covariance(x, y), covariance(np.sort(x), np.sort(y))
    return found / largest if found is not None and largest else None


def upper_lower(item: ArrayLike, total: ArrayLike) -> float | None:
    """Return the mean of the item among the best 27 % by total, minus that among the worst 27 %; None below two.

    At least one student is in each group. Students who tie at the edge of a group each count in part, so that the
    result does not depend on how they are listed.
    """
    x, t = np.asarray(item, dtype=float), np.round(np.asarray(total, dtype=float), 9)
    if len(x) < 2:
        return None
    size = max(1, int(UPPER_LOWER * len(x) + 0.5))
    return _mean_of_best(x, t, size) - _mean_of_best(x, -t, size)


def _mean_of_best(item: Numbers, total: Numbers, size: int) -> float:
    edge = np.sort(total)[-size]
    above, tied = total > edge, total == edge
    weights = above + tied * (size - above.sum()) / tied.sum()
    return float(np.sum(weights * item) / size)


def cronbach_alpha(scores: ArrayLike) -> float | None:
    """Return alpha = P / (P - 1) (1 - sum of var(item) / var(total)) of a matrix of students by items.

    None for less than two students or two items, or if all totals are the same.
    """
    matrix = np.asarray(scores, dtype=float)
    if matrix.ndim != 2 or min(matrix.shape) < 2 or not _varies(matrix.sum(axis=1)):
        return None
    items = matrix.shape[1]
    of_items, of_total = matrix.var(axis=0, ddof=1).sum(), matrix.sum(axis=1).var(ddof=1)
    return float(items / (items - 1) * (1 - of_items / of_total))


def standard_error(deviation: float | None, alpha: float | None) -> float | None:
    """Return how far a total lies from what the student would get on average over many such papers: sd sqrt(1 - alpha).

    Lord and Novick (1968).
    """
    if deviation is None or alpha is None:
        return None
    return float(deviation * np.sqrt(max(0.0, 1 - alpha)))
