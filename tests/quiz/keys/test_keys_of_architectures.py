"""Every key of the architectures is found again another way: by counting, by integrating, by running the listing."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from quiz.bank_model import Expression, Match, Numeric, Question
from quiz.drawing import draw
from quiz.drawing.drawn import ShortKey
from tests.quiz.keys.recomputing import (
    BANK,
    SEEDS,
    Values,
    hold_expression,
    hold_number,
    of_type,
    right_texts,
    run,
)

ARCHITECTURES: list[Question] = BANK.select(topic="architectures")
CHAIN = 40


def shapes(*size: float) -> torch.Tensor:
    """Return a tensor that has a shape and no memory."""
    return torch.empty([int(length) for length in size], device="meta")


def encoded(pictures: torch.Tensor, factor: float, channels: float) -> torch.Tensor:
    """Return something of the shape of the pictures' latents."""
    kernel = shapes(channels, pictures.shape[1], factor, factor)
    return functional.conv2d(pictures, kernel, stride=int(factor))


def tokens(latents: torch.Tensor, patch: int = 1) -> torch.Tensor:
    """Return one token for each patch of positions: (batch, tokens, features)."""
    return functional.unfold(latents, patch, stride=patch).transpose(1, 2)


def attention_weights(queries: torch.Tensor, keys: torch.Tensor) -> torch.Tensor:
    return queries @ keys.transpose(-1, -2)


def compression(factor: float, channels: float) -> float:
    pictures = shapes(1, 3, 256, 256)
    return pictures.numel() / encoded(pictures, factor, channels).numel()


def mebibytes_of_self_attention(side: float, heads: float) -> float:
    each = tokens(encoded(shapes(1, 3, side, side), 8, 4))
    weights = attention_weights(each, each).expand(int(heads), -1, -1).half()
    return weights.numel() * weights.element_size() / 1024 / 1024


def self_against_cross(side: float, down: float) -> float:
    latents = encoded(shapes(1, 3, side, side), 8, 4)
    positions = tokens(functional.avg_pool2d(latents, int(down)))
    text = shapes(1, 77, positions.shape[-1])
    return attention_weights(positions, positions).numel() / attention_weights(positions, text).numel()


def divergence_from_standard_normal(mean: float, variance: float) -> float:
    """Return the integral of p log(p / q), by summing over a grid."""
    x = np.linspace(mean - 15, mean + 15, 600_001)
    log_p = -((x - mean) ** 2) / (2 * variance) - 0.5 * math.log(2 * math.pi * variance)
    log_q = -(x**2) / 2 - 0.5 * math.log(2 * math.pi)
    return float((np.exp(log_p) * (log_p - log_q)).sum() * (x[1] - x[0]))


def latents_passed(steps: float, strength: float) -> float:
    """Walk through image-to-image: start where the strength says, and count what the network is given."""
    passed = 0
    for place in reversed(range(int(steps))):
        if (place + 1) / steps <= strength + 1e-9:
            for _prompt in ("empty", "given"):
                passed += 1
    return passed


def share_of_the_second(base_steps: float, super_steps: float) -> float:
    spent = [
        sum(shapes(1, 1, side, side).numel() for _ in range(int(steps)))
        for side, steps in ((64, base_steps), (256, super_steps))
    ]
    return spent[1] / sum(spent)


def factor_to_unit_variance(variance: float) -> float:
    """Halve the interval in which the factor lies, by the variance of the scaled latents."""
    latents = np.array([-1.0, 1.0]) * math.sqrt(variance)
    low, high = 0.0, 10.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (low, middle) if float(np.mean((middle * latents) ** 2)) > 1 else (middle, high)
    return low


def patches(side: float, patch: float) -> float:
    return tokens(encoded(shapes(1, 3, side, side), 8, 4), int(patch)).shape[1]


def divergence_of_many(count: float, mean: float) -> float:
    given = torch.distributions.MultivariateNormal(
        torch.full((int(count),), mean).double(), torch.eye(int(count)).double()
    )
    standard = torch.distributions.MultivariateNormal(torch.zeros(int(count)).double(), torch.eye(int(count)).double())
    return float(torch.distributions.kl_divergence(given, standard))


EXPECTED: dict[str, Callable[[Values], float]] = {
    "numbers-per-picture-and-latent": lambda v: compression(v["factor"], v["channels"]),
    "memory-of-self-attention": lambda v: mebibytes_of_self_attention(v["side"], v["heads"]),
    "kl-of-one-latent-number": lambda v: divergence_from_standard_normal(v["mean"], v["variance"]),
    "evaluations-of-guided-img2img": lambda v: latents_passed(v["steps"], v["strength"]),
    "self-against-cross-attention": lambda v: self_against_cross(v["side"], v["down"]),
    "share-of-super-resolution": lambda v: share_of_the_second(v["base_steps"], v["super_steps"]),
    "factor-from-the-variance": lambda v: factor_to_unit_variance(v["variance"]),
    "tokens-of-a-latent-transformer": lambda v: patches(v["side"], v["patch"]),
    "kl-of-shifted-latents": lambda v: divergence_of_many(v["count"], v["mean"]),
}


