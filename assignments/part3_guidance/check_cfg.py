"""Checks of exercise 7, classifier-free guidance."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from assignments.cases import Recorder, along, away_from_zero, noised
from autograder import Implementation, Inputs, check, expect

SHAPES: tuple[tuple[int, ...], ...] = ((), (4, 3, 5))
"""What follows the batch dimension; images with four channels, since guidance knows nothing of colours."""

NEW_TENSOR = "The caller still needs the true labels: leave them as they are and return a tensor of your own."


@check(function="drop_labels", points=1)
def check_drop_labels_keeps_all_at_probability_0_and_drops_all_at_1(impl: Implementation, inputs: Inputs) -> None:
    """With null label 10, [3, 1, 2] stays [3, 1, 2] at probability 0 and becomes [10, 10, 10] at probability 1.

    The null label may be any number: often it is the one after the last class, sometimes another.  The result is a new
    tensor in either case, since the training loop may still need the true labels.
    """
    above, below = int(inputs.integers(11, 40)), int(inputs.integers(1, 5))
    for labels, null in ((inputs.permutation(11), above), (inputs.integers(5, 9, 6), below)):
        dropped = impl.drop_labels(labels, 1.0, null, inputs.generator())
        expect.close(dropped, torch.full_like(labels, null), f"labels at probability 1, null label {null}")
        kept = impl.drop_labels(labels, 0.0, null, inputs.generator())
        expect.close(kept, labels, "labels at probability 0")
        expect.dtype(kept, torch.int64, "labels", hint="Labels index an embedding: they stay long.")
        expect.dtype(dropped, torch.int64, "labels", hint="Labels index an embedding: they stay long.")
    expect.unchanged(impl.drop_labels, hint=NEW_TENSOR)
    expect.new_storage(impl.drop_labels, hint=NEW_TENSOR)
    device = labels.device if labels.device.type != "cpu" else torch.device("meta")
    expect.on_device(impl.drop_labels, (labels.to(device), 0.5, below), device, "labels")


@check(function="drop_labels", points=1)
def check_drop_labels_tosses_a_coin_for_each_sample(impl: Implementation, inputs: Inputs) -> None:
    """Every sample has a coin of its own, tossed anew each time: any part of a batch may be dropped, or none, or all.

    With a coin for the whole batch, or for each class, a network would never see the null label beside other labels.
    Coins come from the generator, so that a training run can be repeated: the same generator, the same labels.
    """
    size, batches, probability = 10, 24, inputs.number(0.45, 0.55)
    labels, null = 1 + inputs.permutation(size), int(inputs.integers(100, 1000))
    generator = inputs.generator()
    lost = torch.stack([_lost(impl, labels, probability, null, generator) for _ in range(batches)])
    expect.that(bool(lost.any()), f"no label became the null label in {batches} batches at probability {probability}")
    expect.that(not bool(lost.all()), f"no label was kept in {batches} batches at probability {probability}")
    together = bool((lost == lost[:, :1]).all())
    hint = "Toss as many coins as there are labels: labels.shape says how many."
    expect.that(not together, "a batch is always dropped or kept as a whole", hint=hint)
    always = (lost == lost[:1]).all(dim=0)
    expect.that(not bool(always.any()), f"sample {int(always.int().argmax())} has the same fate in every batch")
    counts = lost.sum(dim=1)
    exactly = f"exactly {int(counts[0])} of {size} labels are dropped, in every batch"
    hint = "A coin knows nothing of the other coins: with 10 of them, 3 may fall, or 6."
    expect.that(not bool((counts == counts[0]).all()), exactly, hint=hint)

    alike = labels[:1].expand(size).clone()
    lost = torch.stack([_lost(impl, alike, probability, null, generator) for _ in range(4)])
    together = bool((lost == lost[:, :1]).all())
    hint = "The coin belongs to the sample, not to the class."
    expect.that(not together, "samples with the same label are always dropped or kept together", hint=hint)

    many, start = labels.repeat(20), generator.get_state()
    first = _lost(impl, many, probability, null, generator)
    second = _lost(impl, many, probability, null, generator.set_state(start))
    message = "from the same state, the generator leads to different labels"
    expect.that(bool((first == second).all()), message, hint="Hand the generator on to the function that draws.")


@check(function="drop_labels", points=1)
def check_drop_labels_drops_the_share_it_is_asked_to_drop(impl: Implementation, inputs: Inputs) -> None:
    """At probability 0.25, about 1000 of 4000 labels become the null label (mostly 975 to 1025); the others stay.

    The share is allowed to miss by five standard deviations, sqrt(p (1 - p) / 4000) each.
    """
    size = 4000
    labels, null = inputs.integers(0, 10, size), int(inputs.integers(11, 1000))
    for generator in (inputs.generator(), None):
        probability = inputs.number(0.2, 0.28)
        lost = _lost(impl, labels, probability, null, generator)
        share = float(lost.double().mean())
        bound = 5 * math.sqrt(probability * (1 - probability) / size)
        hint = "torch.rand is uniform in [0, 1): the share of its values below p is p."
        expect.close(
            share, probability, f"the share of null labels at probability {probability}", within=bound, hint=hint
        )


@check(function="guided_eps", points=1.5)
def check_guided_eps_walks_from_unconditional_through_conditional(impl: Implementation, inputs: Inputs) -> None:
    """For eps_cond 3 and eps_uncond 1, the scales 0, 1, 2 and 7.5 give 1, 3, 5 and 16; scale 0.5 gives 2, half way.

    Ho & Salimans' w is scale - 1: their (1 + w) eps_cond - w eps_uncond is the same line, counted from eps_cond.
    """
    scales = (2 + inputs.number(0.1, 4), inputs.number(0.1, 0.9), 0.0, 1.0)
    for shape in SHAPES:
        cond, uncond = away_from_zero(inputs, 6, *shape), away_from_zero(inputs, 6, *shape)
        for scale in scales:
            guided = impl.guided_eps(cond, uncond, scale)
            hint = (
                "At scale 0 the result is eps_uncond, at scale 1 eps_cond, and it moves evenly from one to the other."
            )
            expect.close(guided, scale * cond + (1 - scale) * uncond, f"guided eps at scale {scale:g}", hint=hint)


@check(function="guided_eps", points=1)
def check_guided_eps_is_the_noise_of_the_sharpened_density(impl: Implementation, inputs: Inputs) -> None:
    """Guidance follows the slope of  scale log p(x|c) + (1 - scale) log p(x)  at each noise level.

    eps is -sqrt(1 - abar) times the slope (score) of a log density.  Here p(x|c) is a Gaussian for each class and p(x)
    their mixture, so that both densities are known, and their slopes are taken by automatic differentiation.
    """
    classes = draw_classes(inputs)
    for scale in (inputs.number(1.5, 5), inputs.number(0.2, 0.8), 0.0):
        batch = noised(inputs, 7, (2,))
        x, t, labels = batch.x_t.double(), batch.t, inputs.integers(0, classes.count, 7)
        nulls = torch.full_like(labels, classes.count)
        model = classes.model(batch.alpha_bars)
        guided = impl.guided_eps(model(x, t, labels), model(x, t, nulls), scale)
        expected = classes.guided_by_differentiation(x, along(batch.alpha_bars, t, x), labels, scale)
        expect.close(guided, expected, f"guided eps at scale {scale}", t=t)


@check(function="guided_eps", points=0.5)
def check_guided_eps_keeps_dtype_device_and_its_arguments(impl: Implementation, inputs: Inputs) -> None:
    """Dtype and device of the result are those of the predictions, and neither prediction is overwritten."""
    cond, uncond = inputs.normal(3, 4, 2, 5), inputs.normal(3, 4, 2, 5)
    scale = inputs.number(1.5, 8)
    expected = scale * cond.double() + (1 - scale) * uncond.double()
    expect.well_behaved(
        impl.guided_eps, lambda kind: (cond.to(kind), uncond.to(kind), scale), expected, name="guided eps"
    )


@check(function="guided_model", points=1.5, needs=["guided_eps"])
def check_guided_model_asks_once_for_both_predictions(impl: Implementation, inputs: Inputs) -> None:
    """One call of the model, on a batch of 2B, sees each sample twice: with its label and with the null label.

    Both times it is at its own level t.  One call on 2B is faster than two calls on B.  Which half comes first is
    up to you.
    """
    for size, shape in ((5, ()), (3, (2,)), (2, (4, 3, 5))):
        null, scale = int(inputs.integers(10, 20)), inputs.number(1.5, 5)
        x, t, labels = away_from_zero(inputs, size, *shape), inputs.permutation(7)[:size], inputs.integers(0, 10, size)
        rule = linear_rule(inputs)
        model = Recorder(rule)
        guided = impl.guided_model(model, x, t, labels, null, scale)
        hint = "Join the samples twice along the batch dimension, call the model, and take its answer apart again."
        expect.equal(len(model.calls), 1, "the number of calls of the model", hint=hint)
        seen_x, seen_t, *rest = model.calls[0]
        expect.tensor(seen_x, "the batch given to the model", shape=(2 * size, *shape), hint=hint)
        expect.equal(len(rest), 1, "the number of arguments after x and t", hint="Call model(x, t, labels).")
        seen = expect.tensor(rest[0], "the labels given to the model", shape=(2 * size,))
        expect.dtype(
            seen, torch.int64, "the labels given to the model", hint="Labels index an embedding: they stay long."
        )
        for b in range(size):
            rows = [i for i in range(2 * size) if torch.equal(seen_x[i].to(x.dtype), x[b])]
            expect.equal(len(rows), 2, f"how often the batch given to the model holds sample {b}")
            expect.equal(seen_t[rows].tolist(), [int(t[b])] * 2, f"the levels at which the model sees sample {b}")
            asked = sorted(seen[rows].tolist())
            hint = "Once with its own label, once with the null label; x, t and labels are joined in the same order."
            expect.equal(
                asked, sorted([int(labels[b]), null]), f"the labels with which the model sees sample {b}", hint=hint
            )
        cond, uncond = rule(x, t, labels), rule(x, t, torch.full_like(t, null))
        expect.close(guided, scale * cond + (1 - scale) * uncond, f"guided prediction at scale {scale:g}", t=t)


@check(function="guided_model", points=2, needs=["guided_eps"])
def check_guided_model_guides_each_sample_by_its_own_label_and_level(impl: Implementation, inputs: Inputs) -> None:
    """If a model answers label times x, then x = 1, label 3, null label 10 and scale 2 give 10 + 2 (3 - 10) = -4.

    The model of this check answers  weight[label] x + shift[t],  with weights and shifts that are drawn afresh, so that
    a sample that meets the wrong label, the wrong level or another sample's prediction shows.
    """
    for size, shape in zip((5, 3), SHAPES, strict=True):
        null = int(inputs.integers(3, 9))
        rule = linear_rule(inputs)
        x, t = away_from_zero(inputs, size, *shape), inputs.permutation(7)[:size]
        labels = (null + 1 + inputs.permutation(9)[:size]) % 10
        for scale in (2 + inputs.number(0.1, 4), inputs.number(0.1, 0.9), 0.0):
            cond, uncond = rule(x, t, labels), rule(x, t, torch.full_like(t, null))
            guided = impl.guided_model(Recorder(rule), x, t, labels, null, scale)
            what = f"guided prediction at scale {scale:g}"
            expect.close(guided, scale * cond + (1 - scale) * uncond, what, t=t)

    scale = inputs.number(1.5, 5)
    x, rule = x.double(), linear_rule(inputs)
    expected = scale * rule(x, t, labels) + (1 - scale) * rule(x, t, torch.full_like(t, null))
    expect.well_behaved(
        impl.guided_model,
        lambda kind: (Recorder(rule), x.to(kind), t, labels, null, scale),
        expected,
        name="guided prediction",
    )


@check(function="guided_model", points=1.5, needs=["guided_eps"])
def check_guided_model_follows_the_sharpened_density(impl: Implementation, inputs: Inputs) -> None:
    """With the perfect model of Gaussian classes, guidance follows scale log p(x|c) + (1 - scale) log p(x).

    The perfect model is a formula here: no network is trained.  Note what guidance is not: the samples drawn with it do
    not follow that density, since the statement holds at each noise level by itself.
    """
    classes = draw_classes(inputs)
    for shape in ((2,), (4, 3, 5)):
        batch = noised(inputs, 7, shape)
        x, t, labels = batch.x_t.double(), batch.t, inputs.integers(0, classes.count, 7)
        scale = inputs.number(1.5, 5)
        model = Recorder(classes.model(batch.alpha_bars))
        guided = impl.guided_model(model, x, t, labels, classes.count, scale)
        expected = classes.guided_by_differentiation(x, along(batch.alpha_bars, t, x), labels, scale)
        expect.close(guided, expected, f"guided prediction at scale {scale}", t=t)


@check(function="rescale_guidance", points=1.5)
def check_rescale_guidance_gives_each_sample_the_spread_of_cond(impl: Implementation, inputs: Inputs) -> None:
    """At strength 1, guided [1, 5] beside cond [7, 9] becomes [0.5, 2.5]: a spread of 2 instead of 4, by one factor.

    Each sample has its own factor, taken over all of its elements.
    """
    for shape in ((2,), (4, 3, 5), (7,)):
        guided, cond = spread_out(inputs, 3, *shape), spread_out(inputs, 3, *shape)
        factors = [_spread(c) / _spread(g) for c, g in zip(cond, guided, strict=True)]
        expected = torch.stack([g * factor for g, factor in zip(guided, factors, strict=True)])
        hint = "One factor for each sample: the standard deviation of cond over that of guided."
        expect.close(impl.rescale_guidance(guided, cond, 1.0), expected, "result at strength 1", hint=hint)


@check(function="rescale_guidance", points=1)
def check_rescale_guidance_mixes_by_its_strength(impl: Implementation, inputs: Inputs) -> None:
    """Strength 0 returns guided, and the result moves evenly: from [1, 5] to [0.5, 2.5] it passes [0.75, 3.75] at 0.5.

    Lin et al. use a strength of 0.7: full rescaling makes pictures look plain.
    """
    for shape in ((2,), (4, 3, 5)):
        guided, cond = spread_out(inputs, 3, *shape), spread_out(inputs, 3, *shape)
        factors = torch.stack([_spread(c) / _spread(g) for c, g in zip(cond, guided, strict=True)])
        for strength in (inputs.number(0.2, 0.4), 0.7, 0.0):
            factor = (1 + strength * (factors - 1)).reshape(-1, *[1] * len(shape))
            result = impl.rescale_guidance(guided, cond, strength)
            hint = "Weights: strength for the rescaled prediction, 1 - strength for the guided one."
            expect.close(result, guided * factor, f"result at strength {strength:g}", hint=hint)


@check(function="rescale_guidance", points=0.5)
def check_rescale_guidance_keeps_dtype_device_and_its_arguments(impl: Implementation, inputs: Inputs) -> None:
    """Dtype and device of the result are those of the predictions, and neither prediction is overwritten."""
    guided, cond = spread_out(inputs, 2, 4, 3, 5).double(), spread_out(inputs, 2, 4, 3, 5).double()
    strength = inputs.number(0.3, 0.9)
    factors = torch.stack([_spread(c) / _spread(g) for c, g in zip(cond, guided, strict=True)])
    expected = guided * (1 + strength * (factors - 1)).reshape(-1, 1, 1, 1)
    expect.well_behaved(
        impl.rescale_guidance, lambda kind: (guided.to(kind), cond.to(kind), strength), expected, name="result"
    )


@dataclass(frozen=True)
class Classes:
    """Data of several classes, each Gaussian in every element; without a label, data come from any class alike."""

    means: Tensor
    stds: Tensor

    @property
    def count(self) -> int:
        """How many classes there are; the null label is the number after the last class."""
        return len(self.means)

    def model(self, alpha_bars: Tensor) -> Callable[[Tensor, Tensor, Tensor], Tensor]:
        """Return the perfect model, which answers with the noise expected in x."""

        def eps(x: Tensor, t: Tensor, labels: Tensor) -> Tensor:
            alpha_bar = along(alpha_bars.to(x.device), t, x)
            each = torch.stack([self._eps_of(k, x, alpha_bar) for k in range(self.count)])
            likely = torch.stack([self._log_density_of(k, x, alpha_bar) for k in range(self.count)]).softmax(dim=0)
            known = torch.nn.functional.one_hot(labels, self.count + 1)[:, : self.count].T.to(x.dtype)
            share = torch.where(labels == self.count, likely, known)
            return (share.reshape(*share.shape, *[1] * (x.dim() - 1)) * each).sum(dim=0)

        return eps

    def guided_by_differentiation(self, x: Tensor, alpha_bar: Tensor, labels: Tensor, scale: float) -> Tensor:
        """Return -sqrt(1 - abar) times the slope of  scale log p(x|c) + (1 - scale) log p(x)."""
        x = x.detach().requires_grad_()
        each = torch.stack([self._log_density_of(k, x, alpha_bar) for k in range(self.count)])
        with_label = each.gather(0, labels.unsqueeze(0)).sum()
        without = each.logsumexp(dim=0).sum()
        (slope,) = torch.autograd.grad(scale * with_label + (1 - scale) * without, x)
        return -(1 - alpha_bar).sqrt() * slope

    def _eps_of(self, k: int, x: Tensor, alpha_bar: Tensor) -> Tensor:
        variance = alpha_bar * self.stds[k] ** 2 + 1 - alpha_bar
        return (1 - alpha_bar).sqrt() * (x - alpha_bar.sqrt() * self.means[k]) / variance

    def _log_density_of(self, k: int, x: Tensor, alpha_bar: Tensor) -> Tensor:
        variance = alpha_bar * self.stds[k] ** 2 + 1 - alpha_bar
        by_element = -((x - alpha_bar.sqrt() * self.means[k]) ** 2) / (2 * variance) - variance.log() / 2
        return by_element.flatten(1).sum(dim=1)


def draw_classes(inputs: Inputs) -> Classes:
    """Draw three classes that overlap."""
    return Classes(away_from_zero(inputs, 3).double(), inputs.uniform(0.5, 1.5, 3).double())


def linear_rule(inputs: Inputs) -> Callable[[Tensor, Tensor, Tensor], Tensor]:
    """Draw a model that answers weight[label] x + shift[t], for labels below 20 and levels below 7."""
    weights, shifts = 0.2 * (1 + inputs.permutation(20)).double(), away_from_zero(inputs, 7)

    def answer(x: Tensor, t: Tensor, labels: Tensor) -> Tensor:
        labels = expect.tensor(labels, "the labels given to the model", shape=(len(x),))
        return along(weights.to(x.device), labels.long(), x) * x + along(shifts.to(x.device), t, x)

    return answer


def spread_out(inputs: Inputs, size: int, *shape: int) -> Tensor:
    """Draw samples whose means and standard deviations all differ, and so do those of their channels."""
    count = math.prod(shape)
    pattern = torch.stack([inputs.permutation(count).to(inputs.dtype) / (count - 1) for _ in range(size)])
    values = pattern + 0.2 * inputs.uniform(0, 1, size, count)
    rows = (1 + inputs.permutation(size)).to(inputs.dtype).unsqueeze(1)
    return (rows * values + away_from_zero(inputs, size, 1)).reshape(size, *shape)


def _spread(sample: Tensor) -> Tensor:
    return (sample - sample.mean()).square().sum().sqrt()


def _lost(
    impl: Implementation, labels: Tensor, probability: float, null: int, generator: torch.Generator | None
) -> Tensor:
    """Call drop_labels and return which labels became the null label; expect that the others stayed."""
    result = expect.tensor(impl.drop_labels(labels, probability, null, generator), "labels", shape=tuple(labels.shape))
    lost = result == null
    expect.close(result, torch.where(lost, null, labels), "labels", hint="Each is the label it was, or the null label.")
    return lost
