"""Every key of the basics is found again another way: by walking the chain, by conditioning, by running the listing."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import torch

from quiz.bank_model import Expression, Numeric, Question
from tests.quiz.keys.recomputing import (
    BANK,
    Values,
    hold_expression,
    hold_number,
    of_type,
    right_texts,
    run,
)

BASICS: list[Question] = BANK.select(topic="basics")
CHAIN = 40


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a monotone function is 0, by halving."""
    rising = function(high) > function(low)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if (function(middle) > 0) == rising else (middle, high)
    return (low + high) / 2


def walked(abar: float) -> tuple[float, float]:
    """Walk a chain of equal steps down to abar; return the factor of x0 and the standard deviation of the noise."""
    beta = 1 - abar ** (1 / CHAIN)
    mean, variance = 1.0, 0.0
    for _ in range(CHAIN):
        mean *= math.sqrt(1 - beta)
        variance = variance * (1 - beta) + beta
    return mean, math.sqrt(variance)


def noised(abar: float, x0: float, eps: float) -> float:
    mean, deviation = walked(abar)
    return mean * x0 + deviation * eps


def two_last_levels(betas: list[float]) -> np.ndarray:
    """Return the covariance of the last two samples of a chain for a fixed x0: the noises are carried one by one."""
    levels, carried = [], np.zeros(len(betas))
    for step, beta in enumerate(betas):
        carried = carried * math.sqrt(1 - beta)
        carried[step] = math.sqrt(beta)
        levels.append(carried.copy())
    last = np.array(levels[-2:])
    return last @ last.T


def variance_given_the_later(covariance: np.ndarray) -> float:
    return float(1 / np.linalg.inv(covariance)[0, 0])


def mean_given_both(abar_prev: float, beta: float, x0: float, xt: float) -> float:
    """Return the most likely earlier sample, where the slopes of both log-densities cancel; it is the mean."""

    def slope(x: float) -> float:
        from_x0 = -(x - math.sqrt(abar_prev) * x0) / (1 - abar_prev)
        return from_x0 + math.sqrt(1 - beta) * (xt - math.sqrt(1 - beta) * x) / beta

    return root(slope, -50.0, 50.0)


def steps_until_noise_prevails(beta: float) -> int:
    signal, noise, steps = 1.0, 0.0, 0
    while noise <= signal:
        signal, noise, steps = signal * (1 - beta), noise * (1 - beta) + beta, steps + 1
    return steps


def spread_of_the_noise(var0: float, abar: float) -> float:
    """Return the variance of eps given some x_t, by summing over a grid."""
    eps = np.linspace(-12, 12, 200_001)
    x0 = (0.7 - math.sqrt(1 - abar) * eps) / math.sqrt(abar)
    weights = np.exp(-(eps**2) / 2 - x0**2 / (2 * var0))
    weights /= weights.sum()
    mean = (weights * eps).sum()
    return float((weights * (eps - mean) ** 2).sum())


def factor_of_the_noise_error(abar: float, gamma: float) -> float:
    mean, deviation = walked(abar)
    x0, xt, off = 0.3, 0.9, 0.01
    off_in_eps = (xt - mean * (x0 + off)) / deviation - (xt - mean * x0) / deviation
    return min(mean**2 / deviation**2, gamma) * off**2 / off_in_eps**2


def clean_from_velocity(abar: float, noisy: float, velocity: float) -> float:
    angle = math.acos(math.sqrt(abar))
    turned = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return float(np.linalg.solve(turned, [noisy, velocity])[0])


def clean_from_noise(abar: float, noisy: float, eps: float) -> float:
    return root(lambda x0: noised(abar, x0, eps) - noisy, -1e3, 1e3)


def error_in_the_clean_guess(abar: float, off: float) -> float:
    return clean_from_noise(abar, 0.8, 0.4) - clean_from_noise(abar, 0.8, 0.4 + off)


def reverse_mean(beta: float, noisy: float, pred: float) -> float:
    return mean_given_both(0.36 / (1 - beta), beta, clean_from_noise(0.36, noisy, pred), noisy)


def rescaled_amplitude(middle: float, last: float) -> float:
    factor, shift = np.linalg.solve(np.array([[0.9, 1.0], [last, 1.0]]), np.array([0.9, 0.0]))
    return float(factor * middle + shift)


