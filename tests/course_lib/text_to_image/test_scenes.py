"""Pictures and the words for them."""

from __future__ import annotations

import pytest
import torch

from course_lib.data import training_digits
from course_lib.text_to_image.reading import read
from course_lib.text_to_image.scenes import (
    COLOURS,
    LEAST_CONTRAST,
    PAIRS,
    TEMPLATES,
    Scene,
    draw,
    is_withheld,
    random_caption,
    random_pictures,
    random_scene,
)


@pytest.mark.parametrize(
    ("scene", "caption"),
    [
        (Scene(7, "red"), "a red seven"),
        (Scene(3, "blue", "yellow", "thin"), "a thin blue three on yellow"),
        (Scene(0, "white", "green", "thick", "at the top"), "a thick white zero on green at the top"),
    ],
)
def test_a_caption_says_what_is_not_ordinary(scene: Scene, caption: str):
    assert scene.caption() == caption


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_phrasing_is_tidy_whatever_is_left_out(template: str):
    for stroke in ("", "thin"):
        for ground in ("black", "yellow"):
            for place in ("", "on the left"):
                words = Scene(4, "red", ground, stroke, place).caption(template)
                assert words == words.strip(" ,")
                assert not [untidy for untidy in ("  ", ",,", ", ,", " ,", "{") if untidy in words]
                assert ("yellow" in words, "left" in words) == (ground == "yellow", place != "")
                assert "red" in words
                assert "four" in words or "4" in words


def test_colours_of_digit_and_background_can_be_told_apart():
    for front, back in PAIRS:
        assert torch.dist(torch.tensor(COLOURS[front]), torch.tensor(COLOURS[back])) >= LEAST_CONTRAST


def test_training_never_shows_what_is_withheld():
    generator = torch.Generator().manual_seed(0)
    scenes = [random_scene(number % 10, generator) for number in range(500)]
    assert not [scene for scene in scenes if is_withheld(scene.digit, scene.colour)]
    kept_back = [random_scene(number % 10, generator, withheld=True) for number in range(50)]
    assert all(is_withheld(scene.digit, scene.colour) for scene in kept_back)


def test_the_same_generator_gives_the_same_pictures_and_captions():
    def made() -> tuple[torch.Tensor, list[Scene], list[str]]:
        generator = torch.Generator().manual_seed(3)
        pictures, scenes = random_pictures(training_digits(), 8, generator)
        return pictures, scenes, [random_caption(scene, generator) for scene in scenes]

    first, second = made(), made()
    assert torch.equal(first[0], second[0])
    assert first[1:] == second[1:]


def test_a_picture_has_the_colours_that_it_is_asked_for():
    digits = training_digits()
    scenes = [Scene(int(digits.labels[n * 80]), *PAIRS[n]) for n in range(len(PAIRS))]
    pictures = draw(digits.images[: 80 * len(PAIRS) : 80], scenes)
    assert pictures.shape == (len(PAIRS), 3, 32, 32)
    assert pictures.abs().max() <= 1
    from course_lib.classifier import Classifier

    seen = read(pictures, Classifier().eval())
    assert seen.colours == [scene.colour for scene in scenes]
    assert seen.grounds == [scene.ground for scene in scenes]


def test_a_place_moves_the_ink_and_a_stroke_changes_its_amount():
    ink = training_digits().images[1000:1001]

    def mass(**how: str) -> torch.Tensor:
        share: torch.Tensor = draw(ink, [Scene(2, "white", **how)])[0].mean(dim=0) + 1
        return share

    middle = mass()
    rows, columns = torch.arange(32.0)[:, None], torch.arange(32.0)
    for place, axis, sign in (("at the top", rows, -1), ("at the bottom", rows, 1), ("on the left", columns, -1)):
        moved = mass(place=place)
        way = (moved * axis).sum() / moved.sum() - (middle * axis).sum() / middle.sum()
        assert sign * way > 2
    assert mass(stroke="thin").sum() < middle.sum() < mass(stroke="thick").sum()