def noised(abar: float, clean: float, eps: float) -> float:
    """Walk a chain of equal steps down to abar; the noises of the steps make one of the size eps."""
    beta = 1 - abar ** (1 / CHAIN)
    mean, variance = clean, 0.0
    for _ in range(CHAIN):
        mean *= math.sqrt(1 - beta)
        variance = variance * (1 - beta) + beta
    return mean + math.sqrt(variance) * eps


def same_quantile(mean: float, logvar: float, eps: float) -> float:
    """Return where the Gaussian of this log-variance has as much below it as the standard normal has below eps."""
    low, high = 0.0, 100.0
    for _ in range(200):
        width = (low + high) / 2
        low, high = (low, width) if width == 0 or math.log(width * width) > logvar else (width, high)
    standard = torch.distributions.Normal(torch.tensor(0.0).double(), torch.tensor(1.0).double())
    given = torch.distributions.Normal(torch.tensor(mean).double(), torch.tensor(low).double())
    return float(given.icdf(standard.cdf(torch.tensor(eps).double())))


EXPRESSIONS: dict[str, Callable[[Values], float]] = {
    "latent-from-mean-and-logvar": lambda v: same_quantile(v["mean"], v["logvar"], v["eps"]),
    "start-of-image-to-image": lambda v: noised(v["abar"], v["z"] * v["scale"], v["eps"]),
}


@pytest.mark.parametrize("identifier", EXPECTED)
def test_a_number_is_found_again_another_way(identifier: str) -> None:
    hold_number(identifier, EXPECTED[identifier])


@pytest.mark.parametrize("identifier", EXPRESSIONS)
def test_an_expression_has_the_value_found_another_way(identifier: str) -> None:
    hold_expression(identifier, EXPRESSIONS[identifier])


def test_every_number_and_expression_of_the_topic_is_recomputed() -> None:
    assert of_type(ARCHITECTURES, Numeric) == set(EXPECTED)
    assert of_type(ARCHITECTURES, Expression) == set(EXPRESSIONS)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_shape_of_the_latents_is_that_of_a_strided_convolution(seed: str) -> None:
    drawn = draw(BANK.find("shape-of-the-latents"), seed)
    values, key = drawn.private.values, drawn.private.key
    assert isinstance(key, ShortKey)
    latents = encoded(shapes(values["count"], 3, values["height"], values["width"]), 8, 4)
    shape = ", ".join(map(str, latents.shape))
    assert {shape, f"({shape})", f"[{shape}]", str(latents.shape)} <= set(key.accepts)


def test_the_channels_that_join_the_noisy_latents_add_up() -> None:
    photograph, noisy = shapes(1, 3, 512, 512), shapes(1, 4, 64, 64)
    mask = depth = shapes(1, 1, 64, 64)
    joined = {
        "prompt alone": [],
        "depth map": [depth],
        "64 by 64 pixels": [shapes(1, 3, 64, 64)],
        "Edit": [encoded(photograph, 8, 4)],
        "Repaint": [encoded(photograph, 8, 4), mask],
    }
    question = BANK.find("what-joins-the-noisy-latents")
    assert isinstance(question, Match)
    for pair, (words, conditions) in zip(question.pairs, joined.items(), strict=True):
        assert words in pair.left
        assert int(pair.right) == torch.cat([noisy, *conditions], dim=1).shape[1]


def test_the_unscaled_latents_keep_the_signal_that_the_explanation_tells() -> None:
    why = BANK.find("diffusion-on-unscaled-latents").why
    assert r"\sqrt{30 \cdot 0.0047} \approx 0.38" in why
    assert noised(0.0047, math.sqrt(30), 0.0) == pytest.approx(0.38, abs=0.005)


class WideAutoencoder:
    """Its latents are the picture itself; it keeps what its decoder was given."""

    def encode(self, image: torch.Tensor) -> Any:
        return type("Encoded", (), {"latent_dist": torch.distributions.Normal(image, torch.full_like(image, 1e-9))})

    def decode(self, latents: torch.Tensor) -> Any:
        return type("Decoded", (), {"sample": latents})


def test_scaling_both_ways_leaves_latents_30_times_too_small() -> None:
    assert "about 30 times too small" in right_texts("latents-scaled-both-ways")
    torch.manual_seed(1)
    names, image, vae = (
        run("latents-scaled-both-ways"),
        torch.rand(1, 3, 8, 8).double() + 1,
        WideAutoencoder(),
    )
    ratio = image / names["decode"](vae, names["encode"](vae, image))
    assert float(ratio.mean()) == pytest.approx(30, abs=0.5)
    assert float(ratio.std()) < 0.01


