"""Checks of exercise 1, noise schedules."""

from __future__ import annotations

import itertools
import math

import torch
from torch import Tensor

from assignments.cases import irregular_betas, stays_where_its_table_is
from autograder import Implementation, Inputs, check, expect


@check(function="linear_betas", points=0.5)
def check_linear_betas_are_evenly_spaced_from_start_to_end(impl: Implementation, inputs: Inputs) -> None:
    """The betas form a straight line that contains both ends: 3 levels from 0.1 to 0.3 have the betas 0.1, 0.2, 0.3."""
    cases = [(3, 0.1, 0.3)]
    for num_steps in (2, 4, 7, 10):
        start = inputs.number(0.01, 0.2)
        cases.append((num_steps, start, start + inputs.number(0.1, 0.4)))
    for num_steps, start, end in cases:
        step = (end - start) / (num_steps - 1)
        expect.close(
            impl.linear_betas(num_steps, start, end),
            [start + i * step for i in range(num_steps)],
            f"betas ({num_steps} levels from {start:.2f} to {end:.2f})",
            hint=f"{num_steps} levels have {num_steps - 1} equal gaps between them: entry 0 is `start`, the last is "
            f"`end`.",
        )


@check(function="linear_betas", points=0.5)
def check_linear_betas_use_the_ends_as_they_are(impl: Implementation, inputs: Inputs) -> None:
    """An end that is not given is that of Ho et al. 2020 (1e-4 or 0.02), and no end depends on the number of levels.

    Some codebases multiply both ends by 1000 / T so that a short schedule destroys as much signal as a long one.
    Here the ends are what the caller says.
    """
    hint = "Use `start` and `end` as they come in: no constant of your own, and no factor that depends on num_steps."
    for num_steps in (3, 10):
        start, end = inputs.number(0.002, 0.01, 4), inputs.number(0.1, 0.5)
        for betas, low, high in (
            (impl.linear_betas(num_steps, start), start, 0.02),
            (impl.linear_betas(num_steps, end=end), 1e-4, end),
        ):
            line = [low + (high - low) * i / (num_steps - 1) for i in range(num_steps)]
            expect.close(betas, line, f"betas ({num_steps} levels from {low:g} to {high:g})", hint=hint)


def uncut_cosine_betas(num_steps: int, offset: float) -> list[float]:
    """Return the betas of the cosine schedule before the cut, by cos(x)^2 = (1 + cos 2x) / 2."""
    power = [1 + math.cos(math.pi * (i / num_steps + offset) / (1 + offset)) for i in range(num_steps + 1)]
    return [1 - after / before for before, after in itertools.pairwise(power)]


@check(function="cosine_betas", points=1)
def check_cosine_betas_make_the_signal_fall_like_a_squared_cosine(impl: Implementation, inputs: Inputs) -> None:
    """Each beta is the share of signal that the squared cosine loses in one step (all but the last, which is cut).

    By hand: with 3 levels and offset 0 the cosine is taken at 0, 30, 60 and 90 degrees, so f is 1, 3/4, 1/4, 0.
    The betas are 1 - (3/4) / 1 = 1/4 and 1 - (1/4) / (3/4) = 2/3, and the last would be 1.
    """
    for num_steps, offset in ((3, 0.0), *((n, inputs.number(0.05, 0.4)) for n in (4, 7))):
        name = f"betas ({num_steps} levels, offset {offset:g})"
        betas = expect.tensor(
            impl.cosine_betas(num_steps, offset),
            name,
            shape=(num_steps,),
            hint=f"{num_steps} betas need f at {num_steps + 1} points: from u = 0 to u = 1, both included.",
        )
        expect.close(
            betas[:-1],
            uncut_cosine_betas(num_steps, offset)[:-1],
            f"{name}, all but the last,",
            hint="Print f: it starts close to 1, only falls, and ends at 0. "
            "beta_t compares f one step later with f now.",
        )


