"""Checks of exercise 5, DDIM."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor

from assignments.cases import (
    SHAPES,
    CurvedModel,
    GaussianData,
    Noised,
    Recorder,
    away_from_zero,
    curved_model,
    irregular_betas,
    noised_batches,
    steady,
    step_along_the_ode,
    uneven_timesteps,
)
from autograder import Implementation, Inputs, check, expect

INTEGERS = "Divide in floating point, round where the table of Lin et al. rounds, and convert to integers last."
X0_FIRST = "Write x0 on a line of its own first: x_t without its noise, rescaled."
NEXT_ENTRY = (
    "A step goes from one entry of timesteps to the next one in that list; after the last entry comes abar = 1."
)
UPWARDS = (
    "Walk the list from its end. Before the first move abar_s is 1; after each move, the level reached is the new s."
)


# sampling_timesteps


def _drawn_lengths(inputs: Inputs, divisors: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Draw pairs (length, divisor) that leave a remainder of at least 2, so that floor, round and ceil all differ.

    With odd primes as divisors, no multiple of length / divisor lies halfway between two integers.
    """
    for divisor in divisors:
        yield divisor * int(inputs.integers(3, 90)) + int(inputs.integers(2, divisor)), divisor


@check(function="sampling_timesteps", points=1)
def check_leading_timesteps_are_multiples_of_one_stride(impl: Implementation, inputs: Inputs) -> None:
    """Leading steps are the multiples of floor(T / n), the largest first: T = 10 and n = 3 give 6, 3, 0."""
    for train, n in ((10, 3), *_drawn_lengths(inputs, (5, 7, 11))):
        expected = sorted(range(0, n * (train // n), train // n), reverse=True)
        expect.equal(impl.sampling_timesteps(train, n, "leading"), expected, f"leading steps, T = {train}, n = {n}")


@check(function="sampling_timesteps", points=1.5)
def check_trailing_timesteps_count_down_from_the_noisiest_level(impl: Implementation, inputs: Inputs) -> None:
    """Trailing steps are round(T - i T / n) - 1, from T - 1 down: T = 10 and n = 3 give 9, 6, 2.

    Here 10, 6.67 and 3.33 are rounded to 10, 7 and 3, and then 1 is taken off, since levels count from 0.
    This is the default spacing: a sampler that starts from pure noise should start at the noisiest level.
    """
    for train, n in ((10, 3), *_drawn_lengths(inputs, (5, 7, 11))):
        expected = [math.floor((2 * train * (n - i) + n) / (2 * n)) - 1 for i in range(n)]
        got = impl.sampling_timesteps(train, n, "trailing")
        expect.equal(got, expected, f"trailing steps, T = {train}, n = {n}", hint=INTEGERS)
        expect.equal(
            impl.sampling_timesteps(train, n), expected, f"steps without a word on spacing, T = {train}, n = {n}"
        )


@check(function="sampling_timesteps", points=1)
def check_linspace_timesteps_hold_both_ends(impl: Implementation, inputs: Inputs) -> None:
    """Linspace steps are n even points from T - 1 to 0, rounded: T = 10 and n = 6 give 9, 7, 5, 4, 2, 0.

    Before rounding these are 9, 7.2, 5.4, 3.6, 1.8 and 0.
    """
    for length, pieces in ((9, 5), *_drawn_lengths(inputs, (3, 5, 7, 11))):
        train, n = length + 1, pieces + 1
        expected = [math.floor((2 * length * (pieces - i) + pieces) / (2 * pieces)) for i in range(n)]
        got = impl.sampling_timesteps(train, n, "linspace")
        expect.equal(got, expected, f"linspace steps, T = {train}, n = {n}", hint=INTEGERS)


@check(function="sampling_timesteps", points=0.5)
def check_timesteps_are_long_and_all_of_them_where_n_is_T(impl: Implementation, inputs: Inputs) -> None:
    """With n = T every spacing visits each level once, T - 1 ... 0; the entries are of dtype long, since they index tables."""
    train = int(inputs.integers(20, 400))
    for spacing in ("leading", "trailing", "linspace"):
        got = impl.sampling_timesteps(train, train, spacing)
        expect.equal(got, list(range(train - 1, -1, -1)), f"{spacing} steps, n = T = {train}")
        expect.dtype(got, torch.int64, f"{spacing} steps", hint="A float cannot index a table: convert with .long().")
    expect.equal(impl.sampling_timesteps(train, 1, "leading"), [0], f"leading steps, T = {train}, n = 1")
    expect.equal(impl.sampling_timesteps(train, 1, "trailing"), [train - 1], f"trailing steps, T = {train}, n = 1")


# ddim_sigma


@check(function="ddim_sigma", points=1)
def check_sigma_at_eta_1_is_the_posterior_deviation(impl: Implementation, inputs: Inputs) -> None:
    """With eta = 1, a step to the level before adds noise of variance beta~_t, as the ancestral sampler does.

    By hand: abar_t = 0.5 and abar_s = 0.8 give sqrt(0.2 / 0.5) * sqrt(1 - 0.5 / 0.8) = sqrt(0.4 * 0.375) = 0.3873.
    """
    by_hand = impl.ddim_sigma(_scalar(0.5, inputs), _scalar(0.8, inputs), 1.0)
    expect.close(by_hand, math.sqrt(0.15), "sigma for abar_t = 0.5, abar_s = 0.8, eta = 1")
    for num_steps in (4, 7, 10):
        betas = irregular_betas(inputs, num_steps)
        bars = torch.cumprod(1 - betas, 0)
        got = [_sigma(impl, bars[t], bars[t - 1], 1.0) for t in range(1, num_steps)]
        expected = [math.sqrt((1 - bars[t - 1]) / (1 - bars[t]) * betas[t]) for t in range(1, num_steps)]
        expect.close(torch.stack(got), expected, "sigma for t = 1 ... T - 1, s = t - 1, eta = 1")
    expect.unchanged(impl.ddim_sigma)


@check(function="ddim_sigma", points=1)
def check_sigma_of_a_jump_counts_all_the_betas_it_jumps_over(impl: Implementation, inputs: Inputs) -> None:
    """A jump from t to s takes the place of one big step: what it keeps of the signal is the product of the alphas between.

    That product is abar_t / abar_s, so that sigma needs no table of betas: abar_t = 0.3 and abar_s = 0.6 keep one half.
    """
    betas = irregular_betas(inputs, 7)
    bars = torch.cumprod(1 - betas, 0)
    pairs = [(t, s) for t in range(7) for s in range(t - 1)]
    got, expected = [], []
    for t, s in pairs:
        beta = 1 - math.prod((1 - betas[s + 1 : t + 1]).tolist())
        expected.append(math.sqrt((1 - bars[s]) / (1 - bars[t]) * beta))
        got.append(_sigma(impl, bars[t], bars[s], 1.0))
    expect.close(torch.stack(got), expected, "sigma of jumps, eta = 1", t=torch.tensor([t for t, _ in pairs]))


@check(function="ddim_sigma", points=1)
def check_sigma_is_proportional_to_eta(impl: Implementation, inputs: Inputs) -> None:
    """Half the eta is half the sigma, eta = 0 adds no noise, and the step to abar_s = 1 adds none at any eta.

    By hand: abar_t = 0.5, abar_s = 0.8 and eta = 0.5 give 0.5 * 0.3873 = 0.1936.
    """
    by_hand = impl.ddim_sigma(_scalar(0.5, inputs), _scalar(0.8, inputs), 0.5)
    expect.close(by_hand, 0.5 * math.sqrt(0.15), "sigma for abar_t = 0.5, abar_s = 0.8, eta = 0.5")
    bar_t = _scalar(inputs.number(0.1, 0.4), inputs)
    bar_s = _scalar(inputs.number(0.5, 0.9), inputs)
    whole = math.sqrt((1 - bar_s) * (1 - bar_t / bar_s) / (1 - bar_t))
    for eta in (inputs.number(0.1, 0.4), inputs.number(0.6, 0.9)):
        expect.close(impl.ddim_sigma(bar_t, bar_s, eta), eta * whole, f"sigma at eta = {eta}")
    expect.close(impl.ddim_sigma(bar_t, bar_s, 0.0), 0.0, "sigma at eta = 0")
    expect.close(impl.ddim_sigma(bar_t, torch.ones_like(bar_t), 0.7), 0.0, "sigma of the step to abar_s = 1")


def _sigma(impl: Implementation, bar_t: Tensor, bar_s: Tensor, eta: float) -> Tensor:
    return expect.tensor(impl.ddim_sigma(bar_t, bar_s, eta), "sigma", shape=()).detach().double()


def _scalar(value: float, inputs: Inputs) -> Tensor:
    return torch.tensor(value, dtype=torch.float64, device=inputs.device)


# ddim_step


def _column(inputs: Inputs, *values: float) -> Tensor:
    return torch.tensor(values, dtype=inputs.dtype, device=inputs.device)


def _at(batch: Noised, level: int) -> Tensor:
    """Return the clean samples of a batch, all of them noised to one level by the same noise."""
    bar = batch.alpha_bars[level]
    return bar.sqrt() * batch.x0 + (1 - bar).sqrt() * batch.noise


def _noisy_step(x: Tensor, eps: Tensor, noise: Tensor, bar_t: Tensor, bar_s: Tensor, eta: float) -> Tensor:
    """Take a DDIM step with noise: sqrt(1 - abar_s) is turned from eps towards fresh noise by an angle, keeping its length."""
    sine = eta * ((1 - bar_t / bar_s) / (1 - bar_t)).sqrt()
    x0 = step_along_the_ode(x, eps, bar_t, torch.ones_like(bar_t))
    return bar_s.sqrt() * x0 + (1 - bar_s).sqrt() * (torch.cos(torch.asin(sine)) * eps + sine * noise)


@check(function="ddim_step", points=1, needs=["ddim_sigma"])
def check_ddim_step_with_the_true_noise_stays_on_the_forward_path(impl: Implementation, inputs: Inputs) -> None:
    """Given the noise that is really in x_t, a deterministic step lands exactly on the less noisy x_s.

    By hand: x0 = 1 and noise 0.5 make x_t = 0.6 * 1 + 0.8 * 0.5 = 1 at abar_t = 0.36, and x_s = 0.8 * 1 + 0.6 * 0.5 = 1.1
    at abar_s = 0.64.
    """
    arguments = _column(inputs, 1.0), _column(inputs, 0.5), _scalar(0.36, inputs), _scalar(0.64, inputs)
    by_hand = steady(impl.ddim_step, lambda: arguments)
    expect.close(by_hand, [1.1], "x_s for x_t = 1, eps = 0.5, abar_t = 0.36, abar_s = 0.64", hint=X0_FIRST)
    for batch in noised_batches(inputs):
        bars = batch.alpha_bars
        for t in range(len(bars)):
            for s in range(t):
                x_s = impl.ddim_step(_at(batch, t), batch.noise, bars[t], bars[s])
                expect.close(x_s, _at(batch, s), f"x_s, from t = {t} to s = {s}", hint=X0_FIRST)


@check(function="ddim_step", points=1, needs=["ddim_sigma"])
def check_ddim_step_to_the_clean_level_returns_x0(impl: Implementation, inputs: Inputs) -> None:
    """The step to abar_s = 1 returns the predicted x0 itself, whatever eta is; the step to s = t with eta = 0 returns x_t."""
    for batch in noised_batches(inputs):
        clean = torch.ones_like(batch.alpha_bars[0])
        for t, bar in enumerate(batch.alpha_bars):
            x_t, own = _at(batch, t), batch.noise

            def arguments(
                eta: float, x: Tensor = x_t, eps: Tensor = own, bar: Tensor = bar, to: Tensor = clean
            ) -> tuple:
                return x, eps, bar, to, eta, eps.flip(0)

            x0 = steady(impl.ddim_step, lambda a=arguments: a(0.0))
            expect.close(x0, batch.x0, f"the step from t = {t} to abar_s = 1", hint=X0_FIRST)
            expect.close(impl.ddim_step(*arguments(1.0)), batch.x0, f"the step from t = {t} to abar_s = 1 at eta = 1")
            expect.close(impl.ddim_step(x_t, own, bar, bar), x_t, f"the step from t = {t} to itself")


@check(function="ddim_step", points=1.5, needs=["ddim_sigma"])
def check_ddim_step_at_eta_1_is_the_ancestral_step(impl: Implementation, inputs: Inputs) -> None:
    """With eta = 1, DDIM is the ancestral step of Ho et al. 2020 with variance beta~, also where it jumps over levels.

    The ancestral mean is (x_t - beta / sqrt(1 - abar_t) eps) / sqrt(1 - beta), with beta = 1 - abar_t / abar_s.
    By hand: x_t = 1, eps = 0.5, noise 2, abar_t = 0.5, abar_s = 0.8: beta = 0.375, the mean is 0.9295, and
    sigma = 0.3873 makes it 1.7041.
    """
    one = (
        _column(inputs, 1.0),
        _column(inputs, 0.5),
        _scalar(0.5, inputs),
        _scalar(0.8, inputs),
        1.0,
        _column(inputs, 2.0),
    )
    by_hand = steady(impl.ddim_step, lambda: one)
    mean = (1 - 0.375 / math.sqrt(0.5) * 0.5) / math.sqrt(0.625)
    expect.close(by_hand, [mean + 2 * math.sqrt(0.15)], "x_s for x_t = 1, eps = 0.5, noise 2, eta = 1", hint=X0_FIRST)
    for batch in noised_batches(inputs):
        bars = batch.alpha_bars
        noise, eps = away_from_zero(inputs, *batch.x0.shape), batch.noise
        for t in range(1, len(bars)):
            s = int(inputs.integers(0, t))
            beta = 1 - bars[t] / bars[s]
            mean_s = (batch.x_t - beta / (1 - bars[t]).sqrt() * eps) / (1 - beta).sqrt()
            expected = mean_s + ((1 - bars[s]) / (1 - bars[t]) * beta).sqrt() * noise
            x_s = impl.ddim_step(batch.x_t, eps, bars[t], bars[s], 1.0, noise)
            expect.close(x_s, expected, f"x_s at eta = 1, from t = {t} to s = {s}")


@check(function="ddim_step", points=1, needs=["ddim_sigma"])
def check_ddim_step_takes_from_the_direction_what_the_noise_brings(impl: Implementation, inputs: Inputs) -> None:
    """At any eta, the predicted and the fresh noise together have variance 1 - abar_s: more of one is less of the other.

    By hand: abar_t = 0.5, abar_s = 0.8, eta = 0.5: sigma^2 = 0.0375, so that eps keeps the factor sqrt(0.2 - 0.0375) = 0.4031.
    """
    hint = "The root before eps holds 1 - abar_s - sigma^2: the noise of level s, less the variance that sigma brings anew."
    for batch in noised_batches(inputs):
        bars, noise = batch.alpha_bars, away_from_zero(inputs, *batch.x0.shape)
        for t in range(1, len(bars)):
            s, eta = int(inputs.integers(0, t)), inputs.number(0.5, 0.9)
            step = batch.x_t, batch.noise, bars[t], bars[s], eta, noise
            x_s = steady(impl.ddim_step, lambda step=step: step)
            expected = _noisy_step(batch.x_t, batch.noise, noise, bars[t], bars[s], eta)
            expect.close(x_s, expected, f"x_s at eta = {eta}, from t = {t} to s = {s}", hint=hint)
        still = impl.ddim_step(_at(batch, 1), batch.noise, bars[1], bars[0], 0.0, noise)
        expect.close(still, _at(batch, 0), "x_s at eta = 0, where noise is given but none belongs")


@check(function="ddim_step", points=0.5, needs=["ddim_sigma"])
def check_ddim_step_keeps_dtype_device_and_arguments(impl: Implementation, inputs: Inputs) -> None:
    """The result has the dtype and device of x_t, although alpha_bar is float64, and no argument is changed."""
    for batch in noised_batches(inputs):
        bars, noise = batch.alpha_bars, away_from_zero(inputs, *batch.x0.shape)
        x, eps, z = batch.x_t.double(), batch.noise.double(), noise.double()

        def noisy(kind: torch.dtype, a: tuple = (x, eps, bars[2], bars[0], z)) -> tuple:
            return a[0].to(kind), a[1].to(kind), a[2], a[3], 0.5, a[4].to(kind)

        def still(kind: torch.dtype, make: type = tuple, noisy=noisy) -> tuple:
            return make(noisy(kind)[:4])

        steady(impl.ddim_step, lambda noisy=noisy: noisy(inputs.dtype))
        expect.well_behaved(impl.ddim_step, noisy, _noisy_step(x, eps, z, bars[2], bars[0], 0.5), name="x_s")
        expect.well_behaved(
            impl.ddim_step, still, step_along_the_ode(x, eps, bars[2], bars[0]), name="x_s without noise"
        )
