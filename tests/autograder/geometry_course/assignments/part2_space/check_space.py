"""Checks of exercise 2."""

import torch

from autograder import Implementation, Inputs, check, expect


@check(function="cylinder_volume", points=3, needs=["circle_area"])
def check_volume_is_area_times_height(impl: Implementation, inputs: Inputs) -> None:
    """A cylinder of radius 1 and height 1 holds pi."""
    radius, height = inputs.uniform(0.5, 2, 5), inputs.uniform(0.5, 2, 5)
    expect.close(impl.cylinder_volume(radius, height), torch.pi * radius * radius * height, "the volume")