def log_alpha_bar(steps: float, last: float) -> float:
    betas = torch.linspace(1e-4, last, int(steps), dtype=torch.float64)
    return float((1 - betas).cumprod(0)[-1].log())


def divergence(gap: float, var: float) -> float:
    x = np.linspace(-5, 5, 400_001)
    one = np.exp(-(x**2) / (2 * var)) / math.sqrt(2 * math.pi * var)
    log_ratio = ((x - gap) ** 2 - x**2) / (2 * var)
    return float((one * log_ratio).sum() * (x[1] - x[0]))


def loss_of_a_constant(out: float) -> float:
    nodes, weights = np.polynomial.hermite_e.hermegauss(20)
    return float((weights * (nodes - out) ** 2).sum() / weights.sum())


def beta_between(first: float, second: float) -> float:
    return root(lambda beta: first * (1 - beta) - second, 0.0, 1.0)


def cosine_share(steps: float, step: int) -> float:
    return (1 + math.cos(math.pi * step / steps)) / 2


EXPECTED: dict[str, Callable[[Values], float]] = {
    "signal-power-after-three-steps": lambda v: math.prod(math.sqrt(1 - v[name]) for name in ("b1", "b2", "b3")) ** 2,
    "pixel-mean-at-the-last-level": lambda v: walked(v["abar"])[0] * v["pixel"],
    "log-alpha-bar-of-a-linear-schedule": lambda v: log_alpha_bar(v["steps"], v["last"]),
    "steps-until-noise-prevails": lambda v: steps_until_noise_prevails(v["beta"]),
    "amplitude-after-zero-snr-rescale": lambda v: rescaled_amplitude(v["middle"], v["last"]),
    "floor-of-the-noise-loss": lambda v: spread_of_the_noise(v["var0"], v["abar"]),
    "min-snr-weight-of-the-noise-error": lambda v: factor_of_the_noise_error(v["abar"], v["gamma"]),
    "clean-guess-from-velocity": lambda v: clean_from_velocity(v["abar"], v["noisy"], v["vel"]),
    "noise-error-becomes-data-error": lambda v: error_in_the_clean_guess(v["abar"], v["off"]),
    "posterior-variance-of-the-third-step": lambda v: variance_given_the_later(
        two_last_levels([v["b1"], v["b2"], v["b3"]])
    ),
    "clean-guess-from-noise-prediction": lambda v: clean_from_noise(v["abar"], v["noisy"], v["pred"]),
    "mean-of-one-reverse-step": lambda v: reverse_mean(v["beta"], v["noisy"], v["pred"]),
    "practice-ratio-of-variances-early-on": lambda v: (
        variance_given_the_later(two_last_levels([v["b0"], v["b1"]])) / v["b1"]
    ),
    "practice-divergence-of-two-steps": lambda v: divergence(v["gap"], v["var"]),
    "practice-loss-of-a-constant-answer": lambda v: loss_of_a_constant(v["out"]),
    "practice-noise-of-two-steps": lambda v: float(two_last_levels([v["b1"], v["b2"]])[1, 1]),
    "practice-second-beta-of-a-cosine-schedule": lambda v: beta_between(
        cosine_share(v["steps"], 1), cosine_share(v["steps"], 2)
    ),
}
# An estimate; all others are exact.
NEARLY = {"log-alpha-bar-of-a-linear-schedule": 2e-2}


def velocity(abar: float, x0: float, eps: float) -> float:
    angle, step = math.acos(math.sqrt(abar)), 1e-5
    later, earlier = (noised(math.cos(angle + move) ** 2, x0, eps) for move in (step, -step))
    return (later - earlier) / (2 * step)


def score(abar: float, eps: float) -> float:
    """Return the slope of log p(x_t) for data at a single point, where the noise in x_t is known."""
    x0, step = 0.4, 1e-4
    mean, deviation = walked(abar)
    at = noised(abar, x0, eps)
    later, earlier = (-(((at + move - mean * x0) / deviation) ** 2) / 2 for move in (step, -step))
    return (later - earlier) / (2 * step)


def weight_of_the_clean_sample(abar_prev: float, beta: float) -> float:
    return mean_given_both(abar_prev, beta, 1.0, 0.0)


