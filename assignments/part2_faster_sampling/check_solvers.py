"""Checks of exercise 6, second-order solvers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from torch import Tensor

from assignments.cases import (
    SHAPES,
    GaussianData,
    Recorder,
    away_from_zero,
    curved_model,
    error_along_the_ode,
    half,
    irregular_betas,
    order_of_convergence,
    recorded,
    settled,
    step_along_the_ode,
    uneven_timesteps,
    x0_of_last_call,
)
from autograder import Implementation, Inputs, check, expect

X0_FORM = "The solver works on x0: turn the model's eps into x0 first, and keep that x0 for the next step."
HISTORY = "Which x0 and which h belong to the step before? Keep both at the end of each step."
LAST_STEP = "An Euler step to sigma = 0 lands on what denoise says at the last level above 0."
TWO_SLOPES = "Average the slopes at both ends of the step, the second one taken where the Euler step has led."


# dpm_solver_2m_sample


def _values(inputs: Inputs, *values: float) -> Tensor:
    return torch.tensor(values, dtype=inputs.dtype, device=inputs.device)


def _walks(inputs: Inputs) -> Iterator[tuple[Callable[[Tensor, Tensor], Tensor], Tensor, Tensor, Tensor]]:
    """Draw the arguments of a sampler for each shape; one walk ends above level 0, where abar is not yet 1 either."""
    for shape, last in zip(SHAPES, (int(inputs.integers(1, 4)), 0), strict=True):
        alpha_bars = torch.cumprod(1 - irregular_betas(inputs, 10), 0)
        x = away_from_zero(inputs, 4, *shape)
        yield curved_model(inputs, 10), x, alpha_bars, uneven_timesteps(inputs, last)


def _extrapolating_walk(
    model: Callable[[Tensor, Tensor], Tensor], x: Tensor, alpha_bars: Tensor, timesteps: Tensor
) -> Tensor:
    """Sample as DPM-Solver++(2M) does, spelled with the ratio of signal to noise k and its logarithm.

    x / sigma moves by the change of k times the x0 expected in the middle of the step: the straight line, in log k,
    through the last two predictions.
    """
    x, k = x.double(), (alpha_bars / (1 - alpha_bars)).sqrt()
    past: tuple[Tensor, Tensor] | None = None
    bars = [*alpha_bars[timesteps.to(x.device)], torch.ones_like(alpha_bars[0])]
    for t, bar, bar_next in zip(timesteps.tolist(), bars, bars[1:], strict=False):
        eps = model(x, torch.full((len(x),), t, device=x.device))
        x0 = step_along_the_ode(x, eps, bar, torch.ones_like(bar))
        if bar_next == 1:
            break
        k_next, middle = (bar_next / (1 - bar_next)).sqrt(), x0
        if past is not None:
            slope = (x0 - past[0]) / (k[t] / past[1]).log()
            middle = x0 + slope * (k_next / k[t]).log() / 2
        x = (1 - bar_next).sqrt() * (x / (1 - bar).sqrt() + (k_next - k[t]) * middle)
        past = x0, k[t]
    return x0


@check(function="dpm_solver_2m_sample", points=1)
def check_dpm_solver_starts_and_ends_like_ddim(impl: Implementation, inputs: Inputs) -> None:
    """The first step has no history and the last one goes to abar = 1: both are steps of DDIM, and two steps are DDIM.

    By hand: at abar = 0.36, x_T = 1 and a model that answers 0.5 give x0 = (1 - 0.8 * 0.5) / 0.6 = 1, the result if
    that is the only timestep. If one of abar = 0.64 follows, x is 0.8 * 1 + 0.6 * 0.5 = 1.1 there, and x0 is 1 again.
    """
    one, bars = _values(inputs, 1.0), torch.tensor([0.64, 0.36], dtype=torch.float64, device=inputs.device)
    for entries, seen in (([1], [1.0]), ([1, 0], [1.0, 1.1])):
        name, timesteps = f"abar = 0.64 and 0.36, timesteps {entries}", torch.tensor(entries)
        x0, recorder = recorded(impl.dpm_solver_2m_sample, half, one, bars, timesteps)
        expect.equal(recorder.levels, entries, f"the levels at which the model is called for {name}")
        expect.close(
            torch.cat([x for x, _ in recorder.calls]), seen, f"the x given to the model for {name}", hint=X0_FORM
        )
        expect.close(x0, [1.0], f"x0 for {name}, eps = 0.5", hint=X0_FORM)
    for model, x, bars, timesteps in _walks(inputs):
        for few in (timesteps[:1], timesteps[1:3]):
            x0 = settled(impl.dpm_solver_2m_sample, model, x, bars, few)
            expected = x
            ends = [*bars[few.to(x.device)], torch.ones_like(bars[0])]
            for t, bar, bar_next in zip(few.tolist(), ends, ends[1:], strict=False):
                eps = model(expected, torch.full((len(x),), t, device=x.device))
                expected = step_along_the_ode(expected, eps, bar, bar_next)
            expect.close(x0, expected, f"x0 after timesteps {few.tolist()}", hint=X0_FORM)


@check(function="dpm_solver_2m_sample", points=1.5)
def check_dpm_solver_aims_at_the_x0_expected_in_the_middle_of_a_step(impl: Implementation, inputs: Inputs) -> None:
    """From the second step on, the x0 of this step and of the last make a straight line, followed for half a step.

    Along lambda, that is: with D = 1 before, D = 2 now and steps of equal length, the step aims at 2.5; after a step of
    half the length, at 3. A step from t to s then is x_s = sigma_s / sigma_t x_t - sqrt(abar_s) (exp(-h) - 1) D.
    """
    for model, x, bars, timesteps in _walks(inputs):
        x0 = settled(impl.dpm_solver_2m_sample, model, x, bars, timesteps)
        expected = _extrapolating_walk(model, x, bars, timesteps)
        name = f"x0 after timesteps {timesteps.tolist()}"
        # A difference of lambdas magnifies the rounding of a table kept in float32.
        share = 1e-4 if x.dtype == torch.float64 else None
        expect.close(x0, expected, name, relative=share, hint=HISTORY)


@check(function="dpm_solver_2m_sample", points=1)
def check_dpm_solver_follows_the_ode_to_second_order(impl: Implementation, inputs: Inputs) -> None:
    """With a perfect model, twice as many steps bring the sample four times as close to the exact solution of the ODE.

    For data from N(m, s^2) both the perfect model and the exact solution are formulas.  The steps are even in lambda,
    and the error is taken at all levels at which the model is asked.  An order of 1 is what DDIM reaches.
    """
    data = GaussianData(inputs.number(0.5, 1.5), inputs.number(0.3, 0.6))
    x = away_from_zero(inputs, 5).double()
    errors = []
    for n in (8, 16):
        bars = torch.sigmoid(torch.linspace(3, -3, n + 1, dtype=torch.float64, device=inputs.device))
        x0, recorder = recorded(impl.dpm_solver_2m_sample, data.model(bars), x, bars, torch.arange(n, -1, -1))
        expect.equal(len(recorder.calls), n + 1, f"the number of calls of the model for {n + 1} timesteps")
        errors.append(error_along_the_ode(data, recorder, bars))
        expect.close(
            x0, x0_of_last_call(recorder, bars), f"the result of {n + 1} timesteps, against the x0 predicted last"
        )
    expect.between(order_of_convergence(*errors), 1.7, 2.4, "the order of convergence", hint=HISTORY)


@check(function="dpm_solver_2m_sample", points=1)
def check_dpm_solver_asks_the_model_once_at_every_timestep(impl: Implementation, inputs: Inputs) -> None:
    """Second order costs no second call: with timesteps [6, 4, 1] the model is called thrice, at t = 6, 4 and 1."""
    for model, x, bars, timesteps in _walks(inputs):
        x0, recorder = recorded(impl.dpm_solver_2m_sample, model, x, bars, timesteps)
        hint = f"timesteps is {timesteps.tolist()}; the model is asked once for each of them."
        expect.equal(
            recorder.levels, timesteps.tolist(), "the levels at which the model is called, in order", hint=hint
        )
        alike = all(len(set(t.tolist())) == 1 for _, t in recorder.calls)
        expect.that(alike, "samples of one batch are given different levels t, although they walk together")
        expect.close(recorder.calls[0][0], x, "the first x given to the model", hint="Sampling begins at x_T.")
        hint = "The step to abar = 1 has no second order: the result is the x0 predicted last."
        expect.close(x0, x0_of_last_call(recorder, bars), "the result, against the x0 predicted last", hint=hint)


@check(function="dpm_solver_2m_sample", points=0.5)
def check_dpm_solver_keeps_dtype_device_and_arguments(impl: Implementation, inputs: Inputs) -> None:
    """The result has the dtype and device of x_T, t is made on that device, and no argument is changed."""
    *_, (model, x, bars, timesteps) = _walks(inputs)
    arguments = partial(_arguments_of_walk, model, x, bars, timesteps)
    settled(impl.dpm_solver_2m_sample, *arguments(inputs.dtype))
    expected = _extrapolating_walk(model, x, bars, timesteps)
    expect.well_behaved(impl.dpm_solver_2m_sample, arguments, expected, name="x0", stay=[3])


def _arguments_of_walk(
    model: Callable[[Tensor, Tensor], Tensor], x: Tensor, alpha_bars: Tensor, timesteps: Tensor, kind: torch.dtype
) -> tuple[Any, ...]:
    return Recorder(model), x.to(kind), alpha_bars, timesteps


# karras_sigmas


@check(function="karras_sigmas", points=1)
def check_karras_sigmas_are_evenly_spaced_after_taking_a_root(impl: Implementation, inputs: Inputs) -> None:
    """The rho-th roots of the levels are evenly spaced: with rho = 2, three levels from 9 to 1 are 9, 4, 1, then 0.

    The square roots are 3, 2 and 1.
    """
    by_hand = expect.tensor(impl.karras_sigmas(3, 1.0, 9.0, 2.0), "sigmas").flatten().tolist()
    expect.equal([round(sigma, 3) for sigma in by_hand], [9.0, 4.0, 1.0, 0.0], "three sigmas from 9 to 1 with rho = 2")
    for rho in (1.0, 3.0, 7.0):
        n = int(inputs.integers(4, 8))
        low, high = inputs.number(0.2, 0.9), inputs.number(3, 20)
        root_of = partial(pow, exp=1 / rho)
        roots = [(root_of(high) * (n - 1 - i) + root_of(low) * i) / (n - 1) for i in range(n)]
        sigmas = impl.karras_sigmas(n, low, high, rho)
        name = f"{n} sigmas from {high} to {low} with rho = {rho:g}"
        expect.close(sigmas, [*(root**rho for root in roots), 0.0], name, relative=1e-4)


@check(function="karras_sigmas", points=1)
def check_karras_sigmas_begin_and_end_where_they_are_told(impl: Implementation, inputs: Inputs) -> None:
    """There are n + 1 levels: the first is sigma_max, the n-th is sigma_min, and after that comes 0, where x is clean.

    Without further words they go from 80 to 0.002 with rho = 7, as in Karras et al. 2022.
    """
    n = int(inputs.integers(3, 10))
    sigma_min, sigma_max = inputs.number(0.01, 0.05, 3), inputs.number(5, 50)
    for arguments, low, high in (((n, sigma_min, sigma_max), sigma_min, sigma_max), ((n,), 0.002, 80.0)):
        sigmas = expect.tensor(impl.karras_sigmas(*arguments), f"sigmas for n = {n}", shape=(n + 1,))
        expect.close(sigmas[0], high, f"the first of {n} sigmas", relative=1e-4)
        expect.close(sigmas[n - 1], low, f"the sigma before the final 0, n = {n}", relative=1e-4)
        expect.close(sigmas[n], 0.0, f"the final sigma, n = {n}")
        share = (n - 2) / (n - 1)
        expected = ((1 - share) * high ** (1 / 7) + share * low ** (1 / 7)) ** 7
        expect.close(sigmas[n - 2], expected, f"the sigma before {low}, n = {n}, rho = 7", relative=1e-4)


# heun_sample


@dataclass
class Denoiser:
    """The perfect denoiser for data from N(mean, std^2), with a log of how it is called."""

    data: GaussianData
    calls: list[tuple[Tensor, float]] = field(default_factory=list)

    def __call__(self, x: Tensor, sigma: Any) -> Tensor:
        """Return the clean sample expected behind x; sigma is a number, or one for each sample."""
        levels = expect.tensor(sigma, "the sigma given to denoise").detach().double()
        if levels.dim():
            expect.tensor(levels, "the sigma given to denoise", shape=(len(x),))
        if not levels.is_meta:
            self.calls.append((x.detach().clone(), float(levels.flatten()[0])))
        column = levels.to(x).reshape(-1, *[1] * (x.dim() - 1)) if levels.dim() else levels
        kept: Tensor = self.data.std**2 / (self.data.std**2 + column**2)
        return self.data.mean + kept * (x - self.data.mean)

    def slope(self, sigma: float) -> float:
        """Return the slope of the ODE at x = mean + 1."""
        return sigma / (self.data.std**2 + sigma**2)

    def exact(self, x: Tensor, here: float, there: float) -> Tensor:
        """Follow the ODE from one level to another."""
        growth: float = math.sqrt((self.data.std**2 + there**2) / (self.data.std**2 + here**2))
        return self.data.mean + growth * (x - self.data.mean)


def _denoiser(inputs: Inputs) -> Denoiser:
    return Denoiser(GaussianData(inputs.number(0.5, 1.5), inputs.number(0.5, 1)))


def _uneven_sigmas(inputs: Inputs) -> Tensor:
    """Draw five levels that fall to 0 in uneven steps; they stay on the CPU, where samplers read them."""
    shares = inputs.uniform(0.4, 0.75, 4).double().cpu()
    return torch.cat([3 * torch.cumprod(shares, 0), torch.zeros(1, dtype=torch.float64)])


def _heun_walk(denoiser: Denoiser, x: Tensor, sigmas: Tensor) -> Tensor:
    """Sample by Heun's method where x - mean only grows or shrinks: by one factor for each step."""
    growth, mean = 1.0, denoiser.data.mean
    *levels, last = sigmas.tolist()[:-1]
    for here, there in zip(levels, [*levels[1:], last], strict=True):
        first = denoiser.slope(here)
        second = denoiser.slope(there) * (1 + (there - here) * first)
        growth *= 1 + (there - here) * (first + second) / 2
    growth *= 1 - last * denoiser.slope(last)
    walked: Tensor = mean + growth * (x.double() - mean)
    return walked


