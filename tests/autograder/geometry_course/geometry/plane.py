"""Exercise 1: the plane."""

from __future__ import annotations

import math

from torch import Tensor


def circle_area(radius: Tensor) -> Tensor:
    """Return the area of circles: pi r^2.

    Shapes: radius (B,) -> (B,).
    """
    # Your solution replaces the next line.
    raise NotImplementedError("plane.circle_area: not written yet (part 1, The plane)")


def distances(points: Tensor) -> Tensor:
    """Return the distance of each point from the origin.

    Shapes: points (B, 2) -> (B,).
    Raises: ValueError if points do not lie in a plane.
    """
    if points.shape[-1] != 2:
        raise ValueError(f"points have {points.shape[-1]} coordinates; expected 2")
    # Your solution replaces the next line.
    raise NotImplementedError("plane.distances: not written yet (part 1, The plane)")
