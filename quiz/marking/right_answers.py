"""The right answer: as text to show, and in the form in which students answer."""

from __future__ import annotations

from quiz.drawing.drawn import (
    ChoiceKey,
    DrawnQuestion,
    ExpressionKey,
    MatchKey,
    NumberKey,
    OrderKey,
    ShortKey,
)
from quiz.drawing.substitution import show
from quiz.marking.mark import Answer


def right_answer(drawn: DrawnQuestion) -> Answer:
    """Return the answer that gets full marks, in the form of an answer."""
    match drawn.private.key:
        case ChoiceKey(right=right):
            return right[0] if drawn.public.type == "single" else list(right)
        case NumberKey(value=value):
            return repr(value)
        case OrderKey(right=right):
            return list(right)
        case MatchKey(right=pairs):
            return dict(pairs)
        case ShortKey(accepts=accepts):
            return accepts[0]
        case ExpressionKey() as key:
            return key.answer


def right_texts(drawn: DrawnQuestion) -> list[str]:
    """Return the right answer in Markdown: one text, or one for each option, item or pair."""
    public = drawn.public
    texts = {choice.id: choice.text for choice in (*public.options, *public.items, *public.lefts, *public.rights)}
    match drawn.private.key:
        case ChoiceKey(right=right) | OrderKey(right=right):
            return [texts[name] for name in right]
        case NumberKey(value=value):
            return [" ".join(part for part in (show(value), public.unit) if part)]
        case MatchKey(right=pairs):
            return [f"{texts[left]} → {texts[right]}" for left, right in pairs.items()]
        case ShortKey(accepts=accepts):
            return [accepts[0]]
        case ExpressionKey() as key:
            return [f"`{key.answer}`"]
