"""What the item analysis needs to know: plain data that a database, a table or files of marks can give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


class ResponseError(ValueError):
    """Responses that do not fit together; the message says what, and what to do."""


@dataclass(frozen=True)
class Option:
    """Something that can be chosen or typed; `right` is None where it is neither right nor wrong, as half an order.

    `offered` ones stand on the page; the others (a number that a misconception leads to) are known only if somebody
    comes to them.
    """

    name: str
    right: bool | None
    offered: bool = True


@dataclass(frozen=True)
class Question:
    """A question and its options in the order of the bank; none are known where only scores are."""

    id: str
    topic: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Response:
    """What one student did with one question: `score` points of `of`, and the names of the options chosen.

    A blank answer is a response too, with a score of 0; no response at all means that the student did not have the
    question. `place` is where it stood in the student's paper.
    """

    student: str
    question: str
    score: float
    of: float
    chosen: tuple[str, ...] = ()
    blank: bool = False
    attempt: int = 1
    place: int | None = None


@dataclass(frozen=True)
class Responses:
    """All responses of a class, and what is known about the questions."""

    responses: tuple[Response, ...]
    questions: tuple[Question, ...] = field(default=())

    def catalogue(self) -> dict[str, Question]:
        """Return all questions by id, those without a description too."""
        known = {question.id: question for question in self.questions}
        return {name: known.get(name, Question(name)) for name in dict.fromkeys((*known, *_asked(self.responses)))}


def _asked(responses: Iterable[Response]) -> list[str]:
    return [response.question for response in responses]


def first_attempts(responses: Sequence[Response]) -> list[Response]:
    """Return the responses of each student's first attempt, checked.

    Raises: ResponseError if a score does not lie in its range, or a student has two marks for one question.
    """
    first: dict[str, int] = {}
    for response in responses:
        first[response.student] = min(response.attempt, first.get(response.student, response.attempt))
    kept = [response for response in responses if response.attempt == first[response.student]]
    seen: set[tuple[str, str]] = set()
    for response in kept:
        _check(response)
        if (response.student, response.question) in seen:
            raise ResponseError(
                f"student `{response.student}` has two marks for `{response.question}` in attempt {response.attempt}; "
                "keep one, or number the attempts"
            )
        seen.add((response.student, response.question))
    return kept


def _check(response: Response) -> None:
    # nan fails both comparisons.
    if not (0 < response.of < float("inf") and -1e-9 <= response.score <= response.of * (1 + 1e-9)):
        raise ResponseError(
            f"student `{response.student}`, question `{response.question}`: {response.score:g} of {response.of:g} "
            "points; expected a maximum above 0 and a score from 0 to the maximum"
        )
