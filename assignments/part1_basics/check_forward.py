"""Checks of exercise 2, the forward process."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from assignments.cases import (
    SHAPES,
    along,
    away_from_zero,
    irregular_betas,
    noised,
    noised_batches,
    stays_where_its_table_is,
)
from autograder import Function, Implementation, Inputs, check, expect

LEFT = (0.81, 0.64, 0.36)
"""alpha_bars for hand computation: amplitudes 0.9, 0.8, 0.6 of signal, and of noise 0.6 at t = 1 and 0.8 at t = 2."""


def numbers(inputs: Inputs, *values: float) -> Tensor:
    """Make a batch of plain numbers, or a table (tables are float64: ask for .double())."""
    return torch.tensor(values, dtype=inputs.dtype, device=inputs.device)


def levels(inputs: Inputs, *t: int) -> Tensor:
    """Make the noise levels of a batch."""
    return torch.tensor(t, device=inputs.device)


def like(sample: Tensor, got: Any, name: str) -> Tensor:
    """Expect a result of the shape of the sample."""
    hint = "The result has the shape of the sample. `gather` gives the weights as many dimensions as the sample has."
    return expect.tensor(got, name, shape=tuple(sample.shape), hint=hint)


@check(function="gather", points=1)
def check_gather_looks_up_one_value_for_each_sample(impl: Implementation, inputs: Inputs) -> None:
    """Each sample gets the value at its own t, as a number in every dimension of x: (B, 1, ..., 1).

    By hand: from the values 10, 20, 30 the samples with t = 2 and t = 0 get 30 and 10.
    """
    hint = "The sample at position b gets values[t[b]]. Levels count from 0, as indices do."
    shape_hint = "The result has as many dimensions as x: B in the first, 1 in all others, however many there are."
    t = levels(inputs, 2, 0)
    found = impl.gather(numbers(inputs, 10, 20, 30).double(), t, numbers(inputs, 1, 2))
    found = expect.tensor(found, "the values by hand", shape=(2,), hint=shape_hint)
    expect.close(found, [30.0, 10.0], "the values by hand", t=t, hint=hint)
    for shape in SHAPES:
        values, x = away_from_zero(inputs, 7).double(), inputs.normal(6, *shape)
        t = torch.cat([inputs.permutation(7)[:4], levels(inputs, 6, 6)])[inputs.permutation(6)]
        expected = torch.stack([values[level] for level in t.tolist()]).reshape(6, *(1 for _ in shape)).to(x.dtype)
        name = f"the values for x of shape {tuple(x.shape)}"
        found = expect.tensor(impl.gather(values, t, x), name, shape=tuple(expected.shape), hint=shape_hint)
        expect.close(found, expected, name, t=t, hint=hint)


@check(function="gather", points=0.5)
def check_gather_returns_the_dtype_of_x(impl: Implementation, inputs: Inputs) -> None:
    """The values take the dtype of x, so that a float64 table does not turn float32 samples into float64."""
    values, t = away_from_zero(inputs, 6).double(), inputs.permutation(6)
    for kind in (torch.float32, torch.float64):
        found = impl.gather(values, t, inputs.normal(6, 2).to(kind))
        expect.close(found, values[t].unsqueeze(1).to(kind), "the values", t=t)
        expect.dtype(
            found, kind, "the values", hint="Networks refuse a batch of another dtype. x knows which one it needs."
        )
    expect.unchanged(impl.gather)


@check(function="gather", points=0.5)
def check_gather_brings_the_values_to_the_device_of_x(impl: Implementation, inputs: Inputs) -> None:
    """The table may live on another device than the samples: the values are brought to where x is."""
    values, t, x = away_from_zero(inputs, 5).double(), inputs.permutation(5), inputs.normal(5, 3)
    expect.close(impl.gather(values, t, x), values[t].unsqueeze(1).to(x.dtype), "the values", t=t)
    device = x.device if x.device.type != "cpu" else torch.device("meta")
    expect.on_device(impl.gather, (values.cpu(), t.to(device), x.to(device)), device, "the values")


@check(function="add_noise", points=1, needs=["gather"])
def check_add_noise_mixes_signal_and_noise_by_the_level_of_each_sample(impl: Implementation, inputs: Inputs) -> None:
    """The signal is scaled by sqrt(alpha_bar) and the noise by sqrt(1 - alpha_bar), with the level of each sample.

    By hand: at alpha_bar = 0.64, x0 = 1 and noise = 2 make x_t = 0.8 * 1 + 0.6 * 2 = 2.
    """
    left, t = numbers(inputs, *LEFT).double(), levels(inputs, 1)
    arguments = numbers(inputs, 1), numbers(inputs, 2), t, left
    _uses_the_noise_it_is_given(impl.add_noise, *arguments)
    hint = "alpha_bar is a power. A power is shared out by weights that are its square roots."
    x_t = like(t, impl.add_noise(*arguments), "x_t by hand")
    expect.close(x_t, [2.0], "x_t by hand", t=t, hint=hint)
    for batch in noised_batches(inputs):
        x_t = like(batch.x0, impl.add_noise(batch.x0, batch.noise, batch.t, batch.alpha_bars), "x_t")
        expect.close(x_t, batch.x_t, "x_t", t=batch.t, hint="Look the weights up with `gather`, sample by sample.")


@check(function="add_noise", points=0.5, needs=["gather"])
def check_add_noise_keeps_the_power(impl: Implementation, inputs: Inputs) -> None:
    """A share alpha_bar of the power is signal, the rest is noise: the squares of the two weights add up to 1.

    So samples of variance 1 keep variance 1 at every level, and a network sees inputs of one size.
    """
    batch = noised(inputs, 7, (2,))
    ones, none, t, alpha_bars = torch.ones_like(batch.x0), torch.zeros_like(batch.x0), batch.t, batch.alpha_bars
    _uses_the_noise_it_is_given(impl.add_noise, ones, none, t, alpha_bars)
    signal = expect.tensor(impl.add_noise(ones, none, t, alpha_bars), "x_t without noise", shape=(7, 2))
    noise = expect.tensor(impl.add_noise(none, ones, t, alpha_bars), "x_t without signal", shape=(7, 2))
    share = along(alpha_bars, t, batch.x0).expand(7, 2)
    hint = "The weight itself is the square root of the share of power."
    expect.close(signal**2, share, "the share of the signal, its weight squared,", t=t, hint=hint)
    expect.close(noise**2, 1 - share, "the share of the noise, its weight squared,", t=t, hint=hint)


@check(function="add_noise", points=0.5, needs=["gather"])
def check_add_noise_behaves(impl: Implementation, inputs: Inputs) -> None:
    """x_t is new, with the dtype and on the device of x0; the clean samples and the noise are left alone."""
    batch = noised(inputs, 4, (3, 5, 2))
    _uses_the_noise_it_is_given(impl.add_noise, batch.x0, batch.noise, batch.t, batch.alpha_bars)
    expect.well_behaved(
        impl.add_noise,
        lambda kind: (batch.x0.to(kind), batch.noise.to(kind), batch.t, batch.alpha_bars),
        batch.x_t,
        name="x_t",
    )


def _uses_the_noise_it_is_given(function: Function, *arguments: Tensor) -> None:
    first, second = (expect.tensor(function(*arguments), "x_t") for _ in range(2))
    expect.that(
        first.shape == second.shape and torch.equal(first.nan_to_num(), second.nan_to_num()),
        "two calls with the same noise give two different x_t",
        hint="The noise is an argument, because the loss needs to know it. Draw none inside.",
    )


@check(function="x0_from_eps", points=1, needs=["gather"])
def check_x0_from_eps_undoes_add_noise(impl: Implementation, inputs: Inputs) -> None:
    """Given the noise that is really in x_t, the clean sample comes back at every level.

    By hand: at alpha_bar = 0.64, x_t = 2 with noise 2 hides x0 = (2 - 0.6 * 2) / 0.8 = 1.
    """
    left, t = numbers(inputs, *LEFT).double(), levels(inputs, 1)
    hint = "Take the noise out of x_t first; what is left is the signal, made smaller by its weight."
    x0 = like(t, impl.x0_from_eps(numbers(inputs, 2), numbers(inputs, 2), t, left), "x0 by hand")
    expect.close(x0, [1.0], "x0 by hand", t=t, hint=hint)
    for batch in noised_batches(inputs):
        x0 = like(batch.x_t, impl.x0_from_eps(batch.x_t, batch.noise, batch.t, batch.alpha_bars), "x0")
        expect.close(x0, batch.x0, "x0", t=batch.t, hint=hint)


@check(function="x0_from_eps", points=0.5, needs=["gather"])
def check_x0_from_eps_magnifies_an_error_by_the_noise_to_signal_ratio(impl: Implementation, inputs: Inputs) -> None:
    """An error in eps shows in x0 with the sign reversed, sqrt((1 - alpha_bar) / alpha_bar) times as large.

    Late levels magnify it most: that is why a first guess of x0, made from nearly pure noise, is a blur.
    """
    for batch in noised_batches(inputs):
        error = away_from_zero(inputs, *batch.noise.shape)
        x0 = impl.x0_from_eps(batch.x_t, batch.noise + error, batch.t, batch.alpha_bars)
        times = along(((1 - batch.alpha_bars) / batch.alpha_bars).sqrt(), batch.t, batch.x0)
        expect.close(x0, batch.x0 - times * error, "x0 from a wrong eps", t=batch.t)


@check(function="x0_from_eps", points=0.5, needs=["gather"])
def check_x0_from_eps_behaves(impl: Implementation, inputs: Inputs) -> None:
    """x0 is new, with the dtype and on the device of x_t; x_t and eps are left alone."""
    batch = noised(inputs, 4, (3, 5, 2))
    expect.well_behaved(
        impl.x0_from_eps,
        lambda kind: (batch.x_t.to(kind), batch.noise.to(kind), batch.t, batch.alpha_bars),
        batch.x0,
        name="x0",
    )


@check(function="eps_from_x0", points=0.5, needs=["gather"])
def check_eps_from_x0_finds_the_noise(impl: Implementation, inputs: Inputs) -> None:
    """Given the clean sample behind x_t, the noise in it comes out at every level.

    By hand: at alpha_bar = 0.64, x_t = 2 over x0 = 1 holds the noise (2 - 0.8 * 1) / 0.6 = 2.
    """
    left, t = numbers(inputs, *LEFT).double(), levels(inputs, 1)
    hint = "Take the signal out of x_t first; what is left is the noise, made smaller by its weight."
    eps = like(t, impl.eps_from_x0(numbers(inputs, 2), numbers(inputs, 1), t, left), "eps by hand")
    expect.close(eps, [2.0], "eps by hand", t=t, hint=hint)
    for batch in noised_batches(inputs):
        eps = like(batch.x_t, impl.eps_from_x0(batch.x_t, batch.x0, batch.t, batch.alpha_bars), "eps")
        expect.close(eps, batch.noise, "eps", t=batch.t, hint=hint)


@check(function="eps_from_x0", points=0.5, needs=["gather"])
def check_eps_from_x0_behaves(impl: Implementation, inputs: Inputs) -> None:
    """For a guess of x0 that is off, eps is off by sqrt(SNR) as much; it has the dtype and device of x_t and is new."""
    batch = noised(inputs, 4, (3, 5, 2))
    error = away_from_zero(inputs, *batch.x0.shape)
    times = along((batch.alpha_bars / (1 - batch.alpha_bars)).sqrt(), batch.t, batch.x0)
    expect.well_behaved(
        impl.eps_from_x0,
        lambda kind: (batch.x_t.to(kind), (batch.x0 + error).to(kind), batch.t, batch.alpha_bars),
        batch.noise - times * error,
        name="eps",
    )


@check(function="velocity", points=0.5, needs=["gather"])
def check_velocity_is_the_noisy_sample_a_quarter_turn_later(impl: Implementation, inputs: Inputs) -> None:
    """Seen as an angle phi with cos(phi)^2 = alpha_bar, x_t = cos(phi) x0 + sin(phi) noise turns; v is where it heads.

    The velocity is dx_t / dphi, which is x_t at the angle phi plus 90 degrees (Salimans & Ho 2022).
    By hand: at alpha_bar = 0.64, x0 = 1 and noise = 2 make v = 0.8 * 2 - 0.6 * 1 = 1.
    """
    left, t = numbers(inputs, *LEFT).double(), levels(inputs, 1)
    hint = "Differentiate cos(phi) x0 + sin(phi) noise by phi: which of the two gets which weight, and which sign?"
    v = like(t, impl.velocity(numbers(inputs, 1), numbers(inputs, 2), t, left), "v by hand")
    expect.close(v, [1.0], "v by hand", t=t, hint=hint)
    for batch in noised_batches(inputs):
        angle = along(batch.alpha_bars.sqrt().acos() + math.pi / 2, batch.t, batch.x0)
        v = like(batch.x0, impl.velocity(batch.x0, batch.noise, batch.t, batch.alpha_bars), "v")
        expect.close(v, angle.cos() * batch.x0 + angle.sin() * batch.noise, "v", t=batch.t, hint=hint)


@check(function="velocity", points=0.5, needs=["gather"])
def check_velocity_behaves(impl: Implementation, inputs: Inputs) -> None:
    """From x_t and v the noise comes back, as sqrt(abar) v + sqrt(1 - abar) x_t; v has the dtype and device of x0."""
    batch = noised(inputs, 4, (3, 5, 2))
    signal, noise = (along(share.sqrt(), batch.t, batch.x0) for share in (batch.alpha_bars, 1 - batch.alpha_bars))
    expect.well_behaved(
        impl.velocity,
        lambda kind: (batch.x0.to(kind), batch.noise.to(kind), batch.t, batch.alpha_bars),
        (batch.noise - noise * batch.x_t) / signal,
        name="v",
    )


@check(function="x0_from_velocity", points=0.5, needs=["gather"])
def check_x0_from_velocity_turns_back(impl: Implementation, inputs: Inputs) -> None:
    """From x_t and the velocity that belongs to it, the clean sample comes back at every level.

    By hand: at alpha_bar = 0.64, x0 = 1 and noise = 2 make x_t = 2 and v = 1; back again, 0.8 * 2 - 0.6 * 1 = 1.
    """
    left, t = numbers(inputs, *LEFT).double(), levels(inputs, 1)
    hint = "x_t and v are x0 and noise turned by an angle. Turn back: the same weights, and nothing to divide by."
    x0 = like(t, impl.x0_from_velocity(numbers(inputs, 2), numbers(inputs, 1), t, left), "x0 by hand")
    expect.close(x0, [1.0], "x0 by hand", t=t, hint=hint)
    for batch in noised_batches(inputs):
        angle = along(batch.alpha_bars.sqrt().acos() + math.pi / 2, batch.t, batch.x0)
        v = angle.cos() * batch.x0 + angle.sin() * batch.noise
        x0 = like(batch.x_t, impl.x0_from_velocity(batch.x_t, v, batch.t, batch.alpha_bars), "x0")
        expect.close(x0, batch.x0, "x0", t=batch.t, hint=hint)


@check(function="x0_from_velocity", points=0.5, needs=["gather"])
def check_x0_from_velocity_behaves(impl: Implementation, inputs: Inputs) -> None:
    """An error in v shows in x0 with weight -sqrt(1 - abar), never magnified; x0 has the dtype and device of x_t."""
    batch = noised(inputs, 4, (3, 5, 2))
    signal, noise = (along(share.sqrt(), batch.t, batch.x0) for share in (batch.alpha_bars, 1 - batch.alpha_bars))
    error = away_from_zero(inputs, *batch.x0.shape)
    v = signal * batch.noise - noise * batch.x0 + error
    expect.well_behaved(
        impl.x0_from_velocity,
        lambda kind: (batch.x_t.to(kind), v.to(kind), batch.t, batch.alpha_bars),
        batch.x0 - noise * error,
        name="x0",
    )


POSTERIOR = ["gather", "alpha_bars_from_betas"]


@check(function="posterior_mean", points=1.5, needs=POSTERIOR)
def check_posterior_mean_weighs_two_witnesses(impl: Implementation, inputs: Inputs) -> None:
    """Above level 0 the mean is what two witnesses of x_{t-1} agree on, each with the weight of its precision (Bayes).

    x0 says sqrt(abar_{t-1}) x0, with variance 1 - abar_{t-1}.
    x_t says x_t / sqrt(alpha_t), with variance beta_t / alpha_t.
    By hand: betas 0.36 and 0.75 leave abar = 0.64 and 0.16. At t = 1 the weights are 0.8 * 0.75 / 0.84 = 5/7 for x0
    and 0.5 * 0.36 / 0.84 = 3/14 for x_t, so x0 = 1.4 and x_t = 2.8 have the mean 1 + 0.6 = 1.6.
    """
    hint = "Print the two weights at one level. Each has three factors: which of them belong to t, and which to t - 1?"
    t = levels(inputs, 1)
    mean = like(
        t,
        impl.posterior_mean(numbers(inputs, 1.4), numbers(inputs, 2.8), t, numbers(inputs, 0.36, 0.75).double()),
        "the mean by hand",
    )
    expect.close(mean, [1.6], "the mean by hand", t=t, hint=hint)
    for num_steps, shape in ((7, ()), (4, (2,)), (10, (3, 5, 2))):
        betas, t = irregular_betas(inputs, num_steps), inputs.permutation(num_steps - 1) + 1
        x0, x_t = away_from_zero(inputs, num_steps - 1, *shape), away_from_zero(inputs, num_steps - 1, *shape)
        mean = like(x_t, impl.posterior_mean(x0, x_t, t, betas), "the mean")
        expect.close(mean, _agreed(x0, x_t, t, betas), "the mean", t=t, hint=hint)


@check(function="posterior_mean", points=1, needs=POSTERIOR)
def check_posterior_mean_takes_out_a_share_of_the_noise(impl: Implementation, inputs: Inputs) -> None:
    """Where x_t was made from x0, the mean is x_t without a share of its noise, rescaled; at level 0 it is x0 itself.

    The share is beta_t / sqrt(1 - abar_t): in this form the mean is sampled (Ho et al. 2020, section 3.2).
    At t = 0 nothing is left to guess: the level before it is the clean sample.
    """
    for batch in noised_batches(inputs):
        mean = like(batch.x_t, impl.posterior_mean(batch.x0, batch.x_t, batch.t, batch.betas), "the mean")
        first = int(batch.t.argmin())
        hint = "Before level 0 the signal is clean, so abar_{-1} = 1: not the entry at index -1, which is the last."
        expect.close(mean[first], batch.x0[first], "the mean of the sample at level 0", hint=hint)
        share = along(batch.betas / (1 - batch.alpha_bars).sqrt(), batch.t, batch.x0)
        kept = along((1 - batch.betas).sqrt(), batch.t, batch.x0)
        expect.close(mean, (batch.x_t - share * batch.noise) / kept, "the mean", t=batch.t)


@check(function="posterior_mean", points=0.5, needs=POSTERIOR)
def check_posterior_mean_behaves(impl: Implementation, inputs: Inputs) -> None:
    """The mean is new, with the dtype and on the device of x_t; samples and betas are left alone."""
    batch = noised(inputs, 4, (3, 5, 2))
    x_t = away_from_zero(inputs, *batch.x_t.shape)
    mean = _agreed(batch.x0, x_t, batch.t, batch.betas)
    mean[batch.t == 0] = batch.x0[batch.t == 0]
    expect.well_behaved(
        impl.posterior_mean,
        lambda kind: (batch.x0.to(kind), x_t.to(kind), batch.t, batch.betas),
        mean,
        name="the mean",
    )


def _agreed(x0: Tensor, x_t: Tensor, t: Tensor, betas: Tensor) -> Tensor:
    """Return the mean of two normal distributions multiplied; at level 0 x0 is certain and this is not for it."""
    before = torch.cumprod(1 - betas, 0).roll(1)
    of_x0, of_x_t = 1 / (1 - before), (1 - betas) / betas
    told = along(of_x0 * before.sqrt(), t, x0) * x0 + along(of_x_t / (1 - betas).sqrt(), t, x0) * x_t
    return told / along(of_x0 + of_x_t, t, x0)


@check(function="posterior_variance", points=1, needs=["alpha_bars_from_betas"])
def check_posterior_variance_adds_precisions(impl: Implementation, inputs: Inputs) -> None:
    """Above level 0, one over the variance is 1 / (1 - abar_{t-1}) from x0 plus alpha_t / beta_t from x_t (Bayes).

    By hand: betas 0.5, 0.5, 0.5 leave abar = 0.5, 0.25, 0.125.
    At t = 1 the variance is 0.5 / 0.75 * 0.5 = 1/3, and at t = 2 it is 0.75 / 0.875 * 0.5 = 3/7.
    """
    hint = "It is beta times a factor below 1: the noise there was before the step over the noise there is after it."
    name = "the variance above level 0"
    by_hand = numbers(inputs, 0.5, 0.5, 0.5).double()
    variance = expect.tensor(impl.posterior_variance(by_hand), "the variance", shape=(3,), hint=hint)
    expect.close(variance[1:], [1 / 3, 3 / 7], name, hint=hint)
    for num_steps in (4, 7):
        betas = irregular_betas(inputs, num_steps)
        before = torch.cumprod(1 - betas, 0)[:-1]
        variance = expect.tensor(impl.posterior_variance(betas), "the variance", shape=(num_steps,))
        expect.close(variance[1:], 1 / (1 / (1 - before) + (1 - betas[1:]) / betas[1:]), name, hint=hint)


@check(function="posterior_variance", points=0.5, needs=["alpha_bars_from_betas"])
def check_posterior_variance_is_what_x_t_leaves_open(impl: Implementation, inputs: Inputs) -> None:
    """Given x0, x_{t-1} has the variance 1 - abar_{t-1}; knowing x_t explains a part of it, and this is the rest.

    The part explained is the square of the weight of x_t in the posterior mean times the variance of x_t.
    Before level 0 there is no noise: nothing is left open, and the last step of a sampler adds none.
    """
    for num_steps in (4, 7):
        betas = irregular_betas(inputs, num_steps)
        alpha_bars = torch.cumprod(1 - betas, 0)
        before = alpha_bars / (1 - betas)
        weight = (1 - betas).sqrt() * (1 - before) / (1 - alpha_bars)
        variance = expect.tensor(impl.posterior_variance(betas), "the variance", shape=(num_steps,))
        hint = "The signal before level 0 is clean: abar_{-1} = 1."
        expect.close(variance[0], 0.0, "the variance at level 0", within=1e-6, hint=hint)
        expect.close(variance, 1 - before - weight**2 * (1 - alpha_bars), "the variance")


@check(function="posterior_variance", points=0.5, needs=["alpha_bars_from_betas"])
def check_posterior_variance_behaves(impl: Implementation, inputs: Inputs) -> None:
    """The variances are a new table, on the device of the betas; the betas are left alone."""
    betas = irregular_betas(inputs, 6)
    left = torch.cumprod(1 - betas, 0)
    before = torch.cat([torch.ones_like(left[:1]), left[:-1]])
    expected = [b * (1 - p) / (1 - a) for b, p, a in zip(betas.tolist(), before.tolist(), left.tolist(), strict=True)]
    expect.close(impl.posterior_variance(betas), expected, "the variance")
    expect.unchanged(impl.posterior_variance)
    stays_where_its_table_is(impl.posterior_variance, betas, "the variance")
