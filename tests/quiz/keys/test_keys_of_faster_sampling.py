"""Every key of faster sampling is found again another way: from noise that is known, by conditioning, by running."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import torch

from quiz.bank_model import (
    Expression,
    Match,
    Numeric,
    Order,
    Question,
    Short,
)
from tests.quiz.keys.recomputing import (
    BANK,
    Values,
    execute,
    hold_expression,
    hold_number,
    listing_of,
    of_type,
    right_texts,
    run,
)

TOPIC: list[Question] = BANK.select(topic="faster-sampling")


def weights(abar: float) -> np.ndarray:
    """Return the weights of (x0, eps) at a level, as a point of the unit circle."""
    angle = math.acos(math.sqrt(abar))
    return np.array([math.cos(angle), math.sin(angle)])


def deterministic_step(abar_t: float, abar_s: float, noisy: float, eps: float) -> float:
    """Find the clean sample that fits by solving for it, then noise it afresh with the same noise."""
    x0 = np.linalg.solve(np.array([weights(abar_t), [0.0, 1.0]]), np.array([noisy, eps]))[0]
    return float(weights(abar_s) @ [x0, eps])


def spread_given_the_noisier(abar_t: float, abar_s: float) -> float:
    """Return the deviation of x_s given x_t, for a fixed x0, from their joint covariance."""
    ratio = abar_t / abar_s
    up = np.array([[1.0, 0.0], [math.sqrt(ratio), math.sqrt(1 - ratio)]])  # (x_s, x_t) from x_s and one more noise
    covariance = up @ np.diag([1 - abar_s, 1.0]) @ up.T
    return float(1 / math.sqrt(np.linalg.inv(covariance)[0, 0]))


def error_of_the_midpoint_rule(err: float, steps: int, times: int) -> float:
    """Scale the error of a real method of second order, for x' = -x on [0, 1], so that it is err with few steps."""

    def error(count: int) -> float:
        x, h = 1.0, 1 / count
        for _ in range(count):
            x -= h * (x - h / 2 * x)
        return x - math.exp(-1)

    return err * error(steps * times * 100) / error(steps * 100)


def edm_level(levels: int, top: float) -> float:
    return float(torch.linspace(top ** (1 / 7), 0.002 ** (1 / 7), levels, dtype=torch.float64)[1] ** 7)


def room_beside(abar_s: float, fresh: float) -> float:
    """Halve until predicted and fresh noise together have the noise of the level, found in the norm of a vector."""
    low, high = 0.0, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if math.hypot(middle, fresh) < weights(abar_s)[1] else (low, middle)
    return low


def length_in_lambda(abar_t: float, abar_s: float) -> float:
    """Sum small changes of log(alpha / sigma) along the way."""
    angles = np.linspace(math.acos(math.sqrt(abar_t)), math.acos(math.sqrt(abar_s)), 20_001)
    middles = (angles[1:] + angles[:-1]) / 2
    return float(-(np.diff(angles) / (np.sin(middles) * np.cos(middles))).sum())


def spread_of_a_mixture(share: float) -> float:
    """Take the variance of the mixture over all pairs of two small populations with mean 0 and variance 1."""
    a, b = np.meshgrid([-1.0, 1.0], [-math.sqrt(1.5), 0.0, math.sqrt(1.5)])
    return float(((1 - share) * a + share * b).std())


def heun_by_trapezoid(noisy: float, first: float, second: float) -> float:
    """Integrate the slope over sigma, with the slope at the end taken where the Euler step arrives."""
    sigma = [2.0, 1.0]
    slopes = [(noisy - first) / sigma[0]]
    arrived = noisy + (sigma[1] - sigma[0]) * slopes[0]
    slopes.append((arrived - second) / sigma[1])
    return noisy + float(np.trapezoid(slopes, sigma))


def prediction_in_the_middle(now: float, before: float, h_now: float, h_last: float) -> float:
    """Fit the line through both predictions over lambda, which is 0 now."""
    return float(np.polyval(np.polyfit([-h_last, 0.0], [before, now], 1), h_now / 2))


