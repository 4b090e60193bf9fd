"""Part 3: classifier-free guidance, from none to far too much."""

from __future__ import annotations

from typing import cast

import torch

from course_lib.classifier import predict
from course_lib.data import NULL_LABEL, NUM_CLASSES
from course_lib.gallery.cards import Card, Panel, Strips, Studio, strip
from course_lib.gallery.faster import steps_of
from course_lib.notation import Batch, ConditionalModel, Levels
from course_lib.recipe import SAMPLING_STEPS
from course_lib.student import checked

SCALES = (0.0, 1.0, 2.0, 3.0, 5.0, 8.0)
EACH = 2
STRENGTHS = (0.0, 0.5, 0.7, 1.0)
HIGH_SCALE = 20.0


def scale_sweep(studio: Studio) -> Strips:
    """Draw every digit at six guidance scales from the same noise."""
    from course_lib import cfg, ddim

    labels = studio.ten_labels().repeat_interleave(EACH)
    x_T, alpha_bars = studio.noise(len(labels)), studio.tables.alpha_bars
    network = cast(ConditionalModel, studio.network)
    columns, read = [], []
    for scale in SCALES:

        def model(x_t: Batch, t: Levels, scale: float = scale) -> Batch:
            guided = cfg.guided_model(network, x_t, t, labels, NULL_LABEL, scale)
            return checked(guided, x_t.shape, "guided_model")

        x = checked(ddim.ddim_sample(model, x_T, alpha_bars, steps_of(SAMPLING_STEPS)), x_T.shape, "ddim_sample")
        columns.append(x)
        read.append(int((predict(studio.classifier, x) == labels).sum()))
    sheet = torch.stack(columns, dim=1).reshape(NUM_CLASSES, EACH, len(SCALES), *x_T.shape[1:]).transpose(1, 2)
    rows = [
        strip(images.flatten(0, 1), str(digit), f"Asked for a {digit}: {EACH} samples at each of {len(SCALES)} scales")
        for digit, images in enumerate(sheet)
    ]
    shares = tuple(f"{count} of {len(labels)}" for count in read)
    return Strips(tuple(rows), tuple(f"s = {scale:g}" for scale in SCALES), ("read as asked", shares))


def rescaled_rows(studio: Studio) -> Strips:
    """Draw at a high scale, with the spread of the prediction given back in part or fully."""
    from course_lib import cfg, ddim

    labels, x_T, alpha_bars = studio.ten_labels(), studio.noise(), studio.tables.alpha_bars
    rows = []
    for strength in STRENGTHS:

        @torch.no_grad()
        def model(x_t: Batch, t: Levels, strength: float = strength) -> Batch:
            cond = studio.network(x_t, t, labels)
            uncond = studio.network(x_t, t, torch.full_like(labels, NULL_LABEL))
            guided = checked(cfg.guided_eps(cond, uncond, HIGH_SCALE), x_t.shape, "guided_eps")
            return checked(cfg.rescale_guidance(guided, cond, strength), x_t.shape, "rescale_guidance")

        x = checked(ddim.ddim_sample(model, x_T, alpha_bars, steps_of(SAMPLING_STEPS)), x_T.shape, "ddim_sample")
        rows.append(
            strip(x, f"φ = {strength:g}", f"The digits 0 to 9 at scale 20, rescaled with strength {strength:g}")
        )
    return Strips(tuple(rows))


CARDS = (
    Card(
        "scales",
        3,
        "Guidance, from none to far too much",
        "Rows are the digit asked for, columns the guidance scale s; the noise is the same along a row. At s = 0 the "
        "label is ignored and any digit may come. At s = 1 the label is heard, at 3 the digits are clear. Beyond that "
        "they only become bolder and more alike: guidance trades variety for certainty.",
        (Panel(scale_sweep, ("guided_model", "guided_eps", "ddim_sample")),),
    ),
    Card(
        "rescale",
        3,
        "Giving the spread back",
        "A very high scale, here s = 20, makes the prediction too large, and digits burn out: grey paper, broken "
        "strokes, ink and paper exchanged. `rescale_guidance` gives each prediction the spread of the conditional one "
        "back, fully at φ = 1. Pick the worst digit of the first row and follow its column down.",
        (Panel(rescaled_rows, ("rescale_guidance", "guided_eps", "ddim_sample")),),
    ),
)
