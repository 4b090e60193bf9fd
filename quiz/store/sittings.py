"""Sittings: made of a blueprint and a roster, found again, links revoked, the review opened."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quiz.bank_model import Bank, Blueprint
from quiz.drawing import draw_paper
from quiz.store.database import StoreError
from quiz.store.rosters import Student
from quiz.store.sheets import Sheet, sheet_of
from quiz.store.tables import Attempt, Seat, Sitting

SHAPES = ("one", "all")
COUNTS = ("first", "best", "last", "mean")


@dataclass(frozen=True)
class Plan:
    """What is decided about a sitting before it is made."""

    title: str
    minutes: int
    opens: float | None = None
    closes: float | None = None
    policy: str = "final"
    shape: str = "one"
    attempts: int = 1
    counts: str = "first"
    allowed: str = ""


def draw_sheets(bank: Bank, blueprint: Blueprint, count: int) -> list[Sheet]:
    """Draw and render papers, each with a seed of its own that is kept nowhere.

    This is done before a sitting begins: then nobody waits for it, the server needs no bank, and whoever edits the
    bank meanwhile changes nothing.

    Raises: DrawError if the bank has too few questions.
    """
    return [sheet_of(draw_paper(bank, blueprint, secrets.token_hex(16))) for _ in range(count)]


def make_sitting(
    session: Session, plan: Plan, students: Sequence[Student], sheets: Sequence[Sheet], now: float
) -> Sitting:
    """Make a sitting with a seat for each student; `sheets` holds one for each student and attempt.

    Raises: StoreError if the times do not fit.
    """
    if plan.opens is not None and plan.closes is not None and plan.closes <= plan.opens:
        raise StoreError("the sitting closes before it opens; give a later time with --closes")
    sitting = Sitting(
        title=plan.title,
        minutes=plan.minutes,
        opens=plan.opens,
        closes=plan.closes,
        policy=plan.policy,
        shape=plan.shape,
        counts=plan.counts,
        allowed=plan.allowed,
        made=now,
    )
    session.add(sitting)
    remaining = iter(sheets)
    for student in students:
        seat = Seat(
            student=student.id,
            name=student.name,
            email=student.email,
            time_factor=student.time_factor,
        )
        seat.attempts = [_attempt(next(remaining), number) for number in range(1, plan.attempts + 1)]
        sitting.seats.append(seat)
    session.flush()
    return sitting


def _attempt(sheet: Sheet, number: int) -> Attempt:
    return Attempt(
        number=number,
        handle=secrets.token_hex(8),
        fields=sheet.fields,
        shown=sheet.shown,
        public=sheet.public,
        private=sheet.private,
    )


def find_sitting(session: Session, identifier: int | None = None) -> Sitting:
    """Return a sitting; without a number the newest.

    Raises: StoreError that lists what there is.
    """
    if identifier is None:
        found = session.scalar(select(Sitting).order_by(Sitting.id.desc()).limit(1))
    else:
        found = session.get(Sitting, identifier)
    if found is None:
        known = ", ".join(f"{sitting.id} ({sitting.title})" for sitting in session.scalars(select(Sitting)))
        wanted = f"no sitting {identifier}" if identifier else "no sitting"
        raise StoreError(f"there is {wanted}; known: {known or 'none, make one with `quiz sitting new`'}")
    return found


def find_seat(session: Session, sitting: Sitting, student: str) -> Seat:
    """Return the seat of a student; StoreError if the sitting has none."""
    found = session.scalar(select(Seat).where(Seat.sitting_id == sitting.id, Seat.student == student))
    if found is None:
        raise StoreError(
            f"sitting {sitting.id} ({sitting.title}) has no student `{student}`; write the id of the roster"
        )
    return found


def revoke(session: Session, seat_id: int) -> int:
    """End all links and sessions of a seat; return the version that new links carry."""
    statement = update(Seat).where(Seat.id == seat_id).values(link_version=Seat.link_version + 1)
    return int(session.scalars(statement.returning(Seat.link_version)).one())


def release(session: Session, sitting_id: int, now: float | None) -> None:
    """Open the review for all (`None` closes it again): right answers and explanations as the policy has them."""
    session.execute(update(Sitting).where(Sitting.id == sitting_id).values(released=now))


def counts_of(session: Session, sittings: Iterable[Sitting]) -> dict[int, tuple[int, int, int]]:
    """Return for each sitting: seats, seats that have begun, seats that have handed in."""
    rows = session.execute(
        select(
            Seat.sitting_id,
            func.count(func.distinct(Seat.id)),
            func.count(Attempt.started),
            func.count(Attempt.handed_in),
        )
        .join(Attempt, (Attempt.seat_id == Seat.id) & (Attempt.number == 1))
        .group_by(Seat.sitting_id)
    )
    found = {row[0]: (row[1], row[2], row[3]) for row in rows}
    return {sitting.id: found.get(sitting.id, (0, 0, 0)) for sitting in sittings}
