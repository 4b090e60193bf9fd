"""One page of pictures, each drawn by the student's own functions, whatever state they are in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from course_lib.files import written_whole
from course_lib.gallery import basics, faster, guidance
from course_lib.gallery.cards import Card, Drawing, Panel, Studio
from course_lib.gallery.page import Drawn, page
from course_lib.pretrained import load_classifier, load_unet
from course_lib.progress import console, counting_bar
from course_lib.recipe import choose_device
from course_lib.student import Trouble, blaming_the_student

CARDS: tuple[Card, ...] = (*basics.CARDS, *faster.CARDS, *guidance.CARDS)

__all__ = ["CARDS", "draw_panel", "make_gallery"]


def make_gallery(out: Path, part: int | None, seed: int, weights: Path | None, device_name: str | None) -> None:
    """Draw the cards of one part, or of all, and write the page; a stub or a wrong function costs its own panels only.

    Raises: WeightsProblem or DigitsMissing where there is nothing to draw with; OSError if `out` cannot be written.
    """
    began = time.monotonic()
    device = choose_device(device_name)
    studio = Studio(load_unet(device, weights), load_classifier(device), device, seed)
    studio.real  # noqa: B018  missing digits are nobody's mistake and stop the page, not a card
    with one_thread():
        drawn = draw_cards([card for card in CARDS if part in (None, card.part)], studio)
    source = weights.name if weights else "the weights that come with the course"
    text = page(drawn, f"Drawn with {source}, seed {seed}, in {time.monotonic() - began:.0f} seconds.")
    with written_whole(out) as temporary:
        temporary.write_text(text, encoding="utf-8")
    complete = sum(one.complete for one in drawn)
    console.print(
        f"{out}: {complete} of {len(drawn)} pictures complete, {time.monotonic() - began:.0f} s", soft_wrap=True
    )
    for trouble in troubles(drawn):
        console.print(f"  {trouble}", soft_wrap=True, markup=False)


def draw_cards(cards: list[Card], studio: Studio) -> list[Drawn]:
    """Draw the cards one after the other, and say in the terminal which one is at work."""
    drawn: list[Drawn] = []
    with counting_bar("drawing", len(cards)) as show:
        for number, card in enumerate(cards):
            show(number, len(cards), card.title)
            drawn.append(Drawn(card, tuple((panel, draw_panel(panel, studio)) for panel in card.panels)))
        show(len(cards), len(cards), "")
    return drawn


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch compute on one core: ten digits at a time gain nothing from two, and lose much on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def draw_panel(panel: Panel, studio: Studio) -> Drawing | Trouble:
    """Return what the panel shows, or why it cannot be drawn."""
    try:
        with blaming_the_student():
            return panel.draw(studio)
    except Trouble as trouble:
        return trouble


def troubles(drawn: list[Drawn]) -> list[str]:
    """Return each reason why something was not drawn, once, in the order of the page."""
    found: list[str] = []
    for one in drawn:
        for _, result in one.panels:
            found += [str(trouble) for trouble in ([result] if isinstance(result, Trouble) else result.missing)]
    return list(dict.fromkeys(found))
