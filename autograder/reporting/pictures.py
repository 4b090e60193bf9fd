"""Pictures as SVG inside the page: lengths across in percent, so that bars stretch with the page and text does not."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.reporting.statistics import FunctionFigures, GradeFigures

TALLEST = 150.0
ROW = 46


@dataclass(frozen=True)
class Column:
    """One bar of a histogram: from `x` to `x + width` percent, `height` pixels tall, standing for `n`."""

    x: float
    width: float
    height: float
    n: int
    low: int
    high: int


@dataclass(frozen=True)
class Segment:
    """A piece of a bar that lies: from `x` percent, `width` percent long."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class Row:
    """A bar that lies, with its name and pieces; `y`: where the row begins, in pixels."""

    figures: FunctionFigures
    y: int
    segments: tuple[Segment, ...]


def columns(grades: GradeFigures) -> tuple[Column, ...]:
    """Lay out the histogram of grades."""
    most = max(grades.bins) or 1
    step = 100 / len(grades.bins)
    return tuple(
        Column(i * step + 0.4, step - 0.8, TALLEST * n / most, n, round(i * step), round((i + 1) * step))
        for i, n in enumerate(grades.bins)
    )


def rows(functions: tuple[FunctionFigures, ...]) -> tuple[Row, ...]:
    """Lay out a bar for each function."""
    return tuple(Row(f, i * ROW, _segments(f)) for i, f in enumerate(functions))


def _segments(f: FunctionFigures) -> tuple[Segment, ...]:
    segments, x = [], 0.0
    for kind, n in (("passed", f.passed), ("failed", f.failed), ("blocked", f.blocked), ("missing", f.missing)):
        if n:
            width = 100 * n / f.n
            segments.append(Segment(kind, x, width))
            x += width
    return tuple(segments)
