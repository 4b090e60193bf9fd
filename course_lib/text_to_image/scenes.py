"""What a picture shows, the words for it, and the picture itself, made of a real digit."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from course_lib.classifier import jitter
from course_lib.data import SIZE, Digits
from course_lib.notation import Batch

NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
COLOURS: dict[str, tuple[float, float, float]] = {
    "black": (0.05, 0.05, 0.05),
    "white": (0.96, 0.96, 0.96),
    "red": (0.88, 0.13, 0.14),
    "orange": (0.97, 0.55, 0.10),
    "yellow": (0.98, 0.87, 0.15),
    "green": (0.13, 0.62, 0.25),
    "blue": (0.12, 0.33, 0.85),
    "purple": (0.52, 0.20, 0.68),
}
"""Red, green and blue, 0 to 1."""

PLAIN = "black"
"""The background that a caption does not mention."""

STROKES = ("thin", "", "thick")
PLACES: dict[str, tuple[int, int]] = {
    "": (0, 0),
    "at the top": (0, -6),
    "at the bottom": (0, 6),
    "on the left": (-6, 0),
    "on the right": (6, 0),
}
"""How far the digit is moved, right and down, in pixels; a digit that is moved is drawn smaller."""

SMALLER = 0.7
LEAST_CONTRAST = 0.55
"""The least distance of digit and background as points (red, green, blue)."""

TEMPLATES = (
    "a {stroke} {colour} {word} {ground} {place}",
    "a {stroke} {colour} {figure} {ground} {place}",
    "{stroke} {colour} {word} {ground} {place}",
    "the digit {figure} in {stroke} {colour} {ground} {place}",
    "the number {word} in {stroke} {colour} {place} {ground}",
    "a picture of a {stroke} {colour} {word} {place} {ground}",
    "a handwritten {figure} , {stroke} and {colour} , {ground} {place}",
)


@dataclass(frozen=True)
class Scene:
    """What is asked for: a digit, its colour, what it stands on, how it is drawn, and where."""

    digit: int
    colour: str
    ground: str = PLAIN
    stroke: str = ""
    place: str = ""

    def caption(self, template: str = TEMPLATES[0]) -> str:
        """Return the words for it, by one of the templates; what is ordinary is not mentioned."""
        words = template.format(
            stroke=self.stroke,
            colour=self.colour,
            word=NUMBER_WORDS[self.digit],
            figure=self.digit,
            ground="" if self.ground == PLAIN else f"on {self.ground}",
            place=self.place,
        )
        return _tidy(words)


def _tidy(words: str) -> str:
    """Leave out what an empty place in a template leaves behind: spaces, `, and`, a comma at the end."""
    tidy = " ".join(words.split()).replace(", and ", ", ").replace(" , ,", " ,").replace(" ,", ",")
    return tidy.strip(" ,")


PAIRS = tuple(
    (colour, ground)
    for colour, ground in itertools.permutations(COLOURS, 2)
    if torch.dist(torch.tensor(COLOURS[colour]), torch.tensor(COLOURS[ground])) >= LEAST_CONTRAST
)
"""Colours of digit and background that can be told apart."""


def is_withheld(digit: int, colour: str) -> bool:
    """Whether no picture for training shows this digit in this colour: each digit lacks one colour."""
    return list(COLOURS)[(3 * digit + 1) % len(COLOURS)] == colour


def random_scene(digit: int, generator: torch.Generator, *, withheld: bool = False) -> Scene:
    """Draw a scene with this digit; half of them are plain, so that short captions are as common as long ones.

    withheld: draw one of the combinations that training does not show.
    """

    def one_of(options: Sequence[tuple[str, str]]) -> tuple[str, str]:
        return options[int(torch.randint(len(options), (), generator=generator))]

    pairs = [pair for pair in PAIRS if is_withheld(digit, pair[0]) == withheld]
    plain = [pair for pair in pairs if pair[1] == PLAIN]
    chances = torch.rand(3, generator=generator)
    colour, ground = one_of(plain if plain and chances[0] < 0.5 else pairs)
    stroke = "" if chances[1] < 0.5 else one_of([("thin", ""), ("thick", "")])[0]
    place = "" if chances[2] < 0.5 else one_of([(name, "") for name in PLACES if name])[0]
    return Scene(digit, colour, ground, stroke, place)


def random_caption(scene: Scene, generator: torch.Generator) -> str:
    """Return the words for a scene in one of the phrasings."""
    return scene.caption(TEMPLATES[int(torch.randint(len(TEMPLATES), (), generator=generator))])


def draw(ink: Batch, scenes: Sequence[Scene]) -> Batch:
    """Draw scenes with these digits.

    Shapes: ink (B, 1, 32, 32) in [-1, 1], paper -1 and ink 1 -> (B, 3, 32, 32) in [-1, 1].
    """
    shares = torch.stack(
        [placed(stroked(one, s.stroke), s.place) for one, s in zip((ink + 1) / 2, scenes, strict=True)]
    )
    front, back = (_colours(names) for names in ([s.colour for s in scenes], [s.ground for s in scenes]))
    return 2 * (shares * front + (1 - shares) * back) - 1


def _colours(names: Sequence[str]) -> Tensor:
    return torch.tensor([COLOURS[name] for name in names])[:, :, None, None]


def stroked(ink: Tensor, stroke: str) -> Tensor:
    """Make the stroke of a digit (1, 32, 32), with ink 0 to 1, thinner or thicker by about a pixel."""
    beside = functional.pad(ink, [0, 1, 0, 1])
    if stroke == "thick":
        return functional.max_pool2d(beside, 2, stride=1)
    if stroke == "thin":
        return 1 - functional.max_pool2d(1 - beside, 2, stride=1)
    return ink


def placed(ink: Tensor, place: str) -> Tensor:
    """Make a digit (1, 32, 32), with ink 0 to 1, smaller and move it to a place; the middle leaves it as it is."""
    right, down = PLACES[place]
    if not place:
        return ink
    move = torch.tensor([[[1, 0, -2 * right / SIZE], [0, 1, -2 * down / SIZE]]]) / SMALLER
    grid = functional.affine_grid(move, [1, 1, SIZE, SIZE], align_corners=False)
    return functional.grid_sample(ink[None], grid, align_corners=False)[0]


def random_pictures(digits: Digits, count: int, generator: torch.Generator) -> tuple[Batch, list[Scene]]:
    """Make pictures of digits drawn at random, each a little turned, scaled and moved, with their scenes."""
    chosen = torch.randint(len(digits), (count,), generator=generator)
    scenes = [random_scene(int(digit), generator) for digit in digits.labels[chosen]]
    return draw(jitter(digits.images[chosen], generator).clamp(-1, 1), scenes), scenes