@check(function="cosine_betas", points=1)
def check_cosine_betas_never_exceed_max_beta(impl: Implementation, inputs: Inputs) -> None:
    """No beta is above max_beta: the last one, which would be 1 and leave alpha_bar = 0, is cut to it.

    An alpha_bar of exactly 0 makes everything that is divided by its square root infinite.
    """
    hint = "Cut each beta that is above max_beta to max_beta, and leave the others as they are."
    for num_steps in (4, 7):
        offset, max_beta = inputs.number(0.05, 0.4), inputs.number(0.3, 0.6)
        for betas, used, limit in (
            (impl.cosine_betas(num_steps, offset, max_beta), offset, max_beta),
            (impl.cosine_betas(num_steps, max_beta=max_beta), 0.008, max_beta),
            (impl.cosine_betas(num_steps, offset), offset, 0.999),
        ):
            expected = [min(beta, limit) for beta in uncut_cosine_betas(num_steps, used)]
            name = f"betas ({num_steps} levels, offset {used:g}, max_beta {limit:g})"
            expect.close(betas, expected, name, hint=hint)


@check(function="alpha_bars_from_betas", points=0.5)
def check_alpha_bars_are_running_products_of_what_each_step_keeps(impl: Implementation, inputs: Inputs) -> None:
    """For betas 0.1, 0.2, 0.3 the kept shares multiply up: 0.9, 0.9 * 0.8 = 0.72, 0.72 * 0.7 = 0.504."""
    by_hand = torch.tensor([0.1, 0.2, 0.3], dtype=torch.float64, device=inputs.device)
    for betas in (by_hand, *(irregular_betas(inputs, num_steps) for num_steps in (1, 4, 7, 10))):
        product, expected = 1.0, []
        for beta in betas.tolist():
            product *= 1 - beta
            expected.append(product)
        expect.close(
            impl.alpha_bars_from_betas(betas),
            expected,
            "alpha_bars",
            hint="There is one alpha_bar for each beta. A step keeps the share 1 - beta of what the steps before it "
            "left.",
        )


@check(function="alpha_bars_from_betas", points=0.5)
def check_alpha_bars_leave_the_betas_as_they_were(impl: Implementation, inputs: Inputs) -> None:
    """At each level the signal shrinks by 1 - beta, on any device, and the betas themselves do not change."""
    betas = irregular_betas(inputs, 7)
    alpha_bars = expect.tensor(impl.alpha_bars_from_betas(betas), "alpha_bars", shape=(7,))
    expect.close(
        alpha_bars[:1], 1 - betas[:1], "the first alpha_bar", hint="The first step has been taken at level 0 already."
    )
    expect.close(alpha_bars[1:] / alpha_bars[:-1], 1 - betas[1:], "each alpha_bar over the one before")
    expect.unchanged(impl.alpha_bars_from_betas)
    stays_where_its_table_is(impl.alpha_bars_from_betas, betas, "alpha_bars")


@check(function="signal_to_noise", points=0.5)
def check_signal_to_noise_is_a_ratio_of_powers(impl: Implementation, inputs: Inputs) -> None:
    """With 90 % of the power left the ratio is 0.9 / 0.1 = 9, with 50 % it is 1, with 20 % it is 0.2 / 0.8 = 0.25."""
    hint = "x_t has signal of power alpha_bar and noise of power 1 - alpha_bar; powers are compared, not amplitudes."
    by_hand = torch.tensor([0.9, 0.5, 0.2], dtype=torch.float64, device=inputs.device)
    expect.close(impl.signal_to_noise(by_hand), [9.0, 1.0, 0.25], "the signal-to-noise ratio", hint=hint)
    for num_steps in (4, 7):
        alpha_bars = torch.cumprod(1 - irregular_betas(inputs, num_steps), 0)
        expected = [share / (1 - share) for share in alpha_bars.tolist()]
        expect.close(impl.signal_to_noise(alpha_bars), expected, "the signal-to-noise ratio", hint=hint)