@check(function="heun_sample", points=1.5)
def check_heun_averages_the_slopes_at_both_ends_of_a_step(impl: Implementation, inputs: Inputs) -> None:
    """Each step follows the mean of two slopes: the one where it starts and the one where an Euler step would end.

    By hand: for data from N(0, 1), D(x; sigma) = x / (1 + sigma^2). From x = 1 at sigma = 1 to sigma = 0.5 the slopes
    are 0.5 and, at the Euler point 0.75, 0.3; their mean leads to 1 - 0.5 * 0.4 = 0.8. The step to 0 is Euler's: it
    lands on D = 0.64.
    """
    standard = Denoiser(GaussianData(0.0, 1.0))
    x0 = settled(impl.heun_sample, standard, _values(inputs, 1.0), torch.tensor([1, 0.5, 0], dtype=torch.float64))
    expect.close(x0, [0.64], "x0 from x = 1 at sigmas 1, 0.5, 0", hint=TWO_SLOPES)
    for shape in SHAPES:
        denoiser, sigmas, x = _denoiser(inputs), _uneven_sigmas(inputs), 2 * away_from_zero(inputs, 4, *shape)
        x0 = settled(impl.heun_sample, denoiser, x, sigmas)
        expect.close(x0, _heun_walk(denoiser, x, sigmas), "x0 after four uneven steps", hint=TWO_SLOPES)


