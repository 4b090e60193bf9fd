"""Put what was drawn into one HTML page that needs no other file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template

from course_lib.gallery.cards import Card, Drawing, Panel, Plot, Strips
from course_lib.gallery.plots import DARK, LIGHT, render
from course_lib.pictures import data_uri
from course_lib.student import Trouble

PARTS = {1: "Diffusion basics", 2: "Faster sampling", 3: "Classifier-free guidance"}


@dataclass(frozen=True)
class Drawn:
    """A card and what came of each of its panels."""

    card: Card
    panels: tuple[tuple[Panel, Drawing | Trouble], ...]

    @property
    def complete(self) -> bool:
        """Return whether every panel was drawn in full."""
        return all(not isinstance(result, Trouble) and not result.missing for _, result in self.panels)

    @property
    def begun(self) -> bool:
        """Return whether any panel was drawn."""
        return any(not isinstance(result, Trouble) for _, result in self.panels)


def page(drawn: Sequence[Drawn], footer: str) -> str:
    """Return the HTML of the page; `footer` is plain text."""
    parts = {part: [one for one in drawn if one.card.part == part] for part in PARTS}
    shown = {part: cards for part, cards in parts.items() if cards}
    template = Template(files(__package__).joinpath("page.html").read_text(encoding="utf-8"))
    return template.substitute(
        style=files(__package__).joinpath("style.css").read_text(encoding="utf-8").strip(),
        summary=summary(drawn),
        contents="\n".join(f'<li><a href="#part-{part}">{part}. {PARTS[part]}</a></li>' for part in shown),
        parts="\n".join(part_html(part, cards) for part, cards in shown.items()),
        footer=words(footer),
    )


def summary(drawn: Sequence[Drawn]) -> str:
    """Return the paragraph under the title."""
    complete = sum(one.complete for one in drawn)
    counted = (
        f"All {len(drawn)} pictures are complete."
        if complete == len(drawn)
        else (f"{complete} of {len(drawn)} pictures are complete; the others say what they wait for.")
    )
    return (
        "Every picture on this page was made by running the functions in <code>course_lib/</code>, as they are now, "
        f"with a small network that was trained on 4,500 handwritten digits. {counted}"
    )


def part_html(part: int, cards: Sequence[Drawn]) -> str:
    """Return a part of the homework as a section."""
    articles = "\n".join(card_html(one) for one in cards)
    return f'<section id="part-{part}">\n<h2><span>Part {part}.</span> {PARTS[part]}</h2>\n{articles}\n</section>'


def card_html(drawn: Drawn) -> str:
    """Return a card with its panels and the functions that drew them."""
    panels = "\n".join(panel_html(panel, result) for panel, result in drawn.panels)
    names = dict.fromkeys(name for panel, _ in drawn.panels for name in panel.functions)
    by = " ".join(f"<code>{name}</code>" for name in names)
    return (
        f'<article id="{drawn.card.name}">\n<h3>{words(drawn.card.title)}</h3>\n<p>{words(drawn.card.look)}</p>\n'
        f'{panels}\n<p class="by">{"Drawn" if drawn.begun else "To be drawn"} by {by}</p>\n</article>'
    )


def panel_html(panel: Panel, result: Drawing | Trouble) -> str:
    """Return what a panel shows, or why it shows nothing."""
    title = f"<h4>{words(panel.title)}</h4>\n" if panel.title else ""
    if isinstance(result, Trouble):
        return title + trouble_html(result)
    shown = strips_html(result) if isinstance(result, Strips) else plot_html(result)
    note = f'\n<p class="note">{words(result.note)}</p>' if result.note else ""
    return f"{title}<figure>\n{shown}{note}\n</figure>" + "".join("\n" + trouble_html(one) for one in result.missing)


def trouble_html(trouble: Trouble) -> str:
    """Return a line that names the function to fill in, or the error."""
    if trouble.function is None:
        return f'<p class="trouble error">This could not be drawn. <code>{escape(trouble.message)}</code></p>'
    return f'<p class="trouble stub">Not yet: fill in <code>{escape(trouble.function)}</code></p>'


def strips_html(strips: Strips) -> str:
    """Return rows of images under their headings."""
    bare = " bare" if not any(row.label for row in strips.rows) else ""
    lines = [f'<div class="grid{bare}">']
    if strips.headings:
        lines.append(f'<div class="label corner"></div>{heads(strips.headings)}')
    for row in strips.rows:
        picture = f'<img src="{data_uri(row.picture, "image/png")}" alt="{escape(row.alt)}">'
        lines.append(f'<div class="label">{words(row.label)}</div><div class="strip">{picture}</div>')
    if strips.footer is not None:
        label, entries = strips.footer
        lines.append(f'<div class="label">{words(label)}</div>{heads(entries)}')
    return "\n".join([*lines, "</div>"])


def heads(entries: Sequence[str]) -> str:
    """Return words over equal columns."""
    return '<div class="heads">' + "".join(f"<span>{words(entry)}</span>" for entry in entries) + "</div>"


def plot_html(plot: Plot) -> str:
    """Return a plot in four versions, of which the browser takes the one that fits."""

    def uri(dark: bool, narrow: bool) -> str:
        return data_uri(render(plot, DARK if dark else LIGHT, narrow), "image/svg+xml")

    return (
        '<picture class="plot">'
        f'<source media="(prefers-color-scheme: dark) and (max-width: 34rem)" srcset="{uri(True, True)}">'
        f'<source media="(prefers-color-scheme: dark)" srcset="{uri(True, False)}">'
        f'<source media="(max-width: 34rem)" srcset="{uri(False, True)}">'
        f'<img src="{uri(False, False)}" alt="{escape(plot.alt)}"></picture>'
    )


def words(text: str) -> str:
    """Return plain text as HTML; what stands in backticks becomes code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
