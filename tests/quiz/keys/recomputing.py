"""What the tests of keys share: a key as it is drawn, held against the same value found another way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import torch

from quiz.bank_model import FINAL, PRACTICE, Expression, Multiple, Numeric, Question, Single, load_bank
from quiz.drawing import ExpressionKey, NumberKey, draw
from quiz.formulas import parse
from quiz.marking.expressions import points_of

BANK = load_bank(FINAL, PRACTICE)
SEEDS = [f"keys {number}" for number in range(12)]

Values = Mapping[str, float]
Way = Callable[[Values], float]


def hold_number(identifier: str, way: Way, rel: float = 1e-6) -> None:
    """Hold the number of several draws against another way to find it."""
    for seed in SEEDS:
        drawn = draw(BANK.find(identifier), seed)
        key = drawn.private.key
        assert isinstance(key, NumberKey)
        assert way(drawn.private.values) == pytest.approx(key.value, rel=rel, abs=1e-6)


def hold_expression(identifier: str, way: Way) -> None:
    """Hold an expression against another way to find its value, where answers are compared with it."""
    key = draw(BANK.find(identifier), SEEDS[0]).private.key
    assert isinstance(key, ExpressionKey)
    for point in points_of(identifier, key.ranges):
        assert parse(key.answer).value(point) == pytest.approx(way(point), rel=1e-6, abs=1e-7)


def of_type(questions: list[Question], kind: type[Numeric | Expression]) -> set[str]:
    """Return the ids of the questions of a type."""
    return {question.id for question in questions if isinstance(question, kind)}


def listing_of(identifier: str) -> str:
    """Return the listing of a question as one student gets it."""
    listing = draw(BANK.find(identifier), SEEDS[0]).public.listing
    assert listing is not None
    return listing


def run(identifier: str, **given: Any) -> dict[str, Any]:
    """Run the listing of a question where torch and the names in `given` are known; return all names."""
    return execute(listing_of(identifier), **given)


def execute(listing: str, **given: Any) -> dict[str, Any]:
    """Run a listing, such as a mended one; return all names."""
    names: dict[str, Any] = {"torch": torch, **given}
    exec(listing, names)
    return names


def right_texts(identifier: str) -> str:
    """Return the texts of the right options."""
    question = BANK.find(identifier)
    assert isinstance(question, Single | Multiple)
    return " ".join(option.text for option in question.options if option.is_right)
