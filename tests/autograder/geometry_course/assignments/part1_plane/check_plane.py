"""Checks of exercise 1."""

import torch

from autograder import Implementation, Inputs, check, expect


@check(function="circle_area", points=2)
def check_doubling_the_radius_makes_four_times_the_area(impl: Implementation, inputs: Inputs) -> None:
    """A circle of twice the radius has four times the area, and a circle of radius 1 the area pi."""
    radius = inputs.uniform(0.5, 2, 5)
    expect.close(impl.circle_area(radius), torch.pi * radius * radius, "the area", hint="Which power of r?")
    expect.close(impl.circle_area(2 * radius), 4 * torch.pi * radius * radius, "the area of twice the radius")


@check(function="circle_area", points=1)
def check_area_keeps_dtype_and_device(impl: Implementation, inputs: Inputs) -> None:
    """The area has the dtype and device of the radius, which stays as it was."""
    radius = inputs.uniform(0.5, 2, 5).double()
    expect.well_behaved(impl.circle_area, lambda kind: (radius.to(kind),), torch.pi * radius * radius, name="the area")


@check(function="distances", points=2)
def check_distances_are_those_of_pythagoras(impl: Implementation, inputs: Inputs) -> None:
    """The point (3, 4) is 5 away from the origin, and so are its multiples."""
    lengths = inputs.uniform(1, 2, 4)
    points = torch.stack([3 * lengths, 4 * lengths], dim=1)
    expect.close(impl.distances(points), 5 * lengths, "the distance")
