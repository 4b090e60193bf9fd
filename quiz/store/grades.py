"""Marks of what was handed in. Answers do not change any more then, so marking needs no lock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, undefer

from quiz.drawing import DrawnQuestion
from quiz.marking import Mark, mark
from quiz.store.attempts import close_expired, running
from quiz.store.database import Database
from quiz.store.saves import answers
from quiz.store.sheets import questions_of
from quiz.store.tables import Attempt, Grade, Seat, Sitting

Moment: TypeAlias = Literal["during", "after", "review"]


@dataclass(frozen=True)
class Marked:
    """A question of an attempt with its answer and its present mark; `reason` tells why it was regraded."""

    place: int
    drawn: DrawnQuestion
    answer: Any
    mark: Mark
    version: int
    reason: str | None


def grade(database: Database, attempt_id: int, now: float) -> None:
    """Mark an attempt that was handed in; nothing happens if it runs or is marked. Keys corrected meanwhile count."""
    with database.reading() as session:
        attempt = session.get(Attempt, attempt_id, options=[undefer(Attempt.public), undefer(Attempt.private)])
        if attempt is None or attempt.handed_in is None or attempt.graded is not None:
            return
        given = {place: found.answer for place, found in answers(session, attempt_id).items()}
        handed_in, keys = attempt.handed_in, attempt.private
        questions = questions_of(attempt.public, keys)
    marks = [mark(drawn, given.get(place)) for place, drawn in enumerate(questions, start=1)]

    def store(session: Session) -> bool:
        # Somebody else may have marked it, it may have been opened again, or its keys may have been corrected.
        mine = session.execute(
            update(Attempt)
            .where(Attempt.id == attempt_id, Attempt.handed_in == handed_in, Attempt.graded.is_(None))
            .where(Attempt.private == keys)
            .values(graded=now)
            .returning(Attempt.id)
        ).first()
        if mine is None:
            return False
        version = (session.scalar(select(func.max(Grade.version)).where(Grade.attempt_id == attempt_id)) or 0) + 1
        for place, (drawn, found) in enumerate(zip(questions, marks, strict=True), start=1):
            session.add(_row(attempt_id, place, version, drawn.id, found, given.get(place), now))
        return True

    if not database.write(store):
        grade(database, attempt_id, now)


def regrade(session: Session, attempt_id: int, place: int, found: Mark, reason: str, by: str, now: float) -> None:
    """Add a new mark to the history of an answer, with the reason; the old one stays."""
    before = session.scalars(
        select(Grade)
        .where(Grade.attempt_id == attempt_id, Grade.place == place)
        .order_by(Grade.version.desc())
        .limit(1)
    ).one()
    row = _row(attempt_id, place, before.version + 1, before.question, found, json.loads(before.answer), now)
    row.reason, row.by = reason, by
    session.add(row)


def set_private(session: Session, attempt_id: int, place: int, private: dict[str, Any]) -> None:
    """Give a question of an attempt a corrected private part (key, feedback, explanation), as JSON holds it."""
    attempt = session.get_one(Attempt, attempt_id, options=[undefer(Attempt.private)], with_for_update=True)
    keys = msgspec.json.decode(attempt.private)
    keys[place - 1]["private"] = private
    attempt.private = msgspec.json.encode(keys).decode()


def _row(attempt_id: int, place: int, version: int, question: str, found: Mark, answer: Any, now: float) -> Grade:
    return Grade(
        attempt_id=attempt_id,
        place=place,
        version=version,
        question=question,
        score=found.score,
        points=found.points,
        of=found.of,
        status=found.status,
        mark=found.model_dump_json(),
        answer=json.dumps(answer),
        at=now,
    )


def current_grades(session: Session, attempt_id: int) -> list[Grade]:
    """Return the grades that count, by place."""
    rows = session.scalars(select(Grade).where(Grade.attempt_id == attempt_id).order_by(Grade.place, Grade.version))
    return list({row.place: row for row in rows}.values())


def marked(session: Session, attempt_id: int) -> list[Marked]:
    """Return the questions of an attempt with answers and marks: for results, never during an attempt."""
    attempt = session.get_one(Attempt, attempt_id, options=[undefer(Attempt.public), undefer(Attempt.private)])
    questions = questions_of(attempt.public, attempt.private)
    return [
        Marked(
            place=row.place,
            drawn=questions[row.place - 1],
            answer=json.loads(row.answer),
            mark=Mark.model_validate_json(row.mark),
            version=row.version,
            reason=row.reason,
        )
        for row in current_grades(session, attempt_id)
    ]


def totals(session: Session, sitting_id: int) -> dict[int, tuple[float, float]]:
    """Return points and what could be reached, by attempt, over a sitting."""
    latest = (
        select(Grade.attempt_id, Grade.place, func.max(Grade.version).label("version"))
        .join(Attempt, Attempt.id == Grade.attempt_id)
        .join(Seat)
        .where(Seat.sitting_id == sitting_id)
        .group_by(Grade.attempt_id, Grade.place)
        .subquery()
    )
    same = (
        (Grade.attempt_id == latest.c.attempt_id)
        & (Grade.place == latest.c.place)
        & (Grade.version == latest.c.version)
    )
    summed = select(Grade.attempt_id, func.sum(Grade.points), func.sum(Grade.of)).join(latest, same)
    rows = session.execute(summed.group_by(Grade.attempt_id))
    return {attempt: (points, of) for attempt, points, of in rows}


def counted(points: list[float], counts: str) -> float:
    """Return the points of several attempts, in order, by the rule of the sitting: first, best, last or mean."""
    rules = {"first": points[0], "last": points[-1], "best": max(points), "mean": sum(points) / len(points)}
    return rules[counts]


def moment_of(session: Session, sitting: Sitting, attempt: Attempt, now: float) -> Moment:
    """Return which row of the policy holds for an attempt.

    In review is what was released; or what is closed, once nobody sits any more.
    """
    if attempt.handed_in is None:
        return "during"
    if sitting.released is not None and sitting.released <= now:
        return "review"
    over = sitting.closes is not None and sitting.closes <= now and running(session, sitting.id) == 0
    return "review" if over else "after"


def sweep(database: Database, now: float) -> int:
    """Hand in what has run out of time and mark what is not marked yet; return how many were marked."""
    database.write(lambda session: close_expired(session, now))
    waiting = select(Attempt.id).where(Attempt.handed_in.is_not(None), Attempt.graded.is_(None))
    found = database.read(lambda session: list(session.scalars(waiting)))
    for attempt_id in found:
        grade(database, attempt_id, now)
    return len(found)