def end_of_many_steps(var0: float, abar_t: float, noisy: float) -> float:
    """Take many deterministic steps with the exact noise prediction for Gaussian data."""
    x, angles = noisy, np.linspace(math.acos(math.sqrt(abar_t)), 0, 4001)
    for before, after in pairwise(np.cos(angles) ** 2):
        eps = math.sqrt(1 - before) * x / (before * var0 + 1 - before)
        x = deterministic_step(float(before), float(after), x, eps)
    return x


EXPECTED: dict[str, Callable[[Values], float]] = {
    "one-deterministic-step": lambda v: deterministic_step(v["abar_t"], v["abar_s"], v["noisy"], 0.5),
    "error-with-more-steps": lambda v: error_of_the_midpoint_rule(v["err"], int(v["steps"]), int(v["times"])),
    "fresh-noise-of-eta-one": lambda v: spread_given_the_noisier(v["abar_t"], v["abar_s"]),
    "second-level-of-the-edm-grid": lambda v: edm_level(int(v["levels"]), v["top"]),
    "mixture-of-two-starts": lambda v: spread_of_a_mixture(v["share"]),
    "heun-step-by-hand": lambda v: heun_by_trapezoid(v["noisy"], v["first"], v["second"]),
    "extrapolated-prediction": lambda v: prediction_in_the_middle(v["now"], v["before"], v["h_now"], v["h_last"]),
    "practice-exact-way-for-gaussian-data": lambda v: end_of_many_steps(v["var0"], v["abar_t"], v["noisy"]),
    "practice-noise-kept-beside-fresh-noise": lambda v: room_beside(v["abar_s"], v["fresh"]),
    "practice-length-of-a-step-in-lambda": lambda v: length_in_lambda(v["abar_t"], v["abar_s"]),
}
# An estimate, and a limit of many steps; all others are exact.
NEARLY = {"error-with-more-steps": 2e-3, "practice-exact-way-for-gaussian-data": 2e-3}


def stretched_step(y: float, sig_t: float, sig_s: float, eps: float) -> float:
    abar_t, abar_s = (math.cos(math.atan(sigma)) ** 2 for sigma in (sig_t, sig_s))
    noisy = y * math.sqrt(abar_t)
    return deterministic_step(abar_t, abar_s, noisy, eps) / math.sqrt(abar_s)


def weight_of_the_clean_guess(alpha_s: float, h: float) -> float:
    """Integrate dx = (dsigma / sigma) x + sigma d(alpha / sigma) x0 from x = 0 with x0 = 1, by many small steps."""
    lam = math.log(alpha_s / math.sqrt(1 - alpha_s**2)) - h
    count, y = 4000, 0.0  # y = x / sigma, so that dy = exp(lambda) x0 dlambda
    for step in range(count):
        y += h / count * math.exp(lam + (step + 0.5) * h / count)
    return y * math.sqrt(1 - alpha_s**2)


def euler_step_from_deterministic_steps(x: float, eps: float, beta: float, abar: float, dt: float) -> float:
    """Find the velocity of the ODE from DDIM steps that are so short that they follow it, both ways."""
    moved = [deterministic_step(abar, abar * math.exp(beta * way), x, eps) for way in (1e-6, -1e-6)]
    return x + dt * (moved[0] - moved[1]) / 2e-6


