"""Part 1: schedules, the forward process, the loss, and ancestral sampling."""

from __future__ import annotations

import math

import torch

from course_lib.gallery.cards import (
    Axes,
    Card,
    Curve,
    Panel,
    Plot,
    Row,
    Strips,
    Studio,
    attempt,
    strip,
    unless_all_missing,
)
from course_lib.notation import Batch, Levels, Table
from course_lib.recipe import NUM_STEPS
from course_lib.sampling import ancestral, conditioned, noise_source
from course_lib.student import Trouble, checked

SHOWN_LEVELS = (0, 100, 200, 300, 400, 500, 600, 700, 800, 999)
PATH_LEVELS = (999, 800, 600, 500, 400, 300, 200, 100, 50)
LOSS_LEVELS = (1, 3, 6, 10, 20, 35, 60, 100, 150, 200, 275, 350, 450, 550, 650, 750, 850, 950, 999)
BELIEF_LEVELS = (0, 50, 100, 200, 300, 400, 500, 600, 700, 850)
GAMMA = 5.0


def schedule_curves(studio: Studio) -> Plot:
    """Draw alpha_bar and log SNR of three schedules."""
    missing: list[Trouble] = []
    signal: list[Curve] = []
    ratio: list[Curve] = []
    last: list[str] = []

    def betas(name: str) -> Table:
        from course_lib import schedules

        if name == "cosine":
            return checked(schedules.cosine_betas(NUM_STEPS), (NUM_STEPS,), "cosine_betas")
        linear = checked(schedules.linear_betas(NUM_STEPS), (NUM_STEPS,), "linear_betas")
        if name == "linear":
            return linear
        rescaled = schedules.rescale_to_zero_terminal_snr(linear)
        return checked(rescaled, (NUM_STEPS,), "rescale_to_zero_terminal_snr")

    def alpha_bars(name: str) -> Table:
        from course_lib import schedules

        return checked(schedules.alpha_bars_from_betas(betas(name)), (NUM_STEPS,), "alpha_bars_from_betas")

    def left(name: str, color: int) -> Curve:
        values = alpha_bars(name)
        last.append(f"{name} {float(values[-1]):.1g}")
        return curve(name, values, color)

    def log_snr(name: str, color: int) -> Curve:
        from course_lib import schedules

        values = alpha_bars(name)
        values = values[: int((values > 0).sum())]  # a level without any signal has a log SNR of minus infinity
        return curve(name, checked(schedules.signal_to_noise(values), values.shape, "signal_to_noise").log(), color)

    for color, name in enumerate(("linear", "cosine", "linear, rescaled")):
        signal += attempt(missing, lambda name=name, color=color: left(name, color))  # type: ignore[misc]
        ratio += attempt(missing, lambda name=name, color=color: log_snr(name, color))  # type: ignore[misc]
    return Plot(
        (
            Axes("noise level t", "signal left, ᾱ", unless_all_missing(signal, missing)),
            Axes("noise level t", "log SNR", tuple(ratio)),
        ),
        alt="Two plots against the noise level: the share of signal left, and the logarithm of the signal-to-noise "
        "ratio, for the linear, the cosine and the rescaled linear schedule.",
        note=f"ᾱ at the last level: {', '.join(last)}.",
        missing=tuple(missing),
    )


def curve(label: str, values: Table, color: int) -> Curve:
    """Return a curve over the noise levels, thinned out to every fifth."""
    shown = range(0, len(values), 5) if len(values) > 1 else range(len(values))
    levels = [*shown, len(values) - 1]
    return Curve(label, tuple(map(float, levels)), tuple(float(values[t]) for t in levels), color)


def noised(studio: Studio, x0: Batch, level: int) -> Batch:
    """Return x0 at one noise level by the student's add_noise, with the page's noise."""
    from course_lib import forward

    t = torch.full((len(x0),), level, device=studio.device)
    x_t = forward.add_noise(x0, studio.noise(len(x0)), t, studio.tables.alpha_bars)
    return checked(x_t, x0.shape, "add_noise")


def headings(levels: tuple[int, ...]) -> tuple[str, ...]:
    """Return column headings, of which the first says that they are noise levels."""
    return tuple(f"t = {level}" if place == 0 else str(level) for place, level in enumerate(levels))


def forward_strip(studio: Studio) -> Strips:
    """Draw real digits at ten noise levels."""
    shown = (3, 5, 8)
    x0 = studio.real.images[list(shown)]
    levels = torch.stack([noised(studio, x0, level) for level in SHOWN_LEVELS], dim=1)
    return Strips(
        tuple(
            strip(images, "", f"A handwritten {digit} under more and more noise")
            for digit, images in zip(shown, levels, strict=True)
        ),
        headings(SHOWN_LEVELS),
    )


