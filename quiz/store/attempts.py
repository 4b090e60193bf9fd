"""An attempt from its beginning to its end. The clock is an argument; each function is one step of a transaction."""

from __future__ import annotations

import json
from typing import Any, Literal, TypeAlias

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quiz.store.saves import GRACE
from quiz.store.tables import Attempt, LogEntry, Seat, Sitting

State: TypeAlias = Literal["early", "ready", "running", "done", "closed"]


def current_attempt(session: Session, seat: Seat) -> Attempt | None:
    """Return the attempt that is running, else the next one, else the last one that was handed in."""
    attempts = session.scalars(select(Attempt).where(Attempt.seat_id == seat.id).order_by(Attempt.number)).all()
    running = [attempt for attempt in attempts if attempt.started and not attempt.handed_in]
    fresh = [attempt for attempt in attempts if not attempt.started]
    return next(iter((*running, *fresh, *attempts[-1:])), None)


def state_of(sitting: Sitting, attempt: Attempt | None, now: float) -> State:
    """Return what can be done with an attempt now; one whose time is up is done, if it is handed in yet or not."""
    if attempt is None:
        return "closed"
    if attempt.handed_in is not None:
        return "done"
    if attempt.deadline is not None:
        return "running" if now <= attempt.deadline + GRACE else "done"
    if sitting.opens is not None and now < sitting.opens:
        return "early"
    return "ready" if sitting.closes is None or now < sitting.closes else "closed"


def begin(session: Session, seat: Seat, now: float) -> bool:
    """Begin the next attempt of a seat; False if none may begin now. A second call while one runs changes nothing."""
    sitting = session.get_one(Sitting, seat.sitting_id)
    attempt = current_attempt(session, seat)
    state = state_of(sitting, attempt, now)
    if attempt is None or state != "ready":
        return state == "running"
    deadline = now + 60 * sitting.minutes * seat.time_factor
    started = session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.started.is_(None))
        .values(started=now, deadline=deadline)
        .returning(Attempt.id)
    )
    if started.first():
        session.add(LogEntry(attempt_id=attempt.id, at=now, what="begin", revision=0))
    return True


def hand_in(session: Session, attempt_id: int, now: float, by: Literal["student", "time"]) -> bool:
    """End an attempt; False if it was ended before (or never begun). Marking follows: `quiz.store.grades`."""
    ended = session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id, Attempt.started.is_not(None), Attempt.handed_in.is_(None))
        .values(handed_in=now, handed_in_by=by)
        .returning(Attempt.revision)
    ).first()
    if ended is None:
        return False
    session.add(LogEntry(attempt_id=attempt_id, at=now, what="hand in", answer=json.dumps(by), revision=ended[0]))
    return True


def close_expired(session: Session, now: float) -> list[int]:
    """End all attempts whose time is up, as of their deadline; return which."""
    late = select(Attempt).where(Attempt.handed_in.is_(None), Attempt.deadline + GRACE < now)
    expired = [(attempt.id, attempt.deadline or now) for attempt in session.scalars(late)]
    return [name for name, deadline in expired if hand_in(session, name, deadline, "time")]


def extend(session: Session, attempt_id: int, minutes: float, now: float) -> None:
    """Give an attempt that runs more time (or less)."""
    _move_deadline(session, attempt_id, Attempt.deadline + 60 * minutes, now, "extend")


def reopen(session: Session, attempt_id: int, minutes: float, now: float) -> None:
    """Let a student go on with an attempt that was handed in, for so many minutes from now; it is marked anew then."""
    ended = {"handed_in": None, "handed_in_by": None, "graded": None}
    _move_deadline(session, attempt_id, now + 60 * minutes, now, "reopen", **ended)


def _move_deadline(session: Session, attempt_id: int, deadline: Any, now: float, what: str, **values: None) -> None:
    moved = session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id, Attempt.started.is_not(None))
        .values(deadline=deadline, **values)
        .returning(Attempt.revision, Attempt.deadline)
        .execution_options(synchronize_session=False)
    ).first()
    if moved:
        session.add(LogEntry(attempt_id=attempt_id, at=now, what=what, answer=str(moved[1]), revision=moved[0]))


def running(session: Session, sitting_id: int) -> int:
    """Return how many attempts of a sitting have begun and are not handed in."""
    statement = (
        select(func.count())
        .select_from(Attempt)
        .join(Seat)
        .where(Seat.sitting_id == sitting_id, Attempt.started.is_not(None), Attempt.handed_in.is_(None))
    )
    return session.scalar(statement) or 0
