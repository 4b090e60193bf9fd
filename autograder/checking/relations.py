"""The simplest relation between a wrong result and the right one, for mistakes that nobody has met before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor


def simplest_relation(got: Tensor, expected: Tensor) -> str | None:
    """Describe `got` in terms of `expected` (same shape, float64) in a sentence, or return None.

    A relation must hold at every element, and there must be enough of them to tell it from chance.  A result that is
    only a little off has none: every relation that is near to identity would hold.
    """
    if expected.numel() < 3 or not torch.isfinite(got).all() or float(expected.std()) < 1e-9:
        return None
    if _equal(got, expected):
        return None
    return next((sentence for sentence, value in _candidates(got, expected) if _equal(got, value)), None)


def _candidates(got: Tensor, expected: Tensor) -> Iterator[tuple[str, Tensor | None]]:
    yield "the sign is reversed everywhere", -expected
    yield "these are the values that belong one entry earlier", _shifted(got, expected, 1)
    yield "these are the values that belong one entry later", _shifted(got, expected, -1)
    yield "the order is reversed", expected.flip(0) if expected.dim() else None
    yield "every sample got what belongs to sample 0", expected[:1].expand_as(expected) if expected.dim() else None
    functions: dict[str, Callable[[Tensor], Tensor]] = {
        "it is the square of what is expected": torch.square,
        "it is the square root of what is expected": torch.sqrt,
        "it is one over what is expected": torch.reciprocal,
        "it is one minus what is expected": lambda x: 1 - x,
        "it is the logarithm of what is expected": torch.log,
    }
    for sentence, function in functions.items():
        yield sentence, function(expected)
    factor = float((got * expected).sum() / (expected * expected).sum())
    yield f"it is {factor:.4g} times what is expected, everywhere", expected * factor if abs(factor) > 1e-9 else None
    offset = float((got - expected).mean())
    yield f"it is what is expected {'plus' if offset > 0 else 'minus'} {abs(offset):.4g}, everywhere", expected + offset


def _shifted(got: Tensor, expected: Tensor, by: int) -> Tensor | None:
    """Shift along the first dimension; at the end that has no neighbour, take what is there."""
    if not expected.dim() or len(expected) < 4:
        return None
    rolled = expected.roll(by, 0)
    end = 0 if by > 0 else -1
    rolled[end] = got[end]
    return rolled


def _equal(got: Tensor, value: Tensor | None) -> bool:
    return value is not None and torch.allclose(got, value, rtol=1e-4, atol=1e-4 * float(got.abs().median()))
