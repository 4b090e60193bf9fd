"""Expressions of students: read by the parser of formulas, compared at random points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quiz.drawing.chance import stream
from quiz.formulas import Formula, FormulaError, parse
from quiz.marking.numbers import Unreadable

POINTS = 20
RELATIVE = 1e-6
LONGEST = 300

Point = dict[str, float]


def points_of(identifier: str, ranges: Mapping[str, tuple[float, float]]) -> list[Point]:
    """Return the points at which the expressions of a question are compared: the same ones every time."""
    chance = stream(identifier, "points")
    return [{name: low + (high - low) * chance.random() for name, (low, high) in ranges.items()} for _ in range(POINTS)]


def read_expression(raw: str, variables: Sequence[str]) -> Formula:
    """Read what a student wrote; Unreadable says what is wrong with it and which names may be used."""
    names = ", ".join(variables)
    if len(raw) > LONGEST:
        raise Unreadable(f"The expression has {len(raw)} characters; at most {LONGEST} are read.")
    try:
        formula = parse(raw.strip())
    except FormulaError as error:
        raise Unreadable(f"The expression cannot be read: {error}. It may use {names}.") from None
    if unknown := sorted(formula.names - set(variables)):
        raise Unreadable(f"The expression uses `{unknown[0]}`; it may use {names}.")
    return formula


def values_at(formula: Formula, points: Sequence[Point]) -> list[float | None]:
    """Compute a formula at each point; None where it has no value."""
    values: list[float | None] = []
    for point in points:
        try:
            values.append(formula.value(point))
        except FormulaError:
            values.append(None)
    return values


def same_values(ours: Sequence[float | None], theirs: Sequence[float | None]) -> bool:
    """Whether two formulas agree at every point, within 1e-6 of the size of ours.

    Where ours nearly vanishes, rounding alone may be larger than that: a part in 1e12 of our largest value is let pass.
    """
    if any(value is None for value in (*ours, *theirs)):
        return False
    largest = max(abs(value or 0.0) for value in ours)
    return all(
        abs((our or 0.0) - (their or 0.0)) <= RELATIVE * abs(our or 0.0) + 1e-12 * largest
        for our, their in zip(ours, theirs, strict=True)
    )
