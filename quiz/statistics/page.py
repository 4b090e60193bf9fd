"""The item analysis as HTML: a page that stands alone, and the same as a part of another page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from quiz.statistics.pictures import facility_against_discrimination, option_bar, score_distribution
from quiz.statistics.results import Analysis, OptionStatistics

TEMPLATES = Path(__file__).parent / "templates"
STYLESHEET = TEMPLATES / "statistics.css"
NONE = "–"


def page(analysis: Analysis, title: str) -> str:
    """Return a page that needs no other file."""
    css = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("report.css", "statistics.css"))
    return _templates().get_template("report.html").render(analysis=analysis, title=title, css=Markup(css))


def part(analysis: Analysis) -> Markup:
    """Return sections from `h2` on, for a page with the colours and the rules of `STYLESHEET`."""
    module = _templates().get_template("analysis.html").make_module()
    return Markup(str(module.body(analysis)))  # type: ignore[attr-defined]


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters.update(percent=percent, number=number, shown=shown_options)
    found.globals.update(
        scores=lambda analysis: score_distribution(analysis.totals),
        scatter=facility_against_discrimination,
        bar=option_bar,
    )
    return found


def percent(value: float | None) -> str:
    """Show a share."""
    return NONE if value is None else f"{value:.0%}".replace("-", "−")


def number(value: float | None) -> str:
    """Show a correlation; what rounds to zero has no sign."""
    return NONE if value is None else f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def shown_options(options: Sequence[OptionStatistics]) -> list[OptionStatistics]:
    """Return what is worth a row: all that is offered, and what somebody came to; only offered ones in their order."""
    offered = [option for option in options if option.offered]
    found = [option for option in options if not option.offered and option.count]
    return offered + sorted(found, key=lambda option: (not option.right, -option.count))