def believed_strip(studio: Studio) -> Strips:
    """Draw noisy digits, and the clean digits that the network sees behind them."""
    from course_lib import forward

    rows: list[Row] = []
    for digit in (3, 8):
        chosen = slice(digit, digit + 1)
        model = conditioned(studio.network, studio.real.labels[chosen])
        seen, believed = [], []
        for level in BELIEF_LEVELS:
            x_t = noised(studio, studio.real.images[chosen], level)
            t = torch.full((1,), level, device=studio.device)
            x0 = forward.x0_from_eps(x_t, model(x_t, t), t, studio.tables.alpha_bars)
            seen.append(x_t)
            believed.append(checked(x0, x_t.shape, "x0_from_eps"))
        rows.append(strip(torch.cat(seen), "noisy", f"A {digit} under more and more noise"))
        rows.append(strip(torch.cat(believed), "guess", f"What the network sees behind each: a {digit}, ever vaguer"))
    return Strips(tuple(rows), headings(BELIEF_LEVELS))


def loss_curves(studio: Studio) -> Plot:
    """Draw the student's loss on real digits, level by level, plain and weighted by min-SNR."""
    missing: list[Trouble] = []
    x0 = studio.real.images.repeat(4, 1, 1, 1)
    noise = noise_source(studio.seed)(x0)
    model = conditioned(studio.network, studio.real.labels.repeat(4))

    def losses(label: str, gamma: float | None, color: int) -> Curve:
        from course_lib import loss

        values = []
        for level in LOSS_LEVELS:
            t = torch.full((len(x0),), level, device=studio.device)
            value = loss.denoising_loss(model, x0, noise, t, studio.tables.alpha_bars, gamma=gamma)
            values.append(checked(value, (), "denoising_loss").item())
        if min(values) <= 0:
            raise Trouble(None, f"denoising_loss returned {min(values):.3g}; a mean of squares is above 0")
        return Curve(label, tuple(map(float, LOSS_LEVELS)), tuple(values), color, marked=True)

    curves = attempt(missing, lambda: losses("plain", None, 0))
    curves += attempt(missing, lambda: losses("weighted by min-SNR, γ = 5", GAMMA, 1))
    return Plot(
        (Axes("noise level t", "loss", unless_all_missing(curves, missing), log_y=True),),
        alt="The loss against the noise level, falling from the cleanest to the noisiest level.",
        missing=tuple(missing),
    )


def ancestral_path(studio: Studio) -> Strips:
    """Draw with the full chain of 1000 steps, and show the way."""
    digits = torch.tensor([0, 3, 4, 7, 8], device=studio.device)
    x_T = studio.noise(len(digits))
    model = conditioned(studio.network, digits)
    seen: dict[int, Batch] = {}

    def watched(x_t: Batch, t: Levels) -> Batch:
        level = int(t.flatten()[0])
        if level in PATH_LEVELS:
            seen[level] = x_t.clone()
        return model(x_t, t)

    samples = ancestral(watched, x_T, studio.tables, seed=studio.seed)
    steps = torch.stack([*(seen.get(level, torch.full_like(x_T, math.nan)) for level in PATH_LEVELS), samples], dim=1)
    return Strips(
        tuple(
            strip(images, "", f"From noise to a {int(digit)} in 1000 steps")
            for digit, images in zip(digits, steps.nan_to_num(-1), strict=True)
        ),
        (*headings(PATH_LEVELS), "sample"),
    )


CARDS = (
    Card(
        "schedules",
        1,
        "Three noise schedules",
        "A schedule decides how fast the signal disappears. The linear one has lost nearly everything by t = 700 and "
        "spends its last third on noise; the cosine one spreads the loss evenly. Neither ends at exactly zero "
        "signal. The rescaled one does, and its log SNR leaves the picture at the last level.",
        (
            Panel(
                schedule_curves,
                (
                    "linear_betas",
                    "cosine_betas",
                    "alpha_bars_from_betas",
                    "signal_to_noise",
                    "rescale_to_zero_terminal_snr",
                ),
            ),
        ),
    ),
    Card(
        "forward",
        1,
        "The forward process",
        "Three real digits, noised in one jump to each level. Cover the left half with your hand: from which level on "
        "can you no longer tell which digit it is? Training happens at all of them.",
        (Panel(forward_strip, ("add_noise", "gather")),),
    ),
    Card(
        "belief",
        1,
        "What the network sees behind the noise",
        "The network predicts the noise; `x0_from_eps` turns that into a guess at the clean digit. At low levels the "
        "guess is the digit itself. The higher the level, the more it becomes a blurred mean of all digits of its "
        "class: the best guess when there is little to see. This is why one step is not enough.",
        (Panel(believed_strip, ("x0_from_eps", "add_noise")),),
    ),
    Card(
        "loss",
        1,
        "The loss, level by level",
        "Noise is hardest to predict where there is least of it, so the plain loss is largest at the cleanest levels. "
        "Min-SNR weighting takes those levels back and leaves the noisy ones as they are. With a well-trained network "
        "both lines stay below 1, the loss of a network that predicts zero.",
        (Panel(loss_curves, ("denoising_loss", "min_snr_weight")),),
    ),
    Card(
        "ancestral",
        1,
        "Ancestral sampling, 1000 steps",
        "Each row starts from pure noise and is asked for one digit. Follow it from left to right: first nothing, then "
        "a place and a slant, then strokes, and in the last hundred levels the paper turns clean.",
        (Panel(ancestral_path, ("ddpm_sample", "ddpm_step", "posterior_mean", "posterior_variance")),),
    ),
)