def alpha_bar_of(snr: float) -> float:
    def ratio(abar: float) -> float:
        mean, deviation = walked(abar)
        return mean**2 / deviation**2

    return root(lambda abar: ratio(abar) - snr, 1e-9, 1 - 1e-9)


EXPRESSIONS: dict[str, Callable[[Values], float]] = {
    "noisy-sample-in-one-jump": lambda v: noised(v["abar"], v["x0"], v["eps"]),
    "alpha-bar-from-snr": lambda v: alpha_bar_of(v["snr"]),
    "velocity-from-data-and-noise": lambda v: velocity(v["abar"], v["x0"], v["eps"]),
    "score-from-noise-prediction": lambda v: score(v["abar"], v["eps"]),
    "weight-of-the-clean-sample-in-the-posterior": lambda v: weight_of_the_clean_sample(v["abar_prev"], v["beta"]),
    "practice-noise-from-both-samples": lambda v: root(
        lambda eps: noised(v["abar"], v["x0"], eps) - v["xt"], -1e3, 1e3
    ),
}


@pytest.mark.parametrize("identifier", EXPECTED)
def test_a_number_is_found_again_another_way(identifier: str) -> None:
    hold_number(identifier, EXPECTED[identifier], NEARLY.get(identifier, 1e-6))


@pytest.mark.parametrize("identifier", EXPRESSIONS)
def test_an_expression_has_the_value_found_another_way(identifier: str) -> None:
    hold_expression(identifier, EXPRESSIONS[identifier])


def test_every_number_and_expression_of_the_topic_is_recomputed() -> None:
    assert of_type(BASICS, Numeric) == set(EXPECTED)
    assert of_type(BASICS, Expression) == set(EXPRESSIONS)


def linear_alpha_bars(steps: int) -> torch.Tensor:
    return (1 - torch.linspace(1e-4, 0.02, steps, dtype=torch.float64)).cumprod(0)


def test_a_vector_of_levels_scales_columns() -> None:
    assert "columns" in right_texts("vector-times-image-batch")
    torch.manual_seed(1)
    x = torch.rand(32, 3, 32, 32) + 1
    factors = run("vector-times-image-batch")["scale"](torch.rand(1000), x) / x
    assert torch.allclose(factors, factors[:1, :1, :1].expand_as(factors))
    assert factors[0, 0, 0].unique().numel() > 16


def test_noising_in_place_destroys_the_stored_images() -> None:
    assert "stored images noisier" in right_texts("noising-that-fades-the-data")
    torch.manual_seed(1)
    alpha_bars = linear_alpha_bars(1000).float()
    images = torch.randn(50, 3, 8, 8)
    kept, seen = images.clone(), []
    run(
        "noising-that-fades-the-data",
        signal=alpha_bars.sqrt(),
        sigma=(1 - alpha_bars).sqrt(),
        images=images,
        num_steps=5,
        train_on=lambda x_t, t: seen.append(x_t is images),
    )
    both = torch.stack([kept.flatten(), images.flatten()])
    assert torch.corrcoef(both)[0, 1].abs() < 0.1
    assert seen == [True] * 5


def test_a_rolled_table_makes_the_first_beta_negative() -> None:
    assert "negative" in right_texts("betas-with-a-rolled-table")
    betas = run("betas-with-a-rolled-table")["betas_from_alpha_bars"](linear_alpha_bars(1000))
    assert torch.allclose(betas[1:], torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64)[1:])
    assert betas[0] < -1000
    assert betas[0].sqrt().isnan()


def test_a_target_drawn_again_leaves_a_loss_of_one_at_best() -> None:
    assert "About 1" in right_texts("target-drawn-a-second-time")
    torch.manual_seed(1)
    x0, true_noise = torch.randn(100_000), []

    def add_noise(x0: torch.Tensor, noise: torch.Tensor, t: torch.Tensor, alpha_bars: torch.Tensor) -> torch.Tensor:
        true_noise.append(noise)
        return alpha_bars[t].sqrt() * x0 + (1 - alpha_bars[t]).sqrt() * noise

    loss = run("target-drawn-a-second-time", add_noise=add_noise)["training_loss"]
    answers = {share: lambda x_t, t, share=share: share * true_noise[-1] for share in (-0.5, 0.0, 0.5, 1.0)}
    losses = {share: float(loss(answer, x0, linear_alpha_bars(1000).float())) for share, answer in answers.items()}
    assert losses[0.0] == min(losses.values()) == pytest.approx(1, abs=0.03)
    assert losses[1.0] == pytest.approx(2, abs=0.06)


