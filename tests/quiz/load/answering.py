"""Answers as students give them: any that a question can have, never the same twice in a row."""

from __future__ import annotations

import json
import random
from typing import Any

from quiz.store.sheets import Field

WORDS = ("sqrt(abar)*x0", "noise", "1 - b1", "the reverse process", "x_t", "0.1 + 0.2", "guidance")


def any_answer(field: Field, dice: random.Random, before: Any = None) -> Any:
    """Return an answer that differs from the one before."""
    for _ in range(20):
        answer = _answer(field, dice)
        if answer != before:
            return answer
    return before


def _answer(field: Field, dice: random.Random) -> Any:
    match field.type:
        case "single":
            return dice.choice(field.ids)
        case "multiple":
            return [name for name in field.ids if dice.random() < 0.5] or [field.ids[0]]
        case "order":
            return dice.sample(field.ids, len(field.ids))
        case "match":
            return {left: dice.choice(field.rights) for left in field.ids}
        case "numeric":
            return f"{dice.uniform(-2, 2):.6f}"
    return f"{dice.choice(WORDS)} {dice.randrange(10**6)}"


def form_fields(field: Field, place: int, answer: Any, flag: bool) -> list[tuple[str, str]]:
    """Return the fields in which a form sends this answer."""
    name = f"q{place}"
    fields = [(f"here{place}", "1"), *([(f"flag{place}", "1")] if flag else [])]
    match field.type:
        case "multiple":
            return fields + [(name, chosen) for chosen in answer or []]
        case "order":
            return fields + [(f"{name}-{item}", str(number)) for number, item in enumerate(answer or [], start=1)]
        case "match":
            return fields + [(f"{name}-{left}", (answer or {}).get(left, "")) for left in field.ids]
    return fields + ([(name, answer)] if answer is not None else [])


def as_stored(answer: Any) -> str:
    """Return an answer as one text, to compare with."""
    return json.dumps(answer, sort_keys=True)
