"""Plots as SVG, in light and dark, for wide and narrow screens."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib.gallery.cards import Axes, Plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes as MatplotlibAxes

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
MARKERS = ("o", "s", "^")


@dataclass(frozen=True)
class Theme:
    """The colours of a plot: words, lines of the frame, and one for each curve, told apart by the colour-blind too."""

    words: str
    frame: str
    curves: tuple[str, ...]


LIGHT = Theme("#44423d", "#d9d5cc", ("#1f5fbf", "#c2560a", "#0b7a66"))
DARK = Theme("#c9c5bb", "#3b3a37", ("#7fb0ff", "#ffa25e", "#57cbb1"))


def render(plot: Plot, theme: Theme, narrow: bool) -> bytes:
    """Return an SVG file, 720 pixels wide with the axes side by side, or 360 with one above the other."""
    import matplotlib  # takes most of a second, so only where a plot is drawn
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "gallery",
        "font.size": 11.5,
        "text.color": theme.words,
        "axes.labelcolor": theme.words,
        "axes.edgecolor": theme.frame,
        "xtick.color": theme.words,
        "ytick.color": theme.words,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with matplotlib.rc_context(settings):
        count = len(plot.axes)
        rows, columns = (count, 1) if narrow else (1, count)
        size = (5.0, 3.7 * rows) if narrow else (10.0, 4.0)
        figure = Figure(figsize=size, dpi=72, layout="constrained")
        places = figure.subplots(rows, columns, squeeze=False).flatten()
        for place, axes in zip(places, plot.axes, strict=True):
            fill(place, axes, theme)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = re.sub(r"(font(?:-family)?: [^;\"]*?)'DejaVu Sans'[^;\"]*", rf"\1{FONT}", file.getvalue())
    return svg.encode()


def fill(place: MatplotlibAxes, axes: Axes, theme: Theme) -> None:
    """Draw the curves, their grid and their legend."""
    from matplotlib.ticker import FixedLocator, NullLocator, StrMethodFormatter

    for curve in axes.curves:
        place.plot(
            curve.x,
            curve.y,
            label=curve.label,
            color=theme.curves[curve.color % len(theme.curves)],
            linewidth=2,
            linestyle=(0, (5, 2)) if curve.color == 2 and not curve.marked else "-",
            marker=MARKERS[curve.color % len(MARKERS)] if curve.marked else None,
            markersize=4.5,
        )
    place.set_xlabel(axes.x_label)
    place.set_ylabel(axes.y_label)
    if axes.log_y:
        place.set_yscale("log")
    if axes.log_x:
        place.set_xscale("log")
    if axes.x_ticks:
        place.xaxis.set_major_locator(FixedLocator(axes.x_ticks))
        place.xaxis.set_minor_locator(NullLocator())
        place.xaxis.set_major_formatter(StrMethodFormatter("{x:.0f}"))
    place.grid(color=theme.frame, linewidth=0.6)
    place.set_axisbelow(True)
    place.tick_params(length=0)
    if len(axes.curves) > 1:
        place.legend(frameon=False, handlelength=1.6, borderaxespad=0.2)
