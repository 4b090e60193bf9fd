"""A question in all papers of a sitting: what was answered, named so that different draws are counted together."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer

from quiz.drawing import DrawnQuestion
from quiz.marking import Mark, mark_by_key
from quiz.statistics.choices import OTHER, UNREADABLE, chosen_in, item_names, question_of
from quiz.statistics.responses import Question
from quiz.store.sheets import questions_of, read_keys
from quiz.store.tables import Attempt, Grade, Seat
from quiz.web.instructor_keys import TYPED


@dataclass(frozen=True)
class Answered:
    """A question in one attempt; `mark` and `answer` are there once it is marked."""

    attempt: int
    place: int
    student: str
    name: str
    drawn: DrawnQuestion
    answer: Any = None
    mark: Mark | None = None
    version: int = 0


@dataclass(frozen=True)
class Group:
    """Students who gave the same answer."""

    name: str
    students: int
    mean: float


def answered_in(session: Session, sitting_id: int, identifier: str) -> list[Answered]:
    """Return a question in all attempts of a sitting that have it, marked or not."""
    attempts = session.scalars(
        select(Attempt)
        .join(Seat)
        .where(Seat.sitting_id == sitting_id)
        .options(undefer(Attempt.public), undefer(Attempt.private), joinedload(Attempt.seat))
        .order_by(Seat.student, Attempt.number)
    ).all()
    grades = _grades(session, sitting_id, identifier)
    return [
        _answered(attempt, place, grades.get((attempt.id, place)))
        for attempt in attempts
        for place, key in enumerate(read_keys(attempt.private), start=1)
        if key.id == identifier
    ]


def _grades(session: Session, sitting_id: int, identifier: str) -> dict[tuple[int, int], Grade]:
    rows = session.scalars(
        select(Grade)
        .join(Attempt, Attempt.id == Grade.attempt_id)
        .join(Seat)
        .where(Seat.sitting_id == sitting_id, Grade.question == identifier, Attempt.graded.is_not(None))
        .order_by(Grade.version)
    )
    return {(row.attempt_id, row.place): row for row in rows}


def _answered(attempt: Attempt, place: int, grade: Grade | None) -> Answered:
    drawn = questions_of(attempt.public, attempt.private)[place - 1]
    whose = attempt.id, place, attempt.seat.student, attempt.seat.name, drawn
    if grade is None:
        return Answered(*whose)
    return Answered(*whose, json.loads(grade.answer), Mark.model_validate_json(grade.mark), grade.version)


@dataclass(frozen=True)
class Naming:
    """Names for what was answered, after one draw of a question, so that all draws are counted together."""

    question: Question
    items: tuple[str, ...]

    @classmethod
    def of(cls, drawn: DrawnQuestion) -> Naming:
        """Name after this draw."""
        return cls(question_of(drawn), tuple(item_names(drawn).values()))

    def group(self, answered: Answered) -> str:
        """Name an answer; blank and unmarked ones have no name."""
        answer, drawn = answered.answer, answered.drawn
        read = mark_by_key(drawn, answer)
        if answered.mark is None or read.status == "blank":
            return ""
        places = drawn.private.places
        if drawn.public.type == "order" and read.status != "unreadable":
            return " → ".join(self.items[places[name]] for name in answer)
        names = chosen_in(self.question, drawn, answer, read)
        if names in ((OTHER,), (UNREADABLE,)) and isinstance(answer, str):
            return TYPED + " ".join(answer.split())
        return "; ".join(names)

    def options(self, drawn: DrawnQuestion) -> dict[str, str]:
        """Return a name for the id of each option."""
        places = drawn.private.places
        return {choice.id: self.question.options[places[choice.id]].name for choice in drawn.public.options}


def groups_of(found: list[Answered]) -> list[Group]:
    """Return which answers were given and are not fully right, the most frequent first; blank ones are none."""
    if not found:
        return []
    naming = Naming.of(found[0].drawn)
    scores: dict[str, list[float]] = {}
    for answered in found:
        name = naming.group(answered)
        if name and answered.mark is not None:
            scores.setdefault(name, []).append(answered.mark.score)
    groups = [Group(name, len(given), sum(given) / len(given)) for name, given in scores.items()]
    return sorted((group for group in groups if group.mean < 1), key=lambda group: (-group.students, group.name))


def questions_in(session: Session, sitting_id: int) -> Iterator[tuple[str, str, int]]:
    """Yield each question of a sitting: id, topic, and in how many papers it is."""
    papers = session.scalars(select(Attempt.private).join(Seat).where(Seat.sitting_id == sitting_id))
    counts = Counter((key.id, key.topic) for stored in papers for key in read_keys(stored))
    for (identifier, topic), count in sorted(counts.items()):
        yield identifier, topic, count
