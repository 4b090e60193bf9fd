"""The page of pictures, whatever state the student's functions are in."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from course_lib.gallery import CARDS, draw_panel
from course_lib.gallery.cards import Card, Plot, Strips, Studio
from course_lib.gallery.page import Drawn, page
from course_lib.student import Trouble

from .conftest import make_stub

QUICK = [card for card in CARDS if card.name not in ("ancestral", "solvers", "few-steps")]


def card(name: str) -> Card:
    return next(one for one in CARDS if one.name == name)


def draw(one: Card, studio: Studio) -> Drawn:
    return Drawn(one, tuple((panel, draw_panel(panel, studio)) for panel in one.panels))


class WellFormed(HTMLParser):
    """Counts elements, and fails where an element is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.images: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in ("img", "meta", "link", "source"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.usefixtures("reference")
def test_with_the_reference_every_card_is_complete_and_the_page_stands_alone(studio: Studio):
    drawn = [draw(one, studio) for one in CARDS]
    assert [one.card.name for one in drawn if not one.complete] == []
    html = page(drawn, "footer")
    assert f"All {len(CARDS)} pictures are complete" in html
    assert len(html) < 3_000_000
    parser = WellFormed()
    parser.feed(html)
    assert parser.open == []
    assert all(image["alt"] and image["src"].startswith("data:image/") for image in parser.images)
    assert not re.search(r'(?:src|href|srcset)="(?!data:|#)', html)
    assert 'name="viewport"' in html
    assert "prefers-color-scheme: dark" in html


def test_with_stubs_only_every_card_says_what_to_fill_in(studio: Studio, submission: Path):
    for path in submission.glob("*.py"):
        for function in re.findall(r"^def (\w+)\(", path.read_text(), re.MULTILINE):
            make_stub(submission, path.stem, function)
    drawn = [draw(one, studio) for one in CARDS]
    for one in drawn:
        for _, result in one.panels:
            assert isinstance(result, Trouble)
            assert result.is_stub
    html = page(drawn, "footer")
    assert html.count("Not yet: fill in <code>") == sum(len(one.panels) for one in drawn)
    assert "Traceback" not in html


def test_a_stub_in_one_module_leaves_the_other_cards_alone(studio: Studio, submission: Path):
    make_stub(submission, "cfg", "guided_eps")
    drawn = {one.name: draw(one, studio) for one in QUICK}
    unfinished = {name for name, one in drawn.items() if not one.complete}
    assert unfinished == {"scales", "rescale"}
    (_, trouble), *_ = drawn["scales"].panels
    assert isinstance(trouble, Trouble)
    assert trouble.function == "guided_eps"


def test_one_missing_curve_costs_that_curve_only(studio: Studio, submission: Path):
    make_stub(submission, "schedules", "cosine_betas")
    (_, plot), *_ = draw(card("schedules"), studio).panels
    assert isinstance(plot, Plot)
    assert [curve.label for curve in plot.axes[0].curves] == ["linear", "linear, rescaled"]
    assert {trouble.function for trouble in plot.missing} == {"cosine_betas"}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("return x0 * float('nan')", "add_noise returned numbers that are not finite"),
        ("return x0[:1, 0]", "add_noise returned the shape"),
        ("return None", "add_noise returned NoneType"),
        ("return x0 + 'ink <b>'", "forward.py, line 3: TypeError"),
        ("raise SystemExit", "SystemExit"),
    ],
)
def test_a_wrong_function_is_one_line_on_its_card(studio: Studio, submission: Path, line: str, complaint: str):
    (submission / "forward.py").write_text(f"\ndef add_noise(x0, noise, t, alpha_bars):\n    {line}\n")
    drawn = draw(card("forward"), studio)
    (_, trouble), *_ = drawn.panels
    assert isinstance(trouble, Trouble)
    assert not trouble.is_stub
    html = page([drawn], "footer")
    assert complaint in html
    assert "<b>" not in html


def test_a_module_that_cannot_be_imported_costs_its_own_cards_only(studio: Studio, submission: Path):
    (submission / "cfg.py").write_text("def guided_model(:\n")
    drawn = {one.name: draw(one, studio) for one in QUICK}
    assert {name for name, one in drawn.items() if not one.complete} == {"scales", "rescale"}


@pytest.mark.usefixtures("reference")
def test_the_second_order_solvers_end_far_below_ddim_on_the_oracle(studio: Studio):
    (panel, plot), *_ = draw(card("solvers"), studio).panels
    assert isinstance(plot, Plot), panel
    last = {curve.label: curve.y[-1] for curve in plot.axes[0].curves}
    assert last["DPM-Solver++ (2M)"] < last["DDIM"] / 5
    assert last["Heun"] < last["DDIM"] / 5


@pytest.mark.usefixtures("reference")
def test_the_sweep_counts_what_the_classifier_reads(studio: Studio):
    (_, strips), *_ = draw(card("scales"), studio).panels
    assert isinstance(strips, Strips)
    assert len(strips.rows) == 10
    assert strips.footer is not None
    assert all(re.fullmatch(r"\d+ of 20", entry) for entry in strips.footer[1])
