"""Rules that a question must hold to make sense, beyond the form of its keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from quiz.bank_model.faults import Fault, nearest, shortened
from quiz.bank_model.parts import MOST_VALUES, count_of
from quiz.formulas import parse

if TYPE_CHECKING:
    from quiz.bank_model.questions import Asked, Expression, Match, Multiple, Numeric, Order, Single

Rules: TypeAlias = tuple[Callable[[Any], Iterator[Fault]], ...]


def parameters_have_values(question: Asked) -> Iterator[Fault]:
    """Each parameter can be drawn, and each `let` uses what stands before it."""
    for name, parameter in question.parameters.items():
        count = count_of(parameter)
        if not 1 <= count <= MOST_VALUES:
            yield Fault(
                ("parameters", name), f"`{name}` has {count} values", "", f"the lower bound first, 1 to {MOST_VALUES}"
            )
    known = list(question.parameters)
    for name, formula in question.let.items():
        yield from _unknown_names(("let", name), formula, known)
        if name in question.parameters:
            yield Fault(("let", name), f"`{name}` is a parameter already", "", "another name")
        known.append(name)


def _unknown_names(path: tuple[str | int, ...], formula: str, known: list[str]) -> Iterator[Fault]:
    for name in sorted(parse(formula).names - set(known)):
        expected = f"one of {', '.join(known)}" if known else "`parameters` or `let` that define it"
        yield Fault(path, f"unknown name `{name}`{nearest(name, known)}", shortened(formula), expected)


def formulas_use_known_names(question: Numeric | Expression) -> Iterator[Fault]:
    """The key and the formulas of misconceptions use parameters, lets and variables only."""
    known = [*question.parameters, *question.let, *getattr(question, "variables", {})]
    yield from _unknown_names(("answer",), question.answer, known)
    for place, wrong in enumerate(question.misconceptions):
        yield from _unknown_names(("misconceptions", place, "answer"), wrong.answer, known)


def tolerance_is_given(question: Numeric) -> Iterator[Fault]:
    """At least one of the two tolerances is there."""
    if question.tolerance.absolute == question.tolerance.relative == 0:
        yield Fault(("tolerance",), "the tolerance is zero", "", "tolerance: {absolute: 0.01} or {relative: 0.005}")


def options_are_told_apart(question: Single | Multiple) -> Iterator[Fault]:
    """An option is right or wrong, and no two say the same."""
    seen: dict[str, int] = {}
    for place, option in enumerate(question.options):
        if (option.right is None) == (option.wrong is None):
            yield Fault(("options", place), "an option is either right or wrong", "", "`right: |` or `wrong: |`")
        if option.text in seen:
            yield Fault(("options", place), f"option {place + 1} repeats option {seen[option.text] + 1}")
        seen.setdefault(option.text, place)


def _count_right(question: Single | Multiple) -> int:
    return sum(option.is_right for option in question.options)


def exactly_one_is_right(question: Single) -> Iterator[Fault]:
    """One option, no more, is right."""
    if (count := _count_right(question)) != 1:
        hint = "one `right:` option, or type: multiple"
        yield Fault(("options",), f"{count} options are right", "", hint)


def at_least_one_is_right(question: Multiple) -> Iterator[Fault]:
    """There is something to choose."""
    if _count_right(question) == 0:
        yield Fault(("options",), "no option is right", "", "at least one `right:` option")


def items_differ(question: Order) -> Iterator[Fault]:
    """Two equal items could stand in either order."""
    for place, item in enumerate(question.items):
        if item in question.items[:place]:
            yield Fault(("items", place), "an item is repeated", shortened(item), "items that differ")


def pairs_differ(question: Match) -> Iterator[Fault]:
    """No two texts of a side are equal, or more than one pairing would be right."""
    lefts = [(("pairs", place, "left"), pair.left) for place, pair in enumerate(question.pairs)]
    rights = [(("pairs", place, "right"), pair.right) for place, pair in enumerate(question.pairs)]
    decoys = [(("decoys", place, "text"), decoy.text) for place, decoy in enumerate(question.decoys)]
    for side in (lefts, rights + decoys):
        texts = [text for _, text in side]
        for place, (path, text) in enumerate(side):
            if text in texts[:place]:
                yield Fault(path, "a text is repeated", shortened(text), "texts that differ on each side")


def variables_are_their_own(question: Expression) -> Iterator[Fault]:
    """A variable has a range, and no name in common with a parameter."""
    for name, (low, high) in question.variables.items():
        if low >= high:
            yield Fault(("variables", name), "the range is empty", f"[{low}, {high}]", "[lower, higher]")
        if name in question.values_known:
            yield Fault(("variables", name), f"`{name}` is a parameter already", "", "another name")