@check(function="signal_to_noise", points=0.5)
def check_signal_to_noise_gives_alpha_bar_back(impl: Implementation, inputs: Inputs) -> None:
    """From the ratio r alone one finds alpha_bar again, as r / (1 + r); the table that was handed in is left alone."""
    ratios = inputs.uniform(-2, 2, 7).double().exp().sort(descending=True).values
    alpha_bars = ratios / (1 + ratios)
    seen = expect.tensor(impl.signal_to_noise(alpha_bars), "the signal-to-noise ratio", shape=(7,))
    expect.close(seen, ratios, "the signal-to-noise ratio")
    expect.close(seen / (1 + seen), alpha_bars, "alpha_bar found from the signal-to-noise ratio")
    expect.unchanged(impl.signal_to_noise)
    stays_where_its_table_is(impl.signal_to_noise, alpha_bars, "the signal-to-noise ratio")


@check(function="rescale_to_zero_terminal_snr", points=1, needs=["alpha_bars_from_betas"])
def check_rescaled_betas_keep_the_first_and_end_at_one(impl: Implementation, inputs: Inputs) -> None:
    """The first beta stays what it was and the last becomes 1: no signal is left at the last level.

    By hand: betas 0.19, 5/9, 3/4 leave alpha_bar = 0.81, 0.36, 0.09, whose roots are 0.9, 0.6, 0.3.
    Less 0.3 and times 0.9 / 0.6 they are 0.9, 0.45, 0, so alpha_bar is 0.81, 0.2025, 0 and the betas 0.19, 0.75, 1.
    """
    hint = "Print the roots on the way: 0.9, 0.6, 0.3 at first, then 0.9, 0.45, 0. Which step is the first to differ?"
    by_hand = torch.tensor([0.19, 5 / 9, 0.75], dtype=torch.float64, device=inputs.device)
    expect.close(impl.rescale_to_zero_terminal_snr(by_hand), [0.19, 0.75, 1.0], "the new betas", hint=hint)
    for num_steps in (2, 4, 7, 10):
        betas = irregular_betas(inputs, num_steps)
        new = expect.tensor(impl.rescale_to_zero_terminal_snr(betas), "the new betas", shape=(num_steps,))
        expect.close(
            new[0], betas[0], "the first of the new betas", hint="Scale so that the first alpha_bar stays as it was."
        )
        expect.close(new[-1], 1.0, "the last of the new betas", hint="Shift so that the last alpha_bar is exactly 0.")


@check(function="rescale_to_zero_terminal_snr", points=1.5, needs=["alpha_bars_from_betas"])
def check_rescaled_amplitudes_are_shifted_and_scaled(impl: Implementation, inputs: Inputs) -> None:
    """At every level the amplitude of the signal, sqrt(alpha_bar), is the old one less the last, times one factor."""
    for num_steps in (4, 7):
        betas = irregular_betas(inputs, num_steps)
        new = expect.tensor(impl.rescale_to_zero_terminal_snr(betas), "the new betas", shape=(num_steps,))
        expect.close(
            _amplitudes(new),
            _shifted_and_scaled(_amplitudes(betas)),
            "sqrt(alpha_bar) of the new betas",
            hint="Shift and scale the roots of alpha_bar first; then square them; then find the betas that make them.",
        )


@check(function="rescale_to_zero_terminal_snr", points=0.5, needs=["alpha_bars_from_betas"])
def check_rescaling_leaves_the_old_betas_as_they_were(impl: Implementation, inputs: Inputs) -> None:
    """The rescaled betas are new, on the device of the old ones, and the old ones do not change."""
    betas = irregular_betas(inputs, 5)
    amplitudes = _shifted_and_scaled(_amplitudes(betas))
    alpha_bars = torch.cat([torch.ones_like(amplitudes[:1]), amplitudes**2])
    expect.close(impl.rescale_to_zero_terminal_snr(betas), 1 - alpha_bars[1:] / alpha_bars[:-1], "the new betas")
    expect.unchanged(impl.rescale_to_zero_terminal_snr)
    stays_where_its_table_is(impl.rescale_to_zero_terminal_snr, betas, "the new betas")


def _amplitudes(betas: Tensor) -> Tensor:
    return torch.cumprod(1 - betas, 0).sqrt()


def _shifted_and_scaled(amplitudes: Tensor) -> Tensor:
    """Draw the straight line through (first, first) and (last, 0)."""
    first, last = amplitudes[0], amplitudes[-1]
    return first * (amplitudes - last) / (first - last)
