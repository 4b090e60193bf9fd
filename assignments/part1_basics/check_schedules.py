"""Checks of exercise 1, noise schedules."""

from __future__ import annotations

import torch

from assignments.cases import irregular_betas
from autograder import Implementation, Inputs, check, expect


@check(function="linear_betas", points=1)
def check_linear_betas_are_evenly_spaced_from_start_to_end(impl: Implementation, inputs: Inputs) -> None:
    """The betas form a straight line that contains both ends: with 3 levels from 0.1 to 0.3 they are 0.1, 0.2, 0.3."""
    for num_steps in (2, 4, 7, 10):
        start = inputs.number(0.01, 0.2)
        end = start + inputs.number(0.1, 0.4)
        step = (end - start) / (num_steps - 1)
        betas = impl.linear_betas(num_steps, start, end)
        expect.close(betas, [start + i * step for i in range(num_steps)], f"betas for {num_steps} steps from {start} to {end:.2f}")


@check(function="alpha_bars_from_betas", points=1)
def check_alpha_bars_are_running_products_of_what_each_step_keeps(impl: Implementation, inputs: Inputs) -> None:
    """For betas 0.1, 0.2, 0.3 the shares kept multiply: 0.9, 0.9 * 0.8 = 0.72, 0.72 * 0.7 = 0.504."""
    for num_steps in (4, 7, 10):
        betas = irregular_betas(inputs, num_steps)
        product, expected = 1.0, []
        for beta in betas.tolist():
            product *= 1 - beta
            expected.append(product)
        expect.close(impl.alpha_bars_from_betas(betas), expected, "alpha_bars")
    expect.unchanged(impl.alpha_bars_from_betas)


@check(function="rescale_to_zero_terminal_snr", points=3, needs=["alpha_bars_from_betas"])
def check_rescale_x(impl: Implementation, inputs: Inputs) -> None:
    """x"""
    b = irregular_betas(inputs, 4)
    expect.close(torch.cumprod(1 - impl.rescale_to_zero_terminal_snr(b), 0)[-1], 0., "ab")