def test_the_test_copied_from_the_paper_leaves_level_1_without_noise() -> None:
    assert "`t` = 1 gets no noise" in right_texts("test-copied-from-the-paper")
    sample = run("test-copied-from-the-paper", reverse_mean=lambda x, eps, t: x)["sample"]
    reaches = [bool(sample(lambda x, t: x, torch.zeros(3), torch.eye(5)[level]).abs().max() > 0) for level in range(5)]
    assert reaches == [False, False, True, True, True]


def test_the_faulty_sampler_reuses_its_noise_and_takes_a_variance_for_a_deviation() -> None:
    assert "same noise" in right_texts("two-faults-in-a-sampler")
    assert "multiplied by a variance" in right_texts("two-faults-in-a-sampler")
    torch.manual_seed(1)
    seen: list[tuple[torch.Tensor, torch.Tensor]] = []

    def model(x: torch.Tensor, levels: torch.Tensor) -> torch.Tensor:
        seen.append((x, levels))
        return x

    variances = torch.tensor([0.0, 0.04, 0.04, 0.04], dtype=torch.float64)
    start = torch.zeros(50_000, dtype=torch.float64)
    end = run("two-faults-in-a-sampler")["sample"](model, start, lambda x, eps, t: x, variances)
    assert [int(levels[0]) for _, levels in seen] == [3, 2, 1, 0]
    increments = [later - earlier for (earlier, _), (later, _) in pairwise(seen)]
    assert torch.allclose(increments[0], increments[1])
    assert torch.allclose(increments[0], increments[2])
    assert float(increments[0].std()) == pytest.approx(0.04, rel=0.03)
    assert torch.equal(end, seen[-1][0])


def test_a_loop_that_ends_early_leaves_the_noise_of_level_0() -> None:
    assert "`betas[0]`" in right_texts("practice-loop-that-ends-early")
    torch.manual_seed(1)
    betas, point, asked = torch.tensor([0.1, 0.2, 0.3, 0.4], dtype=torch.float64), 2.0, []

    def step(x: torch.Tensor, prediction: torch.Tensor, t: int, betas: torch.Tensor) -> torch.Tensor:
        """Take the exact step back for data that are all at one point."""
        asked.append(t)
        before = float((1 - betas[:t]).prod())
        beta = float(betas[t])
        base, slope = (mean_given_both(before, beta, x0, xt) for x0, xt in ((point, 0.0), (0.0, 1.0)))
        variance = variance_given_the_later(two_last_levels(betas[: t + 1].tolist()))
        return base + slope * x + math.sqrt(variance) * torch.randn_like(x)

    alpha_bar = float((1 - betas).prod())
    start = math.sqrt(alpha_bar) * point + math.sqrt(1 - alpha_bar) * torch.randn(100_000, dtype=torch.float64)
    end = run("practice-loop-that-ends-early", step=step)["sample"](lambda x, t: x, start, betas)
    assert asked == [3, 2, 1]
    assert float(end.var()) == pytest.approx(0.1, rel=0.03)
    assert float(end.mean()) == pytest.approx(math.sqrt(0.9) * point, abs=0.01)


def test_weights_in_a_column_weigh_no_sample() -> None:
    assert "mean of the weights times the mean of the losses" in right_texts("practice-weights-in-a-column")
    torch.manual_seed(1)
    prediction, target, weight = torch.randn(6, 3, 4, 4), torch.randn(6, 3, 4, 4), torch.rand(6)
    result = run("practice-weights-in-a-column")["weighted_loss"](prediction, target, weight)
    losses = ((prediction - target) ** 2).mean((1, 2, 3))
    assert torch.allclose(result, weight.mean() * losses.mean())
    assert not torch.allclose(result, (weight * losses).mean(), rtol=1e-3)


def test_every_listing_of_the_basics_is_run() -> None:
    assert {question.id for question in BASICS if question.listing} == {
        "betas-with-a-rolled-table",
        "noising-that-fades-the-data",
        "practice-loop-that-ends-early",
        "practice-weights-in-a-column",
        "target-drawn-a-second-time",
        "test-copied-from-the-paper",
        "two-faults-in-a-sampler",
        "vector-times-image-batch",
    }
