"""Exercise 7: classifier-free guidance.  One network, told and not told what to draw."""

from __future__ import annotations

import torch

from course_lib.notation import Batch, ConditionalModel, Labels, Levels


def drop_labels(
    labels: Labels, drop_probability: float, null_label: int, generator: torch.Generator | None = None
) -> Labels:
    """Replace each label by the null label with the given probability, one coin for each sample.

    Ho & Salimans 2022, algorithm 1.

    Shapes: labels (B,) long -> (B,) long, always a new tensor.
    Raises: ValueError if drop_probability is outside [0, 1].
    Special cases: probability 0 keeps every label, 1 drops every label.
    """
    if not 0 <= drop_probability <= 1:
        raise ValueError(f"drop_probability is {drop_probability}; a probability lies in [0, 1]")
    # Your solution replaces the next line.
    raise NotImplementedError("cfg.drop_labels: not written yet (part 3, Classifier-free guidance)")


def guided_eps(eps_cond: Batch, eps_uncond: Batch, scale: float) -> Batch:
    """Push the prediction from the unconditional towards the conditional one, and beyond.

        eps = eps_uncond + scale (eps_cond - eps_uncond)

    Ho & Salimans 2022, eq. 6, whose w is scale - 1.

    Shapes: eps_cond and eps_uncond (B, *D) -> like eps_cond.
    Special cases: scale 0 is unconditional, scale 1 conditional.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("cfg.guided_eps: not written yet (part 3, Classifier-free guidance)")


def guided_model(
    model: ConditionalModel, x_t: Batch, t: Levels, labels: Labels, null_label: int, scale: float
) -> Batch:
    """Predict with guidance by one call of the model on a batch of 2B.

    The batch holds every sample twice, once with its label and once with the null label.
    Ho & Salimans 2022, algorithm 2.

    Shapes: x_t (B, *D), t (B,), labels (B,) long -> like x_t.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("cfg.guided_model: not written yet (part 3, Classifier-free guidance)")


def rescale_guidance(guided: Batch, cond: Batch, strength: float) -> Batch:
    """Give a guided prediction back the spread of the conditional one, fully or in part.

        rescaled = guided * std(cond) / std(guided)          standard deviations over each sample
        result   = strength * rescaled + (1 - strength) * guided

    Lin et al. 2023, section 3.4.

    Shapes: guided and cond (B, *D), at least 2 elements a sample -> like guided.
    Special cases: strength 0 returns guided; at strength 1 each sample has the standard deviation of cond.
    """
    # Your solution replaces the next line.
    raise NotImplementedError("cfg.rescale_guidance: not written yet (part 3, Classifier-free guidance)")
