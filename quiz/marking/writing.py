"""Marks of what is written: numbers, words and expressions."""

from __future__ import annotations

import re
import unicodedata

from quiz.drawing.drawn import DrawnQuestion, ExpressionKey, Feedback, NumberKey, ShortKey
from quiz.formulas import parse
from quiz.marking.expressions import points_of, read_expression, same_values, values_at
from quiz.marking.mark import Answer, Verdict, unreadable, verdict
from quiz.marking.numbers import Unreadable, read_number

LONGEST_SHORT = 300
_BESIDE_SIGNS = re.compile(r" ?([^\w ]) ?")


def mark_numeric(drawn: DrawnQuestion, key: NumberKey, answer: Answer) -> Verdict:
    """1 where |x - a| <= max(absolute, relative * |a|), else 0."""
    if not isinstance(answer, str):
        return unreadable("The answer is not a text with a number.")
    try:
        read = read_number(answer, drawn.public.unit)
    except Unreadable as error:
        return unreadable(str(error))
    reading = " ".join(part for part in (f"{read.value:.10g}", drawn.public.unit) if part)
    if any(is_near(read.value, right, key) for right in (key.value, *key.accepts)):
        return verdict(1.0, reading)
    return verdict(0.0, reading, _about_number(read.value, key))


def is_near(value: float, target: float, key: NumberKey) -> bool:
    """Whether a value is within the question's tolerance of a target, the last digits of binary numbers aside."""
    return abs(value - target) <= max(key.absolute, key.relative * abs(target)) + 1e-12 * abs(target)


def _about_number(value: float, key: NumberKey) -> tuple[Feedback, ...]:
    """Return what is known of a wrong number: the nearest misconception, else the simplest relation to the key."""
    known = [wrong for wrong in key.misconceptions if is_near(value, wrong.value, key)]
    if known:
        nearest = min(known, key=lambda wrong: abs(value - wrong.value))
        return (Feedback(misconception=nearest.misconception, says=nearest.says),)
    relations = (
        (-1.0, "The size is right, the sign is not."),
        (100.0, "This is a hundred times the right value: was a share asked for, not a percentage?"),
        (0.01, "This is a hundredth of the right value: was a percentage asked for, not a share?"),
    )
    for factor, says in relations:
        if key.value != 0 and is_near(value / factor, key.value, key):
            return (Feedback(says=says),)
    if abs(value - key.value) <= 5 * max(key.absolute, key.relative * abs(key.value)):
        return (Feedback(says="This is near, but not within the tolerance: round only at the end."),)
    return ()


def mark_short(drawn: DrawnQuestion, key: ShortKey, answer: Answer) -> Verdict:
    """1 for an accepted text; capitals, spaces and Unicode variants do not matter."""
    if not isinstance(answer, str):
        return unreadable("The answer is not a text.")
    if len(answer) > LONGEST_SHORT:
        return unreadable(f"The answer has {len(answer)} characters; a word or a few are asked for.")
    folded = fold(answer)
    if folded in {fold(accepted) for accepted in key.accepts}:
        return verdict(1.0, folded)
    told = [
        Feedback(misconception=wrong.misconception, says=wrong.says)
        for wrong in key.misconceptions
        if fold(wrong.answer) == folded
    ]
    return verdict(0.0, folded, tuple(told[:1]))


def fold(text: str) -> str:
    """Return a text without what does not matter: Unicode variants (NFKC), capitals, needless spaces."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _BESIDE_SIGNS.sub(r"\1", " ".join(folded.split()))


def mark_expression(drawn: DrawnQuestion, key: ExpressionKey, answer: Answer) -> Verdict:
    """1 for an expression that has the key's value at 20 random points, within 1e-6 of its size."""
    if not isinstance(answer, str):
        return unreadable("The answer is not a text with an expression.")
    try:
        read = read_expression(answer, drawn.public.variables)
    except Unreadable as error:
        return unreadable(str(error))
    points = points_of(drawn.id, key.ranges)
    theirs = values_at(read, points)
    if any(same_values(values_at(parse(right), points), theirs) for right in (key.answer, *key.accepts)):
        return verdict(1.0, answer.strip())
    for wrong in key.misconceptions:
        if same_values(values_at(parse(wrong.answer), points), theirs):
            return verdict(0.0, answer.strip(), (Feedback(misconception=wrong.misconception, says=wrong.says),))
    if undefined := [point for point, value in zip(points, theirs, strict=True) if value is None]:
        where = ", ".join(f"{name} = {value:.3g}" for name, value in undefined[0].items())
        return verdict(0.0, answer.strip(), (Feedback(says=f"The expression has no value at {where}."),))
    return verdict(0.0, answer.strip())
