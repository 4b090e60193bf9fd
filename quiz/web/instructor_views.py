"""What the instructor's templates get: each seat with what became of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fastapi import HTTPException
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from quiz.store.attempts import state_of
from quiz.store.grades import totals
from quiz.store.tables import Action, Attempt, SavedAnswer, Seat, Sitting
from quiz.web.views import duration_text

SeatState: TypeAlias = Literal["waiting", "sitting", "done"]


@dataclass(frozen=True)
class SeatView:
    """A seat; `attempt` is the one that runs, else the last one that was begun. `points` are those of that attempt."""

    seat: Seat
    state: SeatState
    attempt: Attempt | None
    left: str = ""
    answered: int = 0
    points: float | None = None
    of: float | None = None


def find_sitting(session: Session, number: int) -> Sitting:
    """Return a sitting with seats and attempts; else a page that says that there is none."""
    with_attempts = selectinload(Sitting.seats).selectinload(Seat.attempts)
    found = session.scalar(select(Sitting).where(Sitting.id == number).options(with_attempts))
    if found is None:
        raise HTTPException(404, "There is no such sitting.")
    return found


def find_seat(session: Session, number: int) -> Seat:
    """Return a seat with its sitting and attempts; else a page that says that there is none."""
    loaded = joinedload(Seat.sitting), selectinload(Seat.attempts)
    found = session.scalar(select(Seat).where(Seat.id == number).options(*loaded))
    if found is None:
        raise HTTPException(404, "There is no such seat.")
    return found


def seat_views(session: Session, sitting: Sitting, seats: Sequence[Seat], now: float) -> list[SeatView]:
    """Return what became of each seat."""
    rows = session.execute(
        select(SavedAnswer.attempt_id, func.count())
        .join(Attempt)
        .join(Seat)
        .where(Seat.sitting_id == sitting.id, SavedAnswer.answer != "null")
        .group_by(SavedAnswer.attempt_id)
    )
    counted = {row[0]: row[1] for row in rows}
    points = totals(session, sitting.id)
    return [_view(sitting, seat, counted, points, now) for seat in seats]


def _view(
    sitting: Sitting, seat: Seat, counted: dict[int, int], points: dict[int, tuple[float, float]], now: float
) -> SeatView:
    begun = [attempt for attempt in seat.attempts if attempt.started is not None]
    if not begun:
        return SeatView(seat, "waiting", None)
    attempt = next((found for found in begun if state_of(sitting, found, now) == "running"), begun[-1])
    answered = counted.get(attempt.id, 0)
    if state_of(sitting, attempt, now) == "running":
        left = duration_text(max(0.0, (attempt.deadline or now) - now))
        return SeatView(seat, "sitting", attempt, left, answered)
    got, of = points.get(attempt.id, (None, None)) if attempt.graded is not None else (None, None)
    return SeatView(seat, "done", attempt, "", answered, got, of)


@dataclass(frozen=True)
class ActionView:
    """A line of the log."""

    at: float
    who: str
    what: str
    sitting: int | None
    detail: str


def actions(session: Session, most: int, sitting_id: int | None = None) -> list[ActionView]:
    """Return the last actions, the newest first."""
    statement = select(Action).order_by(Action.id.desc()).limit(most)
    if sitting_id is not None:
        statement = statement.where(Action.sitting_id == sitting_id)
    return [
        ActionView(row.at, row.who, row.what, row.sitting_id, _words(json.loads(row.detail)))
        for row in session.scalars(statement)
    ]


def _words(detail: dict[str, object]) -> str:
    return "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in detail.items())
