"""Who sits now: read at every save and every page, so in one statement that is built once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from quiz.store.saves import GRACE
from quiz.store.tables import Attempt, Seat, Sitting


@dataclass(frozen=True)
class Sitter:
    """A student whose attempt runs. `sheet` is the column of the attempt that was asked for."""

    link_version: int
    student: str
    name: str
    title: str
    shape: str
    attempt_id: int
    deadline: float
    revision: int
    handle: str
    sheet: str


def find_sitter(session: Session, seat_id: int, now: float, sheet: str) -> Sitter | None:
    """Return who sits in a seat, with `fields` or `shown` of the attempt; None if no attempt of it runs now."""
    row = session.connection().execute(_SITTER[sheet], {"seat": seat_id, "latest": now - GRACE}).first()
    return Sitter(*row) if row else None


_SEAT, _SITTING, _ATTEMPT = (cast(Table, table.__table__) for table in (Seat, Sitting, Attempt))


def _statement(sheet: str) -> Any:
    return (
        select(
            _SEAT.c.link_version,
            _SEAT.c.student,
            _SEAT.c.name,
            _SITTING.c.title,
            _SITTING.c.shape,
            _ATTEMPT.c.id,
            _ATTEMPT.c.deadline,
            _ATTEMPT.c.revision,
            _ATTEMPT.c.handle,
            _ATTEMPT.c[sheet],
        )
        .join_from(_SEAT, _SITTING)
        .join(_ATTEMPT, _ATTEMPT.c.seat_id == _SEAT.c.id)
        .where(_SEAT.c.id == bindparam("seat"), _ATTEMPT.c.handed_in.is_(None))
        .where(_ATTEMPT.c.deadline >= bindparam("latest"))
    )


_SITTER = {sheet: _statement(sheet) for sheet in ("fields", "shown")}
