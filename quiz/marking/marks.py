"""Marking: pure, the same answer to the same drawn question always gives the same mark."""

from __future__ import annotations

from typing import Any

from quiz.drawing.drawn import (
    ChoiceKey,
    Data,
    DrawnQuestion,
    ExpressionKey,
    MatchKey,
    NumberKey,
    OrderKey,
    Paper,
    ShortKey,
)
from quiz.marking.choosing import mark_match, mark_multiple, mark_order, mark_single
from quiz.marking.mark import BLANK, Answer, Mark, Verdict, unreadable
from quiz.marking.writing import mark_expression, mark_numeric, mark_short

WAIVED = "Everybody gets the points of this question."


def mark(drawn: DrawnQuestion, answer: Any) -> Mark:
    """Mark an answer, which may be anything that JSON can hold; what has not the right form is `unreadable`."""
    found = mark_by_key(drawn, answer)
    if drawn.private.waived:
        told = {"status": "right", "feedback": (WAIVED,), "misconceptions": ()}
        return found.model_copy(update={"score": 1.0, "points": found.of, **told})
    return found


def mark_by_key(drawn: DrawnQuestion, answer: Any) -> Mark:
    """Mark an answer by the key alone, also where everybody gets the points: what statistics count."""
    found = _verdict(drawn, answer)
    of = drawn.public.points
    return Mark(**found.model_dump(), points=found.score * of, of=of)


def _verdict(drawn: DrawnQuestion, answer: Any) -> Verdict:
    if is_blank(answer):
        return BLANK
    if not is_answer(answer):
        return unreadable("The answer does not have the form that this question asks for.")
    read: Answer = answer
    match drawn.private.key:
        case ChoiceKey() as key:
            return (mark_single if drawn.public.type == "single" else mark_multiple)(drawn, key, read)
        case NumberKey() as key:
            return mark_numeric(drawn, key, read)
        case OrderKey() as key:
            return mark_order(drawn, key, read)
        case MatchKey() as key:
            return mark_match(drawn, key, read)
        case ShortKey() as key:
            return mark_short(drawn, key, read)
        case ExpressionKey() as key:
            return mark_expression(drawn, key, read)


def is_blank(answer: Any) -> bool:
    """Whether nothing was answered: null, an empty list or mapping, or a text of spaces."""
    return answer is None or (isinstance(answer, str) and not answer.strip()) or answer in ([], {})


def is_answer(answer: Any) -> bool:
    """Whether this is a text, a list of texts, or a mapping of texts."""
    if isinstance(answer, dict):
        return all(isinstance(right, str | None) for right in answer.values())
    return isinstance(answer, str) or (isinstance(answer, list) and all(isinstance(item, str) for item in answer))


class PaperMark(Data):
    """The marks of a whole paper, by question; what was not answered is blank."""

    points: float
    of: float
    marks: dict[str, Mark]


def mark_paper(paper: Paper, answers: dict[str, Any]) -> PaperMark:
    """Mark all questions of a paper; answers to questions that it does not have are left out."""
    marks = {drawn.id: mark(drawn, answers.get(drawn.id)) for drawn in paper.questions}
    return PaperMark(points=sum(found.points for found in marks.values()), of=paper.points, marks=marks)
