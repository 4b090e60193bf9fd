"""Every key of guidance is found again another way: from densities on a grid, from small networks, by running."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch

from quiz.bank_model import Expression, Numeric, Order, Question
from tests.quiz.keys.recomputing import (
    BANK,
    Values,
    hold_expression,
    hold_number,
    of_type,
    right_texts,
    run,
)

TOPIC: list[Question] = BANK.select(topic="guidance")

Density = Callable[[float], float]


def normal(mean: float, variance: float) -> Density:
    """Return the log density of a Gaussian."""
    return lambda x: -((x - mean) ** 2) / (2 * variance) - math.log(2 * math.pi * variance) / 2


def slope(log_density: Density, x: float) -> float:
    return (log_density(x + 1e-3) - log_density(x - 1e-3)) / 2e-3


def on_the_line(before: float, after: float, way: float) -> float:
    """Follow the line through `before` at 0 and `after` at 1 by fitting it."""
    return float(np.polyval(np.polyfit([0.0, 1.0], [before, after], 1), way))


def rescaled(std_g: float, strength: float, value: float) -> float:
    """Mix a real prediction, which holds the value, with a copy that has been given another spread."""
    guided = torch.tensor([value, value - 2 * std_g], dtype=torch.float64)  # two numbers, std_g around their mean
    cond = torch.tensor([5.0, 7.0], dtype=torch.float64)
    narrow = guided / guided.std(correction=0) * cond.std(correction=0)
    return float(torch.lerp(guided, narrow, strength)[0])


def change_of_the_guess(abar: float, more: float, gap: float) -> float:
    """Solve for the clean sample with both scales and subtract."""

    def guess(scale: float) -> float:
        weights = np.array([[math.sqrt(abar), math.sqrt(1 - abar)], [0.0, 1.0]])
        return float(np.linalg.solve(weights, [0.7, on_the_line(-0.3, -0.3 + gap, scale)])[0])

    return guess(1.5 + more) - guess(1.5)


def share_of_kind_a(like_a: float, like_b: float, scale: float) -> float:
    """Let a number of independent classifiers agree on the label, and count."""
    kinds = {"A": 0.5, "B": 0.5}
    for _ in range(int(scale)):
        kinds = {"A": kinds["A"] * like_a, "B": kinds["B"] * like_b}
        total = sum(kinds.values())
        kinds = {kind: weight / total for kind, weight in kinds.items()}
    return kinds["A"]


def mean_on_a_grid(mean_c: float, var_c: float, scale: float) -> float:
    """Tilt a density on a grid, normalise it and take its mean."""
    x = np.linspace(-40, 40, 80_001)
    log_c, log_u = -((x - mean_c) ** 2) / (2 * var_c), -(x**2) / 2
    log_density = scale * log_c + (1 - scale) * log_u
    density = np.exp(log_density - log_density.max())
    return float((x * density).sum() / density.sum())


def chance_of_no_drop(batch: int, rate: float) -> float:
    """Follow the distribution of the number of dropped labels, coin by coin."""
    counts = np.array([1.0])
    for _ in range(batch):
        counts = np.convolve(counts, [1 - rate, rate])
    return float(counts[0])


EXPECTED: dict[str, Callable[[Values], float]] = {
    "guided-number-by-hand": lambda v: on_the_line(v["eps_u"], v["eps_c"], v["scale"]),
    "value-after-guidance-rescale": lambda v: rescaled(v["std_g"], v["strength"], v["value"]),
    "shift-of-the-clean-guess": lambda v: change_of_the_guess(v["abar"], v["more"], v["gap"]),
    "share-under-a-sharper-condition": lambda v: share_of_kind_a(v["like_a"], v["like_b"], v["scale"]),
    "mean-of-a-tilted-gaussian": lambda v: mean_on_a_grid(v["mean_c"], v["var_c"], v["scale"]),
    "practice-batch-without-dropped-label": lambda v: chance_of_no_drop(int(v["batch"]), v["rate"]),
}


def gaussian_with_noise(eps: float, abar: float, x: float) -> Density:
    """Return a Gaussian whose score at x is that of a predicted noise."""
    return normal(x - 0.8 * eps / math.sqrt(1 - abar), 0.8)


def noise_for_two_conditions(v: Values) -> float:
    """Find the noise from the slope of the product, with the likelihoods as ratios of densities."""
    abar, x = 0.4, 0.3
    none, picture, both = (gaussian_with_noise(v[name], abar, x) for name in ("e_none", "e_pic", "e_both"))

    def log_product(at: float) -> float:
        return none(at) + v["a"] * (picture(at) - none(at)) + v["b"] * (both(at) - picture(at))

    return -math.sqrt(1 - abar) * slope(log_product, x)


def noise_with_a_gradient(v: Values) -> float:
    """Find the noise from the slope of a Gaussian times a likelihood to the power s."""
    x = -0.2
    prior = gaussian_with_noise(v["eps"], v["abar"], x)
    return -math.sqrt(1 - v["abar"]) * slope(lambda at: prior(at) + v["s"] * v["grad"] * at, x)


EXPRESSIONS: dict[str, Callable[[Values], float]] = {
    "guided-noise-with-w": lambda v: on_the_line(v["uncond"], v["cond"], v["w"] + 1),
    "guidance-by-two-conditions": noise_for_two_conditions,
    "practice-guidance-by-a-gradient": noise_with_a_gradient,
}


@pytest.mark.parametrize("identifier", EXPECTED)
def test_a_number_is_found_again_another_way(identifier: str) -> None:
    hold_number(identifier, EXPECTED[identifier])


@pytest.mark.parametrize("identifier", EXPRESSIONS)
def test_an_expression_has_the_value_found_another_way(identifier: str) -> None:
    hold_expression(identifier, EXPRESSIONS[identifier])


def test_every_number_and_expression_of_the_topic_is_recomputed() -> None:
    assert of_type(TOPIC, Numeric) == set(EXPECTED)
    assert of_type(TOPIC, Expression) == set(EXPRESSIONS)


def test_normal_numbers_drop_69_of_100_labels() -> None:
    assert right_texts("coins-from-the-wrong-distribution").strip() == "69 %"
    torch.manual_seed(0)
    labels = torch.arange(400_000) % 10
    dropped = run("coins-from-the-wrong-distribution")["drop_labels"](labels, 10)
    assert float((dropped == 10).double().mean()) == pytest.approx(0.69, abs=0.005)
    assert torch.equal(dropped[dropped != 10], labels[dropped != 10])


def model(x: torch.Tensor, t: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
    """Stand for a network with a different answer for each sample, level and label."""
    return torch.sin(x * 3 + t.double() * 0.7 + label.double() * 1.3)


NULL = 10


def guided(x: torch.Tensor, t: torch.Tensor, labels: torch.Tensor, scale: float) -> torch.Tensor:
    """Return what a guided prediction should be, one sample at a time."""
    results = []
    for one, level, label in zip(x, t, labels, strict=True):
        with_label, without = model(one, level, label), model(one, level, torch.tensor(NULL))
        results.append(with_label * scale + without * (1 - scale))
    return torch.stack(results)


def a_batch(count: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    return torch.linspace(-1, 2, count, dtype=torch.float64), torch.arange(count) * 5 + 1, torch.arange(count) + 2


def test_skipping_the_second_evaluation_is_wrong_below_a_scale_of_one_only() -> None:
    assert "below 1" in right_texts("guidance-skipped-for-small-scales")
    function = run("guidance-skipped-for-small-scales")["guided"]
    x, t, labels = a_batch(4)
    for scale in (-1.0, 0.0, 0.5, 0.99, 1.0, 1.01, 3.0):
        result = function(model, x, t, labels, torch.full_like(labels, NULL), scale)
        assert torch.allclose(result, guided(x, t, labels, scale)) == (scale >= 1), scale


def test_halves_in_different_orders_are_right_for_no_sample_of_three_and_for_a_single_one() -> None:
    assert "For none" in right_texts("halves-that-do-not-belong-together")
    function = run("halves-that-do-not-belong-together")["guided"]
    difference = (function(model, *a_batch(3), NULL, 3.0) - guided(*a_batch(3), 3.0)).abs()
    assert bool((difference > 1e-3).all())
    assert torch.allclose(function(model, *a_batch(1), NULL, 3.0), guided(*a_batch(1), 3.0))


def test_swapped_halves_give_the_unconditional_prediction_at_a_scale_of_one() -> None:
    assert "with the null label" in right_texts("practice-halves-of-the-batch")
    function = run("practice-halves-of-the-batch")["guided"]
    result = function(model, *a_batch(8), NULL, 1.0)
    assert torch.allclose(result, guided(*a_batch(8), 0.0))
    assert not torch.allclose(result, guided(*a_batch(8), 1.0))


def test_labels_dropped_in_place_are_mostly_lost_after_twenty_epochs() -> None:
    assert "88 %" in right_texts("practice-labels-that-never-come-back")
    torch.manual_seed(0)
    labels = torch.arange(100_000) % 10
    seen: list[int] = []
    run("practice-labels-that-never-come-back")["train"](labels, NULL, lambda batch: seen.append(len(batch)))
    assert (len(seen), set(seen)) == (40_000, {50})
    assert float((labels == NULL).double().mean()) == pytest.approx(0.88, abs=0.005)


def test_every_listing_of_the_topic_is_run() -> None:
    assert {question.id for question in TOPIC if question.listing} == {
        "coins-from-the-wrong-distribution",
        "guidance-skipped-for-small-scales",
        "halves-that-do-not-belong-together",
        "practice-halves-of-the-batch",
        "practice-labels-that-never-come-back",
    }


def test_the_settings_of_s_and_w_are_in_the_order_of_their_predictions() -> None:
    question = BANK.find("practice-two-ways-to-count")
    assert isinstance(question, Order)
    cond, uncond = 1, 0
    values = []
    for item in question.items:
        name, value = item.strip().strip("$").split(" = ")
        number = float(value)
        by_s, by_w = uncond + number * (cond - uncond), (1 + number) * cond - number * uncond
        values.append(by_s if name == "s" else by_w)
    assert values == sorted(set(values)) == [0, 0.5, 1, 2, 3, 5]


def test_guiding_clean_guesses_or_noise_gives_the_same() -> None:
    assert "Not at all" in right_texts("guidance-of-other-predictions")
    abar, x, eps = 0.3, 0.9, {"u": -0.4, "c": 1.1}
    guesses = {name: (x - math.sqrt(1 - abar) * value) / math.sqrt(abar) for name, value in eps.items()}
    for scale in (0, 0.5, 1, 7.5):
        clean = on_the_line(guesses["u"], guesses["c"], scale)
        noise = (x - math.sqrt(abar) * clean) / math.sqrt(1 - abar)
        assert noise == pytest.approx(on_the_line(eps["u"], eps["c"], scale))


def test_the_guided_score_is_that_of_the_density_marked_right() -> None:
    assert r"$p_t(x)\, p_t(c \mid x)^s$" in right_texts("density-behind-guidance")
    cond, uncond, x, scale = normal(1, 0.3), normal(0, 1), 0.4, 2.5

    def log_marked(at: float) -> float:
        return uncond(at) + scale * (cond(at) - uncond(at))

    assert on_the_line(slope(uncond, x), slope(cond, x), scale) == pytest.approx(slope(log_marked, x))


def test_noising_the_tilted_density_is_not_tilting_the_noised_ones() -> None:
    assert "In general no" in right_texts("tilting-before-or-after-noising")
    scale, abar, mean, variance = 3, 0.5, 1.0, 0.2

    def tilted(mean_c: float, var_c: float, var_u: float) -> tuple[float, float]:
        precision = scale / var_c + (1 - scale) / var_u
        return scale * mean_c / var_c / precision, 1 / precision

    clean_mean, clean_variance = tilted(mean, variance, 1.0)
    noised_afterwards = (math.sqrt(abar) * clean_mean, abar * clean_variance + 1 - abar)
    noised_before = tilted(math.sqrt(abar) * mean, abar * variance + 1 - abar, 1.0)
    assert noised_before[1] < 0.8 * noised_afterwards[1]
