"""Checks of exercise 4, ancestral sampling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from assignments.cases import (
    SHAPES,
    GaussianData,
    Recorder,
    along,
    away_from_zero,
    curved_model,
    irregular_betas,
    noised,
    settled,
    steady,
)
from autograder import Implementation, Inputs, check, expect

Rule = Callable[[Tensor, Tensor], Tensor]

INSIDE_A_STEP = ["alpha_bars_from_betas", "gather", "x0_from_eps", "posterior_mean", "posterior_variance"]
MEAN = "Predict x0 from x_t and eps first, then ask posterior_mean; both know alpha_bar, alpha and beta at t."
SPREAD = "posterior_variance gives a variance for each level, 0 at level 0; noise is scaled by a standard deviation."

INSIDE_THE_SAMPLER = [*INSIDE_A_STEP, "ddpm_step"]


def expected_mean(x_t: Tensor, eps: Tensor, t: Tensor, betas: Tensor) -> Tensor:
    """Return the mean of a step in its second spelling, (x_t - beta_t / sqrt(1 - abar_t) eps) / sqrt(alpha_t)."""
    alpha_bars = torch.cumprod(1 - betas, 0)
    share = along(betas / (1 - alpha_bars).sqrt(), t, x_t)
    return (x_t - share * eps) / along((1 - betas).sqrt(), t, x_t)


def expected_variance(betas: Tensor) -> Tensor:
    """Return beta~ from the precisions: 1 / beta~_t = alpha_t / beta_t + 1 / (1 - abar_{t-1}), and 0 at t = 0."""
    alpha_bars = torch.cumprod(1 - betas, 0)
    precision = (1 - betas[1:]) / betas[1:] + 1 / (1 - alpha_bars[:-1])
    return torch.cat([torch.zeros_like(betas[:1]), 1 / precision])


def numbers(inputs: Inputs, *values: float) -> Tensor:
    """Return numbers to work out by hand."""
    return torch.tensor(values, dtype=torch.float64, device=inputs.device)


@check(function="ddpm_step", points=1, needs=INSIDE_A_STEP)
def check_ddpm_step_without_noise_is_the_posterior_mean(impl: Implementation, inputs: Inputs) -> None:
    """With noise 0 a step returns the posterior mean, (x_t - beta_t / sqrt(1 - abar_t) eps) / sqrt(alpha_t).

    With betas 0.36 and 0.4375, x_t = 1 and eps = 0.5: at t = 0, alpha = 0.64 and 1 - abar = 0.36, so the mean is
    (1 - 0.36 / 0.6 * 0.5) / 0.8 = 0.875; at t = 1, alpha = 0.5625 and 1 - abar = 0.64, and it is
    (1 - 0.4375 / 0.8 * 0.5) / 0.75 = 0.96875.
    """
    x_t, eps, betas = numbers(inputs, 1, 1), numbers(inputs, 0.5, 0.5), numbers(inputs, 0.36, 0.4375)
    t = torch.arange(2, device=inputs.device)
    step = settled(impl.ddpm_step, x_t, eps, torch.zeros_like(x_t), t, betas)
    expect.close(step, [0.875, 0.96875], "x_{t-1} worked out by hand", t=t, hint=MEAN)
    for num_steps, shape in zip((4, 7), SHAPES, strict=True):
        batch = noised(inputs, num_steps, shape)
        x_t, eps, t, betas = batch.x_t, away_from_zero(inputs, num_steps, *shape), batch.t, batch.betas
        step = settled(impl.ddpm_step, x_t, eps, torch.zeros_like(x_t), t, betas)
        expect.close(
            step, expected_mean(x_t, eps, t, betas), f"x_{{t-1}} for a batch {tuple(x_t.shape)}", t=t, hint=MEAN
        )

    def arguments(kind: torch.dtype) -> tuple[Tensor, ...]:
        return x_t.to(kind), eps.to(kind), torch.zeros_like(x_t, dtype=kind), t, betas

    expect.well_behaved(impl.ddpm_step, arguments, expected_mean(x_t, eps, t, betas), name="x_{t-1}")


def added_noise(impl: Implementation, x_t: Tensor, eps: Tensor, noise: Tensor, t: Tensor, betas: Tensor) -> Tensor:
    """Return what the noise changes in the result of a step."""
    with_it, without = (settled(impl.ddpm_step, x_t, eps, n, t, betas) for n in (noise, torch.zeros_like(noise)))
    return expect.tensor(with_it, "x_{t-1}", shape=tuple(x_t.shape)) - expect.tensor(without, "x_{t-1} without noise")


@check(function="ddpm_step", points=1, needs=INSIDE_A_STEP)
def check_ddpm_step_adds_noise_of_the_posterior_variance(impl: Implementation, inputs: Inputs) -> None:
    """Noise changes the result by sqrt(beta~_t) times that noise: beta~_t is the variance, its root the factor.

    With betas 0.36 and 0.4375, beta~_1 = 0.36 / 0.64 * 0.4375 = 0.2461, so that noise 1 adds 0.4961 at t = 1.
    """
    one, betas = numbers(inputs, 1), numbers(inputs, 0.36, 0.4375)
    t = torch.ones_like(one, dtype=torch.int64)
    expect.close(
        added_noise(impl, one, one, one, t, betas), [0.24609375**0.5], "what noise 1 adds at t = 1, worked out by hand"
    )
    for num_steps, shape in zip((4, 7), SHAPES, strict=True):
        batch = noised(inputs, num_steps, shape)
        noise = away_from_zero(inputs, num_steps, *shape)
        added = added_noise(impl, batch.x_t, batch.noise, noise, batch.t, batch.betas)
        expected = along(expected_variance(batch.betas).sqrt(), batch.t, noise) * noise
        expect.close(added, expected, f"what the noise adds to a batch {tuple(noise.shape)}", t=batch.t, hint=SPREAD)


@check(function="ddpm_step", points=0.5, needs=INSIDE_A_STEP)
def check_ddpm_step_adds_noise_at_every_level_but_0(impl: Implementation, inputs: Inputs) -> None:
    """Samples at t = 0 get no noise, all others do, also next to each other in one batch.

    Levels count from 0: the paper's condition t > 1 is t > 0 here.  At t = 0 the result is the
    predicted x0.
    """
    betas = irregular_betas(inputs, 4)
    first, root = torch.cumprod(1 - betas, 0)[0], expected_variance(betas).sqrt()
    for levels in ([1, 0, 3], [0, 1], [2, 0], [0]):
        t = torch.tensor(levels, device=inputs.device)
        x_t, eps, noise = (away_from_zero(inputs, len(levels), 2) for _ in range(3))
        step = settled(impl.ddpm_step, x_t, eps, noise, t, betas)
        x0 = (x_t - (1 - first).sqrt() * eps) / first.sqrt()
        later = expected_mean(x_t, eps, t, betas) + along(root, t, noise) * noise
        expected = torch.where((t == 0)[:, None], x0, later)
        expect.close(step, expected, f"x_{{t-1}} in a batch at levels {levels}", t=t)


@check(function="ddpm_step", points=0.5, needs=INSIDE_A_STEP)
def check_ddpm_step_leads_from_one_marginal_to_the_one_before(impl: Implementation, inputs: Inputs) -> None:
    """Where all data are one point m, a step leads from N(sqrt(abar_t) m, 1 - abar_t) exactly to the level before.

    For x_t = sqrt(abar_t) m + sqrt(1 - abar_t) z the model sees eps = z.  The result is linear in z and in the
    noise, so its mean is read off at z = noise = 0, and its variance is the sum of the squares of both factors.
    """
    betas = irregular_betas(inputs, 7)
    alpha_bars = torch.cumprod(1 - betas, 0)
    before = torch.cat([torch.ones_like(alpha_bars[:1]), alpha_bars[:-1]])
    t = inputs.permutation(7)
    point = away_from_zero(inputs, 7)
    signal, spread = along(alpha_bars.sqrt(), t, point), along((1 - alpha_bars).sqrt(), t, point)
    zero, one = torch.zeros_like(point), torch.ones_like(point)

    def step(z: Tensor, noise: Tensor) -> Tensor:
        x_s = settled(impl.ddpm_step, signal * point + spread * z, z, noise, t, betas)
        return expect.tensor(x_s, "x_{t-1}", shape=tuple(point.shape))

    mean = step(zero, zero)
    expect.close(mean, along(before.sqrt(), t, point) * point, "the mean of x_{t-1}", t=t)
    variance = (step(one, zero) - mean) ** 2 + (step(zero, one) - mean) ** 2
    expect.close(variance, along(1 - before, t, point), "the variance of x_{t-1}", t=t)


@dataclass
class NoiseSource:
    """Hands out the noise of each step in order, and counts."""

    steps: Tensor
    drawn: int = 0

    def __call__(self, x: Tensor) -> Tensor:
        """Return the noise of the next step."""
        expect.tensor(x, "the x given to draw_noise", shape=tuple(self.steps.shape[1:]))
        expect.that(self.drawn < len(self.steps), "draw_noise is called more than once a step")
        self.drawn += 1
        return self.steps[self.drawn - 1].to(x.device, x.dtype)


def expected_walk(model: Rule, x: Tensor, betas: Tensor, noise: Tensor) -> Tensor:
    """Walk from T-1 to 0 with noise[k] in the k-th step."""
    spread = expected_variance(betas).sqrt()
    for k, level in enumerate(range(len(betas) - 1, -1, -1)):
        t = torch.full(x.shape[:1], level, device=x.device)
        x = expected_mean(x, model(x, t), t, betas) + spread[level].to(x.dtype) * noise[k]
    return x


def walks(inputs: Inputs) -> list[tuple[Tensor, Tensor, Tensor]]:
    """Return x_T, betas and the noise of each step, for each shape."""
    cases = []
    for num_steps, batch, shape in zip((4, 3), (3, 2), SHAPES, strict=True):
        betas, x_T = irregular_betas(inputs, num_steps), away_from_zero(inputs, batch, *shape)
        cases.append((x_T, betas, away_from_zero(inputs, num_steps, batch, *shape)))
    return cases


@check(function="ddpm_sample", points=0.5, needs=INSIDE_THE_SAMPLER)
def check_ddpm_sample_visits_every_level_from_the_last_to_0(impl: Implementation, inputs: Inputs) -> None:
    """The model is asked once at each level T-1, ..., 1, 0, first about x_T, and always with t of shape (B,).

    Without noise, and with a model to which all data are one point, the walk ends at that point.
    """
    for x_T, betas, _ in walks(inputs):
        data, last = GaussianData(inputs.number(0.5, 0.9), 0.0), len(betas) - 1
        rule = data.model(torch.cumprod(1 - betas, 0))
        model = Recorder(lambda x, t, rule=rule, last=last: rule(x, t.clamp(max=last)))
        sample, beyond_the_table = None, None
        try:
            sample = impl.ddpm_sample(model, x_T, betas, torch.zeros_like)
        except IndexError as error:
            beyond_the_table = error
        hint = "range(T) counts 0 ... T-1; sampling walks it backwards and includes 0."
        expect.equal(model.levels, list(range(last, -1, -1)), f"the levels visited with T = {last + 1}", hint=hint)
        if beyond_the_table:
            raise beyond_the_table
        expect.that(all(bool((t == t[0]).all()) for _, t in model.calls), "within one call the levels t differ")
        expect.that(torch.allclose(model.calls[0][0], x_T), "the first call of the model is not about x_T")
        expect.close(sample, torch.full_like(x_T, data.mean), "the sample of a model that knows one point only")


@check(function="ddpm_sample", points=1, needs=INSIDE_THE_SAMPLER)
def check_ddpm_sample_without_noise_chains_the_posterior_means(impl: Implementation, inputs: Inputs) -> None:
    """Each step starts where the one before it ended, and asks the model about that very x.

    By hand: betas 0.36 and 0.4375, x_T = 1, a model that always answers 0.5, no noise.  The step at t = 1 leads to
    (1 - 0.4375 / 0.8 * 0.5) / 0.75 = 0.96875, the step at t = 0 to (0.96875 - 0.6 * 0.5) / 0.8 = 0.8359.
    """
    half = Recorder(lambda x, _: torch.full_like(x, 0.5))
    x_T, betas = numbers(inputs, 1), numbers(inputs, 0.36, 0.4375)
    sample = settled(impl.ddpm_sample, half, x_T, betas, torch.zeros_like)
    expect.close(sample, [0.8359375], "the sample worked out by hand")
    for x_T, betas, noise in walks(inputs):
        model = curved_model(inputs, len(betas))
        sample = settled(impl.ddpm_sample, model, x_T, betas, torch.zeros_like)
        expect.close(sample, expected_walk(model, x_T, betas, 0 * noise), f"the sample for a batch {tuple(x_T.shape)}")


def walked(impl: Implementation, model: Rule, x_T: Tensor, betas: Tensor, noise: Tensor) -> tuple[Any, int]:
    """Return what the sampler makes of x_T with the noise given, and how often it drew."""
    sources: list[NoiseSource] = []

    def arguments() -> tuple[Any, ...]:
        sources.append(NoiseSource(noise))
        return model, x_T, betas, sources[-1]

    return steady(impl.ddpm_sample, arguments), sources[-1].drawn


@check(function="ddpm_sample", points=1, needs=INSIDE_THE_SAMPLER)
def check_ddpm_sample_draws_fresh_noise_for_every_step(impl: Implementation, inputs: Inputs) -> None:
    """Each step but the last adds noise of its own, from draw_noise(x): one draw a step, for the whole batch.

    At t = 0 no noise is added; whether it is drawn there and multiplied by 0, or not drawn, is up to you.
    """
    for x_T, betas, noise in walks(inputs):
        model = curved_model(inputs, len(betas))
        sample, draws = walked(impl, model, x_T, betas, noise)
        hint = f"You drew noise {draws} times in {len(betas)} steps. Fresh noise is needed at every level above 0."
        expected = expected_walk(model, x_T, betas, noise)
        expect.close(sample, expected, f"the sample for a batch {tuple(x_T.shape)}", hint=hint)

    def arguments(kind: torch.dtype) -> tuple[object, ...]:
        return Recorder(model), x_T.to(kind), betas, NoiseSource(noise)

    expect.well_behaved(impl.ddpm_sample, arguments, expected, name="the sample")


@check(function="ddpm_sample", points=0.5, needs=INSIDE_THE_SAMPLER)
def check_ddpm_sample_finds_the_only_point_there_is(impl: Implementation, inputs: Inputs) -> None:
    """If all data are one point, and the model is perfect, every sample is that point, whatever x_T and the noise.

    The last step removes all noise that is left; so a walk that ends early, or adds noise at the end, misses the point.
    """
    for x_T, betas, noise in walks(inputs):
        data = GaussianData(inputs.number(0.5, 1.5), 0.0)
        model = data.model(torch.cumprod(1 - betas, 0))
        expected = torch.full_like(x_T, data.mean)
        expect.close(impl.ddpm_sample(model, x_T, betas, NoiseSource(noise)), expected, "the sample")
        expect.close(impl.ddpm_sample(model, x_T, betas), expected, "the sample with torch's own noise")
