"""The values of a question's parameters, and of what is derived from them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod

from quiz.bank_model.parts import count_of
from quiz.bank_model.questions import Question
from quiz.drawing.chance import pick, stream
from quiz.formulas import FormulaError, parse

Values = dict[str, int | float]


class DrawError(Exception):
    """A question or paper cannot be drawn; the message says which and why."""


def draw_values(question: Question, seed: str) -> Values:
    """Draw each parameter and compute each `let`.

    A value depends on the seed, on the name of the shared draw (else the question's id) and on its own name, so that
    questions that share a draw agree.

    Raises: DrawError if a `let` has no value.
    """
    shared = question.draw or question.id
    drawn: Values = {
        name: pick(stream(seed, shared, "parameter", name), parameter.values())
        for name, parameter in question.parameters.items()
    }
    return with_lets(question, drawn)


def with_lets(question: Question, drawn: Values) -> Values:
    """Add what is derived from drawn parameters; DrawError if it has no value."""
    values = dict(drawn)
    for name, formula in question.let.items():
        values[name] = computed(question, f"let {name}", formula, values)
    return values


def computed(question: Question, what: str, formula: str, values: Values) -> float:
    """Return the value of one of a question's formulas; DrawError says which formula of which question has none."""
    try:
        return parse(formula).value(values)
    except FormulaError as error:
        drawn = ", ".join(f"{name} = {value:g}" for name, value in values.items())
        raise DrawError(f"{question.id}: {what} ({formula}) has no value for {drawn}: {error}") from None


def all_draws(question: Question, most: int) -> Iterator[Values]:
    """Yield every combination of parameters if there are at most `most`, else that many random ones, without lets."""
    parameters = question.parameters
    if prod(count_of(parameter) for parameter in parameters.values()) <= most:
        for combination in product(*(parameter.values() for parameter in parameters.values())):
            yield dict(zip(parameters, combination, strict=True))
        return
    values = {name: parameter.values() for name, parameter in parameters.items()}
    for place in range(most):
        chance = stream(str(place), question.id)
        yield {name: pick(chance, choices) for name, choices in values.items()}
