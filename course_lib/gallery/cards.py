"""What the gallery is made of: cards, their panels, and what a panel may show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import torch
from torch.nn import functional

from course_lib.classifier import Classifier
from course_lib.data import NUM_CLASSES, Digits, held_out_digits
from course_lib.notation import Batch, Labels
from course_lib.pictures import lay_out, png
from course_lib.recipe import Tables, tables
from course_lib.sampling import starting_noise
from course_lib.student import Trouble, blaming_the_student
from course_lib.unet import UNet


@dataclass(frozen=True)
class Row:
    """One strip of images, side by side."""

    label: str
    picture: bytes
    """A PNG file."""
    alt: str


@dataclass(frozen=True)
class Strips:
    """Rows of images under common column headings."""

    rows: tuple[Row, ...]
    headings: tuple[str, ...] = ()
    footer: tuple[str, tuple[str, ...]] | None = None
    """A last row of words: its label and one word for each heading."""
    note: str = ""
    missing: tuple[Trouble, ...] = ()


@dataclass(frozen=True)
class Curve:
    """One line of a plot; `color` counts into the palette, so that a method has one colour on the whole page."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    color: int
    marked: bool = False


@dataclass(frozen=True)
class Axes:
    """One coordinate system."""

    x_label: str
    y_label: str
    curves: tuple[Curve, ...]
    log_x: bool = False
    log_y: bool = False
    x_ticks: tuple[float, ...] = ()


@dataclass(frozen=True)
class Plot:
    """One or two coordinate systems side by side."""

    axes: tuple[Axes, ...]
    alt: str
    note: str = ""
    missing: tuple[Trouble, ...] = ()


Drawing = Strips | Plot


@dataclass(frozen=True)
class Studio:
    """What the panels draw with."""

    network: UNet
    classifier: Classifier
    device: torch.device
    seed: int

    @cached_property
    def tables(self) -> Tables:
        """Return the student's schedule of the network.  Raises: Trouble."""
        with blaming_the_student():
            return tables(self.device)

    @cached_property
    def real(self) -> Digits:
        """Return one real held-out digit of each class, 0 to 9."""
        digits = held_out_digits()
        firsts = torch.stack([(digits.labels == label).nonzero()[SHOWN_EXAMPLE, 0] for label in range(NUM_CLASSES)])
        return Digits(digits.images[firsts], digits.labels[firsts]).to(self.device)

    def ten_labels(self) -> Labels:
        """Return 0 to 9 as labels."""
        return torch.arange(NUM_CLASSES, device=self.device)

    def noise(self, count: int = NUM_CLASSES) -> Batch:
        """Return the page's starting noise, the same for every panel: (count, 1, 32, 32)."""
        return starting_noise(count, self.seed, self.device)


SHOWN_EXAMPLE = 4


@dataclass(frozen=True)
class Panel:
    """A part of a card that is drawn, or fails, by itself."""

    draw: Callable[[Studio], Drawing]
    functions: tuple[str, ...]
    """The student's functions that draw it, the main one first."""
    title: str = ""


@dataclass(frozen=True)
class Card:
    """A picture with its title and what to look at; backticks mark code."""

    name: str
    part: int
    title: str
    look: str
    panels: tuple[Panel, ...]


def strip(images: Batch, label: str, alt: str) -> Row:
    """Return a row of images (N, 1, H, W), with a thin line of paper between them."""
    apart = functional.pad(images, [1, 1, 0, 0], value=-1.0)
    return Row(label, png(lay_out(apart, columns=len(images)), magnify=2), alt)


def attempt(missing: list[Trouble], draw: Callable[[], Curve]) -> list[Curve]:
    """Return the curve in a list, or an empty one, with the reason added to `missing`."""
    try:
        with blaming_the_student():
            return [draw()]
    except Trouble as trouble:
        missing.append(trouble)
        return []


def unless_all_missing(curves: list[Curve], missing: list[Trouble]) -> tuple[Curve, ...]:
    """Return the curves.  Raises: Trouble, the first one, if there is no curve at all."""
    if not curves:
        raise missing[0]
    return tuple(curves)