def test_one_threshold_for_the_batch_weakens_a_picture_in_range() -> None:
    assert "contrast becomes weaker" in right_texts("one-threshold-for-the-batch")
    torch.manual_seed(1)
    first, second = torch.rand(3, 16, 16) * 2 - 1, torch.rand(3, 16, 16) * 2 + 2
    threshold = run("one-threshold-for-the-batch")["dynamic_threshold"]
    ratio = threshold(torch.stack([first, second]))[0] / first
    assert torch.allclose(ratio, ratio.flatten()[0].expand_as(ratio))
    assert float(ratio.max()) < 0.5
    assert torch.equal(threshold(first[None])[0], first)


def test_reshaped_heads_cut_across_tokens() -> None:
    assert "All 64 features of tokens 0 and 1" in right_texts("heads-cut-across-tokens")
    names = run("heads-cut-across-tokens")
    assert names["first"].shape == (2, 16, 8)
    token, feature = torch.meshgrid(torch.arange(16), torch.arange(64), indexing="ij")
    first = names["split_heads"]((1000 * token + feature)[None], 8)[0, 0]
    assert sorted(first.flatten().tolist()) == [1000 * t + f for t in (0, 1) for f in range(64)]
    wanted = (1000 * token + feature)[None].reshape(1, 16, 8, -1).transpose(1, 2)[0, 0]
    assert wanted.tolist() == [[1000 * t + f for f in range(8)] for t in range(16)]


def test_the_wrong_end_of_the_timesteps_leaves_noise() -> None:
    assert "A noisy result with hardly any likeness" in right_texts("img2img-runs-the-wrong-end")
    timesteps, started, seen = list(range(980, -1, -20)), [], []

    def add_noise(latents: str, t: int) -> str:
        started.append(t)
        return latents

    def denoise(x: str, t: int) -> str:
        seen.append(t)
        return x

    run("img2img-runs-the-wrong-end")["image_to_image"](denoise, add_noise, "photograph", timesteps, 0.4)
    assert started == [980]
    assert seen == list(range(980, 599, -20))
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=torch.float64) ** 2
    signal = (1 - betas).cumprod(0).sqrt()
    assert signal[980] < 0.1
    assert (1 - signal[580] ** 2).sqrt() > 0.8


def guided(scale: float, text: torch.Tensor, empty: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Run the guided loop for 50 steps with a network that looks at each sample alone; return its calls too."""
    calls: list[torch.Tensor] = []

    def unet(both: torch.Tensor, t: int, context: torch.Tensor) -> torch.Tensor:
        calls.append(both)
        return torch.tanh(both + context.mean((1, 2))[:, None, None, None])

    torch.manual_seed(1)
    sample = run("guided-loop-in-latents")["sample"]
    return sample(unet, lambda x, eps, t: x - 0.02 * eps, text, empty, range(50), scale), calls


def test_the_guided_loop_behaves_as_told() -> None:
    told = right_texts("guided-loop-in-latents")
    assert "`scale=1`, the result does not depend on `empty`" in told
    assert "`scale=0`, the result does not depend on `text`" in told
    torch.manual_seed(2)
    one, two, three = (torch.randn(1, 77, 768) + shift for shift in (-1, 0, 1))
    close = {"rtol": 0, "atol": 1e-5}
    assert torch.allclose(guided(1.0, one, two)[0], guided(1.0, one, three)[0], **close)
    assert torch.allclose(guided(0.0, one, two)[0], guided(0.0, three, two)[0], **close)
    assert not torch.allclose(guided(7.5, one, two)[0], guided(7.5, one, three)[0], **close)
    assert not torch.allclose(guided(7.5, one, two)[0], guided(7.5, three, two)[0], **close)
    result, calls = guided(7.5, one, two)
    assert result.shape == (1, 4, 64, 64)
    assert len(calls) == 50
    assert all(torch.equal(*both.chunk(2)) for both in calls)


def test_the_known_part_has_no_noise_at_the_levels_in_between() -> None:
    assert "`known` has no noise" in right_texts("inpainting-with-a-clean-part")
    torch.manual_seed(1)
    known, mask, start = torch.full((1, 4, 8, 8), 3.0), torch.zeros(1, 1, 8, 8), torch.randn(1, 4, 8, 8)
    mask[..., :4] = 1
    seen: list[tuple[int, torch.Tensor]] = []

    def model(x: torch.Tensor, t: int) -> torch.Tensor:
        seen.append((t, x))
        return torch.zeros_like(x)

    inpaint = run("inpainting-with-a-clean-part")["inpaint"]
    end = inpaint(model, lambda x, eps, t, s: x + 0.1, start, known, mask, [900, 600, 300, 0])
    assert [t for t, _ in seen] == [900, 600, 300]
    assert all(torch.equal(x[..., :4], known[..., :4]) for _, x in seen[1:])
    assert torch.equal(end[..., :4], known[..., :4])
    assert torch.allclose(end[..., 4:], start[..., 4:] + 0.3)


def test_every_listing_of_the_architectures_is_run() -> None:
    assert {question.id for question in ARCHITECTURES if question.listing} == {
        "guided-loop-in-latents",
        "heads-cut-across-tokens",
        "img2img-runs-the-wrong-end",
        "inpainting-with-a-clean-part",
        "latents-scaled-both-ways",
        "one-threshold-for-the-batch",
    }
