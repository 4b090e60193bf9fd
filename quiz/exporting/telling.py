"""Feedback that a format has no place for, put into words for everybody who answered wrong."""

from __future__ import annotations

from quiz.drawing import DrawnQuestion, ExpressionKey, MatchKey, NumberKey, ShortKey
from quiz.drawing.substitution import show
from quiz.exporting.material import Group, Notes
from quiz.exporting.texts import one_line

NO_EXPRESSIONS = "the format has no question whose answer is a formula"
NAMES = "the names of misconceptions have no place in the format; their feedback is there"
BY_PLACE = (
    "asked as pairs of place and item, and marked by the share of items at their right place, "
    "not by the longest run in the right order"
)


def wrong_answers(item: DrawnQuestion) -> list[str]:
    """Return Markdown paragraphs that tell each known wrong answer and what is to be said about it."""
    match item.private.key:
        case NumberKey(misconceptions=numbers):
            return [f"If your answer was about {show(wrong.value)}: {wrong.says}" for wrong in numbers]
        case ShortKey(misconceptions=words):
            return [f"If your answer was “{wrong.answer}”: {wrong.says}" for wrong in words]
        case MatchKey(decoys=decoys):
            texts = {choice.id: choice.text for choice in item.public.rights}
            return [f"If you used “{one_line(texts[name])}”: {told.says}" for name, told in decoys.items() if told.says]
    return []


def tell_of_marking(group: Group, notes: Notes) -> None:
    """Say that a multiple question is marked by the net rule, the only one that Moodle, GIFT and Canvas have."""
    key = group.items[0].private.key
    rule = getattr(key, "marking", "net")
    if group.type == "multiple" and rule != "net":
        notes.differently(group.id, f"marked by the rule `net`, not by `{rule}`")


def leave_out_expressions(group: Group, notes: Notes) -> bool:
    """Say that an expression question is left out; return whether it is one."""
    if not isinstance(group.items[0].private.key, ExpressionKey):
        return False
    notes.left_out(group.id, NO_EXPRESSIONS)
    return True


def tolerance_around(key: NumberKey, value: float) -> float:
    """Return how far an answer may be from a value, as a single number."""
    return tidy(max(key.absolute, key.relative * abs(value)))


def tidy(value: float) -> float:
    """Return a number without the last digits that binary arithmetic has spoilt: 0.7200000000000001 is 0.72."""
    return float(f"{value:.12g}")
