"""Checks of exercise 5, DDIM."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

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
    error_along_the_ode,
    half,
    irregular_betas,
    noised,
    noised_batches,
    order_of_convergence,
    recorded,
    settled,
    steady,
    step_along_the_ode,
    uneven_timesteps,
    x0_of_last_call,
)
from autograder import Implementation, Inputs, check, expect

INTEGERS = "Divide in floating point, round where the table of Lin et al. rounds, and convert to integers last."
X0_FIRST = "Write x0 on a line of its own first: x_t without its noise, rescaled."
SIGMA = "If steps with eta = 0 are right, look at sigma: it multiplies the noise, and its square comes off before eps."
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
    """Leading steps are the multiples of floor(T / n), the largest first: T = 11 and n = 3 give 6, 3, 0."""
    for train, n in ((11, 3), *_drawn_lengths(inputs, (5, 7, 11))):
        expected = sorted(range(0, n * (train // n), train // n), reverse=True)
        expect.equal(impl.sampling_timesteps(train, n, "leading"), expected, f"leading steps, T = {train}, n = {n}")


@check(function="sampling_timesteps", points=1.5)
def check_trailing_timesteps_count_down_from_the_noisiest_level(impl: Implementation, inputs: Inputs) -> None:
    """Trailing steps are round(T - i T / n) - 1, from T - 1 down: T = 11 and n = 3 give 10, 6, 3.

    Here 11, 7.33 and 3.67 are rounded to 11, 7 and 4, and then 1 is taken off, since levels count from 0.
    This is the default spacing: a sampler that starts from pure noise should start at the noisiest level.
    """
    for train, n in ((11, 3), *_drawn_lengths(inputs, (5, 7, 11))):
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
def check_timesteps_are_long_and_none_is_left_out_where_n_is_the_number_of_levels(
    impl: Implementation, inputs: Inputs
) -> None:
    """With n = T every spacing visits every level, T - 1 ... 0; entries are long, since they index tables."""
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
    for num_steps in (4, 7):
        betas = irregular_betas(inputs, num_steps)
        bars = torch.cumprod(1 - betas, 0)
        got = [_sigma(impl, bars[t], bars[t - 1], 1.0) for t in range(1, num_steps)]
        expected = [math.sqrt((1 - bars[t - 1]) / (1 - bars[t]) * betas[t]) for t in range(1, num_steps)]
        expect.close(torch.stack(got), expected, "sigma for t = 1 ... T - 1, s = t - 1, eta = 1")
    expect.unchanged(impl.ddim_sigma)


@check(function="ddim_sigma", points=1)
def check_sigma_of_a_jump_counts_all_the_betas_it_jumps_over(impl: Implementation, inputs: Inputs) -> None:
    """A jump from t to s is one big step: what it keeps of the signal is the product of the alphas between.

    That product is abar_t / abar_s, so that sigma needs no table of betas: abar_t = 0.3 and abar_s = 0.6 keep one half.
    """
    betas = irregular_betas(inputs, 5)
    bars = torch.cumprod(1 - betas, 0)
    pairs = [(t, s) for t in range(5) for s in range(t - 1)]
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


def _steps_down(inputs: Inputs, levels: int) -> Iterator[tuple[int, int]]:
    """Yield three steps (t, s): one level down, from the noisiest level to the least noisy one, and any other."""
    t = int(inputs.integers(1, levels))
    yield t, t - 1
    yield levels - 1, 0
    t = int(inputs.integers(2, levels))
    yield t, int(inputs.integers(0, t))


def _noisy_step(x: Tensor, eps: Tensor, noise: Tensor, bar_t: Tensor, bar_s: Tensor, eta: float) -> Tensor:
    """Take a DDIM step with noise: sqrt(1 - abar_s) eps turns by an angle towards fresh noise and keeps its length."""
    sine = eta * ((1 - bar_t / bar_s) / (1 - bar_t)).sqrt()
    x0 = step_along_the_ode(x, eps, bar_t, torch.ones_like(bar_t))
    return bar_s.sqrt() * x0 + (1 - bar_s).sqrt() * (torch.cos(torch.asin(sine)) * eps + sine * noise)


@check(function="ddim_step", points=1, needs=["ddim_sigma"])
def check_ddim_step_with_the_true_noise_stays_on_the_forward_path(impl: Implementation, inputs: Inputs) -> None:
    """Given the noise that is really in x_t, a deterministic step lands exactly on the less noisy x_s.

    By hand: x0 = 1 and noise 0.5 make x_t = 0.6 * 1 + 0.8 * 0.5 = 1 at abar_t = 0.36, and
    x_s = 0.8 * 1 + 0.6 * 0.5 = 1.1 at abar_s = 0.64.
    """
    arguments = _column(inputs, 1.0), _column(inputs, 0.5), _scalar(0.36, inputs), _scalar(0.64, inputs)
    by_hand = settled(impl.ddim_step, *arguments)
    expect.close(by_hand, [1.1], "x_s for x_t = 1, eps = 0.5, abar_t = 0.36, abar_s = 0.64", hint=X0_FIRST)
    for batch in noised_batches(inputs):
        bars = batch.alpha_bars
        for t, s in _steps_down(inputs, len(bars)):
            x_s = impl.ddim_step(_at(batch, t), batch.noise, bars[t], bars[s])
            expect.close(x_s, _at(batch, s), f"x_s, from t = {t} to s = {s}", hint=X0_FIRST)


@check(function="ddim_step", points=1, needs=["ddim_sigma"])
def check_ddim_step_to_the_clean_level_returns_x0(impl: Implementation, inputs: Inputs) -> None:
    """The step to abar_s = 1 returns the predicted x0, whatever eta is; the step to s = t with eta = 0 returns x_t."""
    for batch in noised_batches(inputs):
        clean = torch.ones_like(batch.alpha_bars[0])
        for t in (0, len(batch.alpha_bars) - 1):
            x_t, own, bar = _at(batch, t), batch.noise, batch.alpha_bars[t]
            same = settled(impl.ddim_step, x_t, own, bar, bar)
            x0 = impl.ddim_step(x_t, own, bar, clean)
            expect.close(x0, batch.x0, f"the step from t = {t} to abar_s = 1", hint=X0_FIRST)
            x0 = impl.ddim_step(x_t, own, bar, clean, 1.0, own.flip(0))
            expect.close(x0, batch.x0, f"the step from t = {t} to abar_s = 1 at eta = 1")
            expect.close(same, x_t, f"the step from t = {t} to itself")


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
    by_hand = settled(impl.ddim_step, *one)
    mean = (1 - 0.375 / math.sqrt(0.5) * 0.5) / math.sqrt(0.625)
    expect.close(by_hand, [mean + 2 * math.sqrt(0.15)], "x_s for x_t = 1, eps = 0.5, noise 2, eta = 1", hint=SIGMA)
    for batch in noised_batches(inputs):
        bars = batch.alpha_bars
        noise, eps = away_from_zero(inputs, *batch.x0.shape), batch.noise
        for t, s in _steps_down(inputs, len(bars)):
            beta = 1 - bars[t] / bars[s]
            mean_s = (batch.x_t - beta / (1 - bars[t]).sqrt() * eps) / (1 - beta).sqrt()
            expected = mean_s + ((1 - bars[s]) / (1 - bars[t]) * beta).sqrt() * noise
            x_s = impl.ddim_step(batch.x_t, eps, bars[t], bars[s], 1.0, noise)
            expect.close(x_s, expected, f"x_s at eta = 1, from t = {t} to s = {s}", hint=SIGMA)


@check(function="ddim_step", points=1, needs=["ddim_sigma"])
def check_ddim_step_takes_from_the_direction_what_the_noise_brings(impl: Implementation, inputs: Inputs) -> None:
    """At any eta, predicted and fresh noise together have variance 1 - abar_s: more of one is less of the other.

    By hand: abar_t = 0.5, abar_s = 0.8 and eta = 0.5 give sigma^2 = 0.0375, so that eps keeps the factor
    sqrt(0.2 - 0.0375) = 0.4031.
    """
    hint = "The root before eps holds 1 - abar_s - sigma^2: the variance of level s, less what sigma brings anew."
    for batch in noised_batches(inputs):
        bars, noise = batch.alpha_bars, away_from_zero(inputs, *batch.x0.shape)
        for t, s in _steps_down(inputs, len(bars)):
            eta = inputs.number(0.5, 0.9)
            x_s = settled(impl.ddim_step, batch.x_t, batch.noise, bars[t], bars[s], eta, noise)
            expected = _noisy_step(batch.x_t, batch.noise, noise, bars[t], bars[s], eta)
            expect.close(x_s, expected, f"x_s at eta = {eta}, from t = {t} to s = {s}", hint=hint)
        still = impl.ddim_step(_at(batch, 1), batch.noise, bars[1], bars[0], 0.0, noise)
        expect.close(still, _at(batch, 0), "x_s at eta = 0, where noise is given but none belongs")


@check(function="ddim_step", points=0.5, needs=["ddim_sigma"])
def check_ddim_step_keeps_dtype_device_and_arguments(impl: Implementation, inputs: Inputs) -> None:
    """The result has the dtype and device of x_t, although alpha_bar is float64, and no argument is changed."""
    batch = noised(inputs, 4, SHAPES[-1])
    noise = away_from_zero(inputs, *batch.x0.shape).double()
    bar_t, bar_s = batch.alpha_bars[2], batch.alpha_bars[0]
    x, eps = batch.x_t.double(), batch.noise.double()
    noisy = partial(_arguments_of_step, x, eps, bar_t, bar_s, 0.5, noise)
    settled(impl.ddim_step, *noisy(inputs.dtype))
    expect.well_behaved(impl.ddim_step, noisy, _noisy_step(x, eps, noise, bar_t, bar_s, 0.5), name="x_s at eta = 0.5")
    still = partial(_arguments_of_step, x, eps, bar_t, bar_s, 0.0, None)
    expect.well_behaved(impl.ddim_step, still, step_along_the_ode(x, eps, bar_t, bar_s), name="x_s at eta = 0")


def _arguments_of_step(
    x: Tensor, eps: Tensor, bar_t: Tensor, bar_s: Tensor, eta: float, noise: Tensor | None, kind: torch.dtype
) -> tuple[Any, ...]:
    return x.to(kind), eps.to(kind), bar_t, bar_s, eta, None if noise is None else noise.to(kind)


# ddim_sample


@dataclass(frozen=True)
class Path:
    """A short walk down ten levels: a schedule, four of its levels, a model and a batch to begin with."""

    alpha_bars: Tensor
    timesteps: Tensor
    model: CurvedModel
    x: Tensor

    def levels(self) -> list[tuple[int, Tensor, Tensor]]:
        """Return (t, abar_t, abar_s) for each step down."""
        bars = [self.alpha_bars[t] for t in self.timesteps.tolist()]
        return list(zip(self.timesteps.tolist(), bars, [*bars[1:], torch.ones_like(bars[0])], strict=True))

    def eps(self, x: Tensor, t: int) -> Tensor:
        """Ask the model at one level."""
        return self.model(x, torch.full((len(x),), t, device=x.device))

    def down(self) -> Tensor:
        """Sample with eta = 0."""
        x = self.x.double()
        for t, bar_t, bar_s in self.levels():
            x = step_along_the_ode(x, self.eps(x, t), bar_t, bar_s)
        return x

    def up(self) -> Tensor:
        """Invert."""
        x = self.x.double()
        for t, bar_t, bar_s in reversed(self.levels()):
            x = step_along_the_ode(x, self.eps(x, t), bar_s, bar_t)
        return x

    def arguments(self, kind: torch.dtype) -> tuple[Any, ...]:
        """Return what samplers take, with the samples in one dtype."""
        return Recorder(self.model), self.x.to(kind), self.alpha_bars, self.timesteps


def _paths(inputs: Inputs) -> Iterator[Path]:
    """Draw a path for each shape; one ends above level 0, the other at level 0, where abar is not yet 1 either."""
    for shape, last in zip(SHAPES, (int(inputs.integers(1, 4)), 0), strict=True):
        alpha_bars = torch.cumprod(1 - irregular_betas(inputs, 10), 0)
        x = away_from_zero(inputs, 4, *shape)
        yield Path(alpha_bars, uneven_timesteps(inputs, last), curved_model(inputs, 10), x)


@dataclass
class Draws:
    """A noise source whose draws are known beforehand."""

    noises: list[Tensor]
    count: int = 0

    def __call__(self, x: Tensor) -> Tensor:
        """Give out the next draw."""
        self.count += 1
        expect.tensor(x, "what draw_noise is given", shape=tuple(self.noises[0].shape))
        enough = self.count <= len(self.noises)
        expect.that(enough, f"draw_noise is called more than {len(self.noises)} times in {len(self.noises)} steps")
        return self.noises[self.count - 1].to(x)


def _log(path: Path, recorder: Recorder, expected: list[int]) -> None:
    hint = f"timesteps is {path.timesteps.tolist()}; the model is asked once for each of them."
    expect.equal(recorder.levels, expected, "the levels at which the model is called, in order", hint=hint)
    alike = all(len(set(t.tolist())) == 1 for _, t in recorder.calls)
    expect.that(alike, "samples of one batch are given different levels t, although they walk together")


@check(function="ddim_sample", points=1, needs=["ddim_step", "ddim_sigma"])
def check_ddim_sample_asks_the_model_once_at_every_timestep(impl: Implementation, inputs: Inputs) -> None:
    """With timesteps [6, 4, 1] the model is called three times: at t = 6, 4 and 1, the same t for the whole batch."""
    for path in _paths(inputs):
        x0, recorder = recorded(impl.ddim_sample, path.model, path.x, path.alpha_bars, path.timesteps)
        _log(path, recorder, path.timesteps.tolist())
        expect.close(recorder.calls[0][0], path.x, "the first x given to the model", hint="Sampling begins at x_T.")
        expected = x0_of_last_call(recorder, path.alpha_bars)
        expect.close(x0, expected, "the result, against the x0 that the model's last answer gives", hint=NEXT_ENTRY)


@check(function="ddim_sample", points=1, needs=["ddim_step", "ddim_sigma"])
def check_ddim_sample_steps_from_entry_to_entry_and_then_to_clean(impl: Implementation, inputs: Inputs) -> None:
    """Each step goes to the next entry of the list, however far that is; the last one goes to abar = 1, where x is x0.

    By hand: with a single timestep of abar = 0.36, x_T = 1 and a model that answers 0.5, x0 is
    (1 - 0.8 * 0.5) / 0.6 = 1. With entries at abar = 0.36 and then 0.64, x is
    0.8 * 1 + 0.6 * 0.5 = 1.1 in between, and 1 again in the end.
    """
    one = _column(inputs, 1.0)
    bars = torch.tensor([0.64, 0.36], dtype=torch.float64, device=inputs.device)
    for entries, seen in (([1], [1.0]), ([1, 0], [1.0, 1.1])):
        name, timesteps = f"abar = 0.64 and 0.36, timesteps {entries}", torch.tensor(entries)
        x0, recorder = recorded(impl.ddim_sample, half, one, bars, timesteps)
        expect.equal(recorder.levels, entries, f"the levels at which the model is called for {name}", hint=NEXT_ENTRY)
        expect.close(torch.cat([x for x, _ in recorder.calls]), seen, f"the x given to the model for {name}")
        expect.close(x0, [1.0], f"x0 for {name}, eps = 0.5", hint=NEXT_ENTRY)
    for path in _paths(inputs):
        x0 = settled(impl.ddim_sample, *path.arguments(inputs.dtype))
        expect.close(x0, path.down(), f"x0 after timesteps {path.timesteps.tolist()}", hint=NEXT_ENTRY)


@check(function="ddim_sample", points=1, needs=["ddim_step", "ddim_sigma"])
def check_ddim_sample_adds_fresh_noise_in_each_step_when_eta_is_positive(impl: Implementation, inputs: Inputs) -> None:
    """With eta > 0 every step takes a new draw from draw_noise and eta reaches every step.

    The last step goes to abar = 1, where sigma is 0: it may draw noise, but that noise does not show.
    """
    for path, eta in zip(_paths(inputs), (1.0, inputs.number(0.3, 0.8)), strict=True):
        noises = [away_from_zero(inputs, *path.x.shape) for _ in path.timesteps]
        x = path.x.double()
        for (t, bar_t, bar_s), noise in zip(path.levels(), noises, strict=True):
            x = _noisy_step(x, path.eps(x, t), noise.double(), bar_t, bar_s, eta)
        x0 = steady(impl.ddim_sample, lambda: (*path.arguments(inputs.dtype), eta, Draws(noises)))  # noqa: B023
        expect.close(x0, x, f"x0 after timesteps {path.timesteps.tolist()} with eta = {eta}")


@check(function="ddim_sample", points=0.5, needs=["ddim_step", "ddim_sigma"])
def check_ddim_sample_follows_the_ode_to_first_order(impl: Implementation, inputs: Inputs) -> None:
    """With a perfect model, twice as many steps bring the sample twice as close to the exact solution of the ODE.

    For data from N(m, s^2) both the perfect model and the exact solution are formulas.  The steps are even in
    log(abar / (1 - abar)), and the error is taken at all levels at which the model is asked.
    """
    data = GaussianData(inputs.number(0.5, 1.5), inputs.number(0.3, 0.6))
    x = away_from_zero(inputs, 5).double()
    errors = []
    for n in (8, 16):
        bars = torch.sigmoid(torch.linspace(3, -3, n + 1, dtype=torch.float64, device=inputs.device))
        x0, recorder = recorded(impl.ddim_sample, data.model(bars), x, bars, torch.arange(n, -1, -1))
        expect.equal(len(recorder.calls), n + 1, f"the number of calls of the model for {n + 1} timesteps")
        errors.append(error_along_the_ode(data, recorder, bars))
        expect.close(
            x0, x0_of_last_call(recorder, bars), f"the result of {n + 1} timesteps, against the x0 predicted last"
        )
    expect.between(order_of_convergence(*errors), 0.85, 1.2, "the order of convergence")


@check(function="ddim_sample", points=0.5, needs=["ddim_step", "ddim_sigma"])
def check_ddim_sample_keeps_dtype_device_and_arguments(impl: Implementation, inputs: Inputs) -> None:
    """The result has the dtype and device of x_T, t is made on that device, and no argument is changed."""
    *_, path = _paths(inputs)
    settled(impl.ddim_sample, *path.arguments(inputs.dtype))
    expect.well_behaved(impl.ddim_sample, path.arguments, path.down(), name="x0", stay=[3])


# ddim_invert


@check(function="ddim_invert", points=1, needs=["ddim_step", "ddim_sigma"])
def check_ddim_invert_asks_the_model_for_the_level_it_moves_to(impl: Implementation, inputs: Inputs) -> None:
    """With timesteps [6, 4, 1] the model is called at t = 1, 4 and 6; the first time with x0 itself, at t = 1.

    A move from s up to t takes the eps that the model sees in x_s when it is told t.
    """
    for path in _paths(inputs):
        x_top, recorder = recorded(impl.ddim_invert, path.model, path.x, path.alpha_bars, path.timesteps)
        _log(path, recorder, path.timesteps.tolist()[::-1])
        hint = "Moving from s up to t uses model(x_s, t), and the first x_s is x0."
        expect.close(recorder.calls[0][0], path.x, "the first x given to the model", hint=hint)
        bars, (x_s, t) = [path.alpha_bars[t] for t in path.timesteps.tolist()], recorder.calls[-1]
        expected = step_along_the_ode(x_s, path.model(x_s, t), bars[1], bars[0])
        expect.close(x_top, expected, "the result, against the move that the model's last answer gives", hint=UPWARDS)


@check(function="ddim_invert", points=1.5, needs=["ddim_step", "ddim_sigma"])
def check_ddim_invert_finds_the_noise_that_a_steady_model_sees(impl: Implementation, inputs: Inputs) -> None:
    """If a model sees the same noise at every level, inversion adds just that noise to x0.

    By hand: x0 = 1, a model that answers 0.5, and levels of abar = 0.64 and 0.36: first 0.8 * 1 + 0.6 * 0.5 = 1.1,
    then 0.6 * 1 + 0.8 * 0.5 = 1.
    """
    bars = torch.tensor([0.64, 0.36], dtype=torch.float64, device=inputs.device)
    for entries, expected in (([0], 1.1), ([1, 0], 1.0)):
        x_top = settled(impl.ddim_invert, half, _column(inputs, 1.0), bars, torch.tensor(entries))
        expect.close(x_top, [expected], f"x_T for abar = 0.64 and 0.36, timesteps {entries}, eps = 0.5", hint=UPWARDS)
    for path in _paths(inputs):
        noise, bar = away_from_zero(inputs, *path.x.shape), path.alpha_bars[path.timesteps[0]]
        recorder = Recorder(lambda x, t, noise=noise: noise)
        x_top = settled(impl.ddim_invert, recorder, path.x, path.alpha_bars, path.timesteps)
        on_path = bar.sqrt() * path.x + (1 - bar).sqrt() * noise
        expect.close(x_top, on_path, f"x_T after timesteps {path.timesteps.tolist()}", hint=UPWARDS)


@check(function="ddim_invert", points=1, needs=["ddim_step", "ddim_sigma"])
def check_ddim_invert_takes_each_step_of_ddim_backwards(impl: Implementation, inputs: Inputs) -> None:
    """Where eps depends on t alone, inversion undoes DDIM exactly; in general a move is DDIM's formula from s up to t.

    Where eps depends on x too, x_s and x_t are so close that eps at x_s serves for eps at x_t: inversion is as good as
    the steps are small.
    """
    for path in _paths(inputs):
        flat = CurvedModel(torch.zeros_like(path.model.heights), path.model.shifts)
        below = Path(path.alpha_bars, path.timesteps, flat, path.x).down()
        recorder = Recorder(flat)
        x_top = settled(impl.ddim_invert, recorder, below.to(inputs.dtype), path.alpha_bars, path.timesteps)
        hint = "Mirror ddim_step: predict x0 with the level that you leave, add eps with the level that you reach."
        expect.close(
            x_top, path.x, f"x_T, from the sample that DDIM made of it at {path.timesteps.tolist()}", hint=hint
        )
    for path in _paths(inputs):
        x_top = settled(impl.ddim_invert, *path.arguments(inputs.dtype))
        expect.close(x_top, path.up(), f"x_T after timesteps {path.timesteps.tolist()}", hint=UPWARDS)


@check(function="ddim_invert", points=0.5, needs=["ddim_step", "ddim_sigma"])
def check_ddim_invert_keeps_dtype_device_and_arguments(impl: Implementation, inputs: Inputs) -> None:
    """The result has the dtype and device of x0, t is made on that device, and no argument is changed."""
    *_, path = _paths(inputs)
    settled(impl.ddim_invert, *path.arguments(inputs.dtype))
    expect.well_behaved(impl.ddim_invert, path.arguments, path.up(), name="x_T", stay=[3])
