"""From a question of the bank to the one that a student gets: values put in, shuffled, under opaque ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from quiz.bank_model.questions import Expression, Match, Multiple, Numeric, Order, Question, Short, Single
from quiz.drawing.chance import opaque_ids, shuffled, stream
from quiz.drawing.drawn import (
    Choice,
    ChoiceKey,
    DrawnQuestion,
    ExpressionKey,
    Feedback,
    Key,
    MatchKey,
    NumberKey,
    OrderKey,
    Private,
    Public,
    ShortKey,
    WrongAnswer,
    WrongNumber,
)
from quiz.drawing.parameters import Values, computed, draw_values
from quiz.drawing.substitution import substitute, substitute_code
from quiz.formulas import with_values

Fill = Callable[[str], str]


def draw(question: Question, seed: str, values: Values | None = None) -> DrawnQuestion:
    """Draw a question; the same seed gives the same question. `values` are drawn from the seed if not given.

    Raises: DrawError if a formula has no value or a format does not fit.
    """
    chosen = draw_values(question, seed) if values is None else values
    chance = stream(seed, question.id, "order")

    def fill(text: str) -> str:
        return substitute(text, chosen)

    shown, key, places = _by_type(question, chosen, fill, chance)
    public = Public(
        type=question.type,
        points=question.points,
        text=fill(question.text),
        listing=substitute_code(question.listing, chosen) if question.listing else None,
        **shown,
    )
    private = Private(key=key, why=fill(question.why), source=fill(question.source), values=chosen, places=places)
    return DrawnQuestion(
        id=question.id, topic=question.topic, difficulty=question.difficulty, public=public, private=private
    )


# What the page shows beside the text, the key, and where each id stands in the bank.
Parts = tuple[dict[str, Any], Key, dict[str, int]]


def _by_type(question: Question, values: Values, fill: Fill, chance: Random) -> Parts:
    match question:
        case Single() | Multiple():
            return _options(question, fill, chance)
        case Order():
            return _items(question, fill, chance)
        case Match():
            return _pairs(question, fill, chance)
        case Numeric():
            unit = fill(question.unit) if question.unit else None
            return {"unit": unit}, _number_key(question, values, fill), {}
        case Short():
            return {}, _short_key(question, fill), {}
        case Expression():
            return {"variables": tuple(question.variables)}, _expression_key(question, values, fill), {}


def _options(question: Single | Multiple, fill: Fill, chance: Random) -> Parts:
    options = question.options
    free = [place for place, option in enumerate(options) if not option.pinned]
    order = shuffled(chance, free) + [place for place, option in enumerate(options) if option.pinned]
    choices, places = _choices([option.text for option in options], order, fill, chance)
    feedback = {
        choice: Feedback(misconception=options[place].misconception or "", says=fill(options[place].says or ""))
        for choice, place in places.items()
        if options[place].misconception or options[place].says
    }
    right = tuple(choice for choice, place in places.items() if options[place].is_right)
    marking = question.marking if isinstance(question, Multiple) else "net"
    return {"options": choices}, ChoiceKey(right=right, feedback=feedback, marking=marking), places


def _items(question: Order, fill: Fill, chance: Random) -> Parts:
    in_order = list(range(len(question.items)))
    order = shuffled(chance, in_order)
    while order == in_order:  # else nothing would be left to do
        order = shuffled(chance, in_order)
    choices, places = _choices(question.items, order, fill, chance)
    return {"items": choices}, OrderKey(right=tuple(sorted(places, key=places.__getitem__))), places


def _pairs(question: Match, fill: Fill, chance: Random) -> Parts:
    pairs, decoys = question.pairs, question.decoys
    left_order = shuffled(chance, range(len(pairs)))
    right_order = shuffled(chance, range(len(pairs) + len(decoys)))
    lefts, left_places = _choices([pair.left for pair in pairs], left_order, fill, chance)
    texts = [pair.right for pair in pairs] + [decoy.text for decoy in decoys]
    rights, right_places = _choices(texts, right_order, fill, chance)
    by_place = {place: choice for choice, place in right_places.items()}
    feedback = {
        by_place[len(pairs) + place]: Feedback(misconception=decoy.misconception or "", says=fill(decoy.says or ""))
        for place, decoy in enumerate(decoys)
    }
    key = MatchKey(right={left: by_place[place] for left, place in left_places.items()}, decoys=feedback)
    return {"lefts": lefts, "rights": rights}, key, {**left_places, **right_places}


def _choices(
    texts: Sequence[str], order: Sequence[int], fill: Fill, chance: Random
) -> tuple[tuple[Choice, ...], dict[str, int]]:
    """Give each text an opaque id, in the order given; also return where each stood in the bank."""
    places = dict(zip(opaque_ids(chance, len(order)), order, strict=True))
    return tuple(Choice(id=name, text=fill(texts[place])) for name, place in places.items()), places


def _number_key(question: Numeric, values: Values, fill: Fill) -> NumberKey:
    wrong = tuple(
        WrongNumber(
            value=computed(question, f"misconception `{known.misconception}`", known.answer, values),
            misconception=known.misconception,
            says=fill(known.says),
        )
        for known in question.misconceptions
    )
    key = computed(question, "answer", question.answer, values)
    tolerance = question.tolerance
    return NumberKey(value=key, absolute=tolerance.absolute, relative=tolerance.relative, misconceptions=wrong)


def _short_key(question: Short, fill: Fill) -> ShortKey:
    wrong = tuple(
        WrongAnswer(answer=fill(known.answer), misconception=known.misconception, says=fill(known.says))
        for known in question.misconceptions
    )
    return ShortKey(accepts=tuple(fill(text) for text in question.accepts), misconceptions=wrong)


def _expression_key(question: Expression, values: Values, fill: Fill) -> ExpressionKey:
    wrong = tuple(
        WrongAnswer(answer=with_values(known.answer, values), misconception=known.misconception, says=fill(known.says))
        for known in question.misconceptions
    )
    ranges = {name: (float(low), float(high)) for name, (low, high) in question.variables.items()}
    return ExpressionKey(answer=with_values(question.answer, values), ranges=ranges, misconceptions=wrong)