@check(function="heun_sample", points=1)
def check_heun_follows_the_ode_to_second_order(impl: Implementation, inputs: Inputs) -> None:
    """With a perfect denoiser, twice as many steps bring the sample four times as close to the exact solution.

    For data from N(m, s^2), x - m scales as sqrt(s^2 + sigma^2).  The error is taken at all levels above 0.
    """
    data = GaussianData(inputs.number(0.5, 1.5), inputs.number(0.5, 1))
    x = 4 * away_from_zero(inputs, 5).double()
    errors = []
    for n in (8, 16):
        roots = torch.linspace(4**0.25, 0.2**0.25, n + 1, dtype=torch.float64)
        denoiser = Denoiser(data)
        x0 = impl.heun_sample(denoiser, x, torch.cat([roots**4, torch.zeros(1, dtype=torch.float64)]))
        settled_at = {sigma: x for x, sigma in denoiser.calls if sigma > 0}  # the last word at each level
        expect.equal(
            len(settled_at), n + 1, f"the number of levels above 0 at which denoise is asked, for {n + 1} levels"
        )
        (start, noisy), *later = [(x, sigma) for sigma, x in settled_at.items()]
        strays = torch.stack([x - denoiser.exact(start, noisy, sigma) for x, sigma in later])
        errors.append(float(strays.square().mean().sqrt()))
        last = later[-1][0]
        expect.close(
            x0, denoiser(last, 0.2), f"the result of {n + 1} levels, against what denoise said last", hint=LAST_STEP
        )
    expect.between(order_of_convergence(*errors), 1.7, 2.4, "the order of convergence", hint=TWO_SLOPES)


@check(function="heun_sample", points=0.5)
def check_heun_keeps_dtype_device_and_arguments(impl: Implementation, inputs: Inputs) -> None:
    """The result has the dtype and device of x, although sigmas are float64, and no argument is changed."""
    denoiser, sigmas, x = _denoiser(inputs), _uneven_sigmas(inputs), 2 * away_from_zero(inputs, 4, 3, 5, 2)
    arguments = partial(_arguments_of_heun, denoiser, x, sigmas)
    settled(impl.heun_sample, *arguments(inputs.dtype))
    expect.well_behaved(impl.heun_sample, arguments, _heun_walk(denoiser, x, sigmas), name="x0", stay=[2])


def _arguments_of_heun(denoiser: Denoiser, x: Tensor, sigmas: Tensor, kind: torch.dtype) -> tuple[Any, ...]:
    return denoiser, x.to(kind), sigmas