def level_by_halving(lam: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        alpha, sigma = weights(middle)
        low, high = (middle, high) if alpha < math.exp(lam) * sigma else (low, middle)
    return low


EXPRESSIONS: dict[str, Callable[[Values], float]] = {
    "ddim-in-stretched-coordinates": lambda v: stretched_step(v["y"], v["sig_t"], v["sig_s"], v["eps"]),
    "euler-step-of-the-probability-flow": lambda v: euler_step_from_deterministic_steps(**v),
    "practice-level-from-lambda": lambda v: level_by_halving(v["lam"]),
    "weight-of-the-clean-guess": lambda v: weight_of_the_clean_guess(v["alpha_s"], v["h"]),
}


@pytest.mark.parametrize("identifier", EXPECTED)
def test_a_number_is_found_again_another_way(identifier: str) -> None:
    hold_number(identifier, EXPECTED[identifier], NEARLY.get(identifier, 1e-6))


@pytest.mark.parametrize("identifier", EXPRESSIONS)
def test_an_expression_has_the_value_found_another_way(identifier: str) -> None:
    hold_expression(identifier, EXPRESSIONS[identifier])


def test_every_number_and_expression_of_the_topic_is_recomputed() -> None:
    assert of_type(TOPIC, Numeric) == set(EXPECTED)
    assert of_type(TOPIC, Expression) == set(EXPRESSIONS)


def test_a_subtraction_ends_noisier_than_the_next_timestep_of_linspace() -> None:
    assert "more noise" in right_texts("previous-timestep-by-subtraction")
    asked: list[int] = []
    reached: list[int] = []

    def model(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        asked.append(int(t))
        return x

    def ddim_step(x: torch.Tensor, eps: torch.Tensor, before: int, after: int) -> torch.Tensor:
        reached.append(after)
        return x

    run("previous-timestep-by-subtraction", ddim_step=ddim_step, alpha_bar=int)["sample"](model, torch.zeros(2))
    assert (asked[:3], asked[-2:], len(asked)) == ([999, 946, 894], [53, 0], 20)
    assert {earlier - later for earlier, later in pairwise(asked)} == {52, 53}
    assert all(after > following for after, following in zip(reached, asked[1:], strict=False))
    assert reached[-1] < 0


def levels(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    lambdas = torch.linspace(-1.5, 1.5, count + 1, dtype=torch.float64)
    return torch.sigmoid(2 * lambdas).sqrt(), torch.sigmoid(-2 * lambdas).sqrt()


def error(sample: Callable[..., torch.Tensor], count: int, variance: float) -> float:
    """Return how far a sampler misses the exact ODE solution for data N(0, variance): x keeps its quantile."""
    alphas, sigmas = levels(count)
    spreads = (alphas**2 * variance + sigmas**2).sqrt()

    def denoise(x: torch.Tensor, i: int) -> torch.Tensor:
        return alphas[i] * variance / spreads[i] ** 2 * x

    start = torch.tensor([1.0], dtype=torch.float64)
    return float((sample(denoise, start, alphas, sigmas) - start * spreads[-1] / spreads[0]).abs())


def test_the_changed_two_step_formula_is_of_first_order_and_the_right_one_of_second() -> None:
    assert "about a half" in right_texts("order-of-a-changed-two-step-formula")
    text = listing_of("order-of-a-changed-two-step-formula")
    changed = execute(text)["sample"]
    mended = execute(text.replace("(1 + 1 / r)", "(1 + 1 / (2 * r))").replace("(1 / r)", "(1 / (2 * r))"))["sample"]
    for variance in (0.05, 0.5, 3.0):
        assert error(changed, 400, variance) / error(changed, 800, variance) == pytest.approx(2, rel=0.05)
        assert error(mended, 400, variance) / error(mended, 800, variance) == pytest.approx(4, rel=0.05)


def test_a_prediction_stored_too_early_leaves_deterministic_ddim() -> None:
    assert r"DDIM with $\eta = 0$" in right_texts("practice-prediction-stored-too-early")
    alphas, sigmas = levels(7)
    start = torch.tensor([0.3, -1.2], dtype=torch.float64)

    def denoise(x: torch.Tensor, i: int) -> torch.Tensor:
        return torch.tanh(x + i)

    end = run("practice-prediction-stored-too-early")["sample"](denoise, start, alphas, sigmas)
    for number, expected in enumerate(start.tolist()):
        x = expected
        for i, (before, after) in enumerate(pairwise((alphas**2).tolist())):
            alpha, sigma = weights(before)
            x = deterministic_step(before, after, x, (x - alpha * math.tanh(x + i)) / sigma)
        assert float(end[number]) == pytest.approx(x, rel=1e-9)


def test_arange_gives_31_timesteps_that_begin_at_990() -> None:
    assert right_texts("levels-counted-by-arange").strip() == "31 timesteps, of which the first is 990"
    timesteps = run("levels-counted-by-arange")["timesteps"](1000, 30)
    assert (len(timesteps), int(timesteps[0]), int(timesteps[-1])) == (31, 990, 0)


def test_an_index_of_minus_one_ends_at_the_noisiest_level() -> None:
    assert "Almost pure noise" in right_texts("last-step-with-index-minus-one")
    alpha_bars = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64), 0)
    clean = torch.tensor([1.0, -0.5, 0.8], dtype=torch.float64)

    def model(x: torch.Tensor, t: int) -> torch.Tensor:
        return (x - alpha_bars[t].sqrt() * clean) / (1 - alpha_bars[t]).sqrt()

    start = torch.tensor([0.4, 1.2, -0.9], dtype=torch.float64)
    timesteps = list(range(999, 0, -50))
    assert (timesteps[1], timesteps[-1]) == (949, 49)
    end = run("last-step-with-index-minus-one")["sample"](model, start, alpha_bars, timesteps)
    assert torch.allclose(end, start)  # back where it began


def test_steps_of_one_level_on_every_20th_level_leave_most_of_the_noise() -> None:
    assert "far too noisy" in right_texts("practice-ancestral-step-with-skipped-levels")
    betas = np.linspace(1e-4, 0.02, 1000)
    abars = np.cumprod(1 - betas)

    def end_variance(timesteps: list[int], of_data: float = 0.05) -> float:
        variance = 1.0
        for t in timesteps:
            previous = abars[t - 1] if t else 1.0
            gain = 1 - betas[t] / (abars[t] * of_data + 1 - abars[t])  # eps is linear in x for Gaussian data
            fresh = (1 - previous) / (1 - abars[t]) * betas[t]
            variance = variance * gain**2 / (1 - betas[t]) + fresh
        return variance

    assert end_variance(list(range(999, -1, -1))) == pytest.approx(0.05, rel=0.1)
    assert end_variance(list(range(980, -1, -20))) > 5 * 0.05


def test_ddim_is_the_exact_step_for_a_constant_prediction_of_noise() -> None:
    question = BANK.find("first-order-dpm-solver")
    assert isinstance(question, Short)
    assert question.accepts[0] == "DDIM"
    before, after, x, eps, count = 0.2, 0.7, 0.9, -0.6, 20_000
    path = np.exp(np.linspace(math.log(before), math.log(after), count + 1))
    x_s = x
    for here, there in pairwise(path):  # Euler's method for dx = (x - eps / sqrt(1 - abar)) dlog(abar) / 2
        middle = math.sqrt(here * there)
        x_s += (x_s - eps / math.sqrt(1 - middle)) * math.log(there / here) / 2
    assert x_s == pytest.approx(deterministic_step(before, after, x, eps), abs=1e-3)


def test_every_listing_of_the_topic_is_run() -> None:
    assert {question.id for question in TOPIC if question.listing} == {
        "last-step-with-index-minus-one",
        "levels-counted-by-arange",
        "order-of-a-changed-two-step-formula",
        "practice-prediction-stored-too-early",
        "previous-timestep-by-subtraction",
    }


def test_the_lists_of_timesteps_are_those_of_their_rules() -> None:
    question = BANK.find("spacings-and-their-timesteps")
    assert isinstance(question, Match)
    counted = np.arange(1000)
    rules = {
        "leading": counted[::250][::-1],
        "leading, with an offset of 1": counted[1::250][::-1],
        "trailing": counted[::-1][::250],
        "linspace": np.linspace(999, 0, 4).round().astype(int),
    }
    assert {pair.left.strip(): pair.right.strip() for pair in question.pairs} == {
        name: ", ".join(map(str, timesteps)) for name, timesteps in rules.items()
    }


def test_the_settings_are_in_the_order_of_their_evaluations() -> None:
    question = BANK.find("cost-of-an-image")
    assert isinstance(question, Order)
    steps = [4, 25, 18, 20, 50, 100]
    assert [f"{number} steps" in item for number, item in zip(steps, question.items, strict=True)] == [True] * 6
    costs = [
        number * (1 + ("Heun" in item) + ("guidance" in item)) - ("Euler" in item)
        for number, item in zip(steps, question.items, strict=True)
    ]
    assert costs == sorted(set(costs)) == [4, 25, 35, 40, 50, 200]
