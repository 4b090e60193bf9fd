"""The page of pairs that are alike: places side by side, for a person to judge."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from autograder.reporting.pages import TEMPLATES
from autograder.reporting.words import FILTERS
from autograder.running.overlay import Source
from autograder.similarity.comparing import Comparison, Likeness, Pair
from autograder.similarity.places import Lines
from autograder.similarity.traces import decode

OWN_TEMPLATES = Path(__file__).parent / "templates"
MOST_LISTED, MOST_PAIRS, MOST_PLACES, MOST_LINES = 500, 100, 20, 80
"""What is shown at most: pairs in the list, pairs with their places, places of a module, lines of a place."""

AROUND = 2
"""Lines shown before and after a place."""


@dataclass(frozen=True)
class Line:
    """A line of a module; `alike` if it belongs to the place."""

    number: int
    text: str
    alike: bool


@dataclass(frozen=True)
class Excerpt:
    """A place in one student's module, and a few lines around it."""

    student: str
    span: Lines
    lines: tuple[Line, ...]
    left_out: int


def render(comparison: Comparison, submissions: Mapping[str, Mapping[str, Source]], title: str) -> str:
    """Return the page, one HTML file that asks for no other; every text in it is escaped.

    submissions: those that were compared.
    title:       that of the course.
    """
    shown = [
        {"pair": pair, "modules": [_module(pair, likeness, submissions) for likeness in pair.modules]}
        for pair in comparison.pairs[:MOST_PAIRS]
    ]
    return _template().render(
        csp="default-src 'none'; style-src 'unsafe-inline'; img-src data:",
        style=Markup((TEMPLATES / "style.css").read_text("utf-8") + (OWN_TEMPLATES / "similar.css").read_text("utf-8")),
        script="",
        title=title,
        comparison=comparison,
        shown=shown,
        most_listed=MOST_LISTED,
    )


def _module(pair: Pair, likeness: Likeness, submissions: Mapping[str, Mapping[str, Source]]) -> dict[str, Any]:
    texts = [decode(submissions[student][likeness.module].text).split("\n") for student in pair.students]
    places = [
        [_excerpt(*it) for it in zip(pair.students, texts, (place.first, place.second), strict=True)]
        for place in likeness.places[:MOST_PLACES]
    ]
    return {"likeness": likeness, "places": places, "left_out": len(likeness.places) - len(places)}


def _excerpt(student: str, text: list[str], span: Lines) -> Excerpt:
    start, end = max(span[0] - AROUND, 1), min(span[1] + AROUND, len(text))
    last = min(end, start + MOST_LINES - 1)
    lines = tuple(Line(n, text[n - 1].expandtabs(4), span[0] <= n <= span[1]) for n in range(start, last + 1))
    return Excerpt(student, span, lines, end - last)


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([OWN_TEMPLATES, TEMPLATES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment.get_template("similar.html")
