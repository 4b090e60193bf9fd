"""Pictures of an item analysis: SVG with a title and a text alternative, coloured by the page's stylesheet.

No inline style: the pages of the quiz refuse it. Classes are those of `templates/statistics.css`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import atan2, cos, hypot, sin
from typing import TypeAlias
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from markupsafe import Markup

from quiz.statistics.results import Analysis, ItemStatistics, OptionStatistics

WIDTH, HEIGHT = 560, 360
LEFT, RIGHT, TOP, BOTTOM = 58, 24, 12, 52
BINS = 10
RADIUS, DOT = 12, 3.5
MOST_NUMBERS = 40  # questions that all have their number in the picture; among more, only those that need a look


def _put(parent: Element, tag: str, text: str = "", **attributes: object) -> Element:
    shown = {name.rstrip("_").replace("_", "-"): _shown(value) for name, value in attributes.items()}
    child = SubElement(parent, tag, shown)
    child.text = text or None
    return child


def _shown(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _picture(name: str, title: str, description: str) -> Element:
    shown = {
        "class": "picture",
        "viewBox": f"0 0 {WIDTH} {HEIGHT}",
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-description",
    }
    svg = Element("svg", shown)
    _put(svg, "title", title, id=f"{name}-title")
    _put(svg, "desc", description, id=f"{name}-description")
    return svg


def _html(svg: Element) -> Markup:
    # ElementTree escapes all texts and attributes.
    return Markup(ElementTree.tostring(svg, encoding="unicode", short_empty_elements=False))


def _axes(svg: Element, across: str, up: str) -> None:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    _put(svg, "path", d=f"M{LEFT} {TOP}V{bottom}H{right}", class_="axis")
    _put(svg, "text", across, x=(LEFT + right) / 2, y=HEIGHT - 8, class_="name", text_anchor="middle")
    middle = (TOP + bottom) / 2
    _put(svg, "text", up, x=14, y=middle, class_="name", text_anchor="middle", transform=f"rotate(-90 14 {middle:g})")


def facility_against_discrimination(analysis: Analysis) -> Markup:
    """Draw a dot for each question where its facility and its discrimination meet, and its number in the table.

    Questions without a discrimination are not drawn; the text alternative says how many.
    """
    drawn = [
        (number, item, item.discrimination)
        for number, item in enumerate(analysis.items, start=1)
        if item.discrimination is not None
    ]
    left_out = len(analysis.items) - len(drawn)
    said = f"{len(drawn)} questions; " + (f"{left_out} without a discrimination are not drawn; " if left_out else "")
    svg = _picture("scatter", "Facility against discrimination", f"{said}the table has the numbers.")
    least = min([0.0, *(value for _, _, value in drawn)])
    lowest = -1.0 if least < -0.6 else -0.6 if least < -0.2 else -0.2

    def x(facility: float) -> float:
        return LEFT + 14 + facility * (WIDTH - RIGHT - LEFT - 28)

    def y(discrimination: float) -> float:
        return HEIGHT - BOTTOM - 12 - (discrimination - lowest) / (1 - lowest) * (HEIGHT - BOTTOM - TOP - 24)

    _axes(svg, "facility: share of points that the class got", "discrimination")
    for facility in (0, 0.25, 0.5, 0.75, 1):
        _put(svg, "path", d=f"M{x(facility):g} {TOP}V{HEIGHT - BOTTOM}", class_="grid")
        _put(svg, "text", f"{facility:.0%}", x=x(facility), y=HEIGHT - BOTTOM + 19, class_="tick", text_anchor="middle")
    for tenths in range(round(lowest * 10), 11, 2):
        height = y(tenths / 10)
        _put(svg, "path", d=f"M{LEFT} {height:g}H{WIDTH - RIGHT}", class_="grid zero" if tenths == 0 else "grid")
        label = f"{tenths / 10:.1f}".replace("-", "−")
        _put(svg, "text", label, x=LEFT - 6, y=height + 4, class_="tick", text_anchor="end")
    groups = {
        number: _put(svg, "g", class_="item flagged" if _is_urgent(item) else "item") for number, item, _ in drawn
    }
    for number, item, value in drawn:
        _put(groups[number], "title", f"{number} {item.id}: facility {item.facility:.0%}, discrimination {value:.2f}")
        _put(groups[number], "circle", cx=x(item.facility), cy=y(value), r=DOT, class_="dot")
    named = [found for found in drawn if len(drawn) <= MOST_NUMBERS or _is_urgent(found[1])]
    true = [(x(item.facility), y(value)) for _, item, value in named]
    apart = _apart(true)
    for (number, _, _), (left, top), (at, up) in zip(named, true, apart, strict=True):
        if hypot(at - left, up - top) > 1:
            _put(groups[number], "path", d=f"M{left:.1f} {top:.1f}L{at:.1f} {up:.1f}", class_="lead")
    for (number, _, _), (at, up) in zip(named, apart, strict=True):
        _put(groups[number], "circle", cx=at, cy=up, r=RADIUS)
        _put(groups[number], "text", str(number), x=at, y=up + 5, text_anchor="middle")
    return _html(svg)


Point: TypeAlias = tuple[float, float]


def _apart(points: Sequence[Point]) -> list[Point]:
    """Move circles that would hide each other a little apart, the same way each time."""
    moved = list(points)
    for _ in range(60):
        for first, second in combinations(range(len(moved)), 2):
            (x1, y1), (x2, y2) = moved[first], moved[second]
            distance = hypot(x2 - x1, y2 - y1)
            if distance >= 2 * RADIUS:
                continue
            # Where two are at one place, their number in the list says which way they go.
            angle = atan2(y2 - y1, x2 - x1) if distance > 0.01 else 2.4 * second
            step = (2 * RADIUS - distance) / 2 + 0.1
            moved[first] = _inside(x1 - step * cos(angle), y1 - step * sin(angle))
            moved[second] = _inside(x2 + step * cos(angle), y2 + step * sin(angle))
    return moved


def _inside(x: float, y: float) -> Point:
    across = min(max(x, LEFT + RADIUS), WIDTH - RIGHT - RADIUS)
    return across, min(max(y, TOP + RADIUS), HEIGHT - BOTTOM - RADIUS)


def _is_urgent(item: ItemStatistics) -> bool:
    return any(flag.kind != "rare option" and flag.sure for flag in item.flags)


def score_distribution(totals: Sequence[float]) -> Markup:
    """Draw how many students reached which share of their points, in steps of 10 %; 100 % belongs to the last."""
    counts = bins(totals)
    most = max([*counts, 1])
    said = "; ".join(f"{_step(place)}: {count}" for place, count in enumerate(counts) if count) or "no results yet"
    svg = _picture("scores", "Distribution of the scores", f"Students by share of points. {said}.")
    width, height = (WIDTH - RIGHT - LEFT) / BINS, HEIGHT - BOTTOM - TOP - 20
    _axes(svg, "share of points", "students")
    for place, count in enumerate(counts):
        left, tall = LEFT + place * width, height * count / most
        bar = _put(svg, "g", class_="column")
        _put(bar, "title", f"{_step(place)}: {count}")
        _put(bar, "rect", x=left + 3, y=HEIGHT - BOTTOM - tall, width=width - 6, height=tall)
        if count:
            where = {"x": left + width / 2, "y": HEIGHT - BOTTOM - tall - 5}
            _put(svg, "text", str(count), **where, class_="tick", text_anchor="middle")
    for place in range(0, BINS + 1, 2):
        where = {"x": LEFT + place * width, "y": HEIGHT - BOTTOM + 19}
        _put(svg, "text", f"{place * 10}%", **where, class_="tick", text_anchor="middle")
    return _html(svg)


def bins(totals: Sequence[float]) -> list[int]:
    """Count shares in steps of 10 %."""
    counts = [0] * BINS
    for total in totals:
        # 0.7 may be stored as a hair less.
        counts[min(BINS - 1, max(0, int(total * BINS + 1e-9)))] += 1
    return counts


def _step(place: int) -> str:
    low, high = place * 100 // BINS, (place + 1) * 100 // BINS
    return f"{low} to {high} %" if place == BINS - 1 else f"{low} to below {high} %"


def option_bar(option: OptionStatistics) -> Markup:
    """Draw the share of an option as a bar, and the mean rest score of those who chose it as a mark.

    For a cell of a table that has both as numbers; so it says nothing to a screen reader.
    """
    kind = {True: "right", False: "wrong", None: "neither"}[option.right]
    svg = Element("svg", {"class": f"share {kind}", "viewBox": "0 0 100 12", "aria-hidden": "true"})
    svg.set("preserveAspectRatio", "none")
    _put(svg, "rect", class_="ground", x=0, y=1, width=100, height=10)
    _put(svg, "rect", class_="fill", x=0, y=1, width=100 * option.share, height=10)
    if option.mean_rest is not None:
        _put(svg, "rect", class_="rest", x=min(98.8, 100 * option.mean_rest - 0.6), y=0, width=1.2, height=12)
    return _html(svg)
