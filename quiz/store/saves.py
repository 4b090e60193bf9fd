"""Saving answers: what a server does most, so its statements are built once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from quiz.store.tables import Attempt, LogEntry, SavedAnswer

GRACE = 10.0  # seconds after the deadline in which a save on its way still counts
MOST_SAVES = 20_000  # of an attempt: hours of typing without a pause; a program does not fill the disk with the log


class NotOpen(Exception):
    """The attempt takes no answers: not begun, handed in, or its time is up."""


class TooManySaves(Exception):
    """The attempt was saved as often as the log keeps."""


@dataclass(frozen=True)
class Change:
    """A new answer, a new flag, or both; what is None stays as it is (an empty answer is the JSON text `null`)."""

    place: int
    answer: str | None = None
    flag: bool | None = None


@dataclass(frozen=True)
class Stored:
    """An answer as it is stored."""

    place: int
    answer: Any
    flag: bool
    saved_at: float
    revision: int


@dataclass(frozen=True)
class Saved:
    """What became of a save.

    `overtaken` are the places that another page had changed meanwhile, `newer` the answers that this page does not
    know yet.
    """

    revision: int
    deadline: float
    overtaken: tuple[int, ...]
    newer: tuple[Stored, ...]


def save(
    session: Session, attempt_id: int, changes: Sequence[Change], seen: int, now: float, *, whole_form: bool = False
) -> Saved:
    """Store answers and log them. The last save wins, also over another page's; both are in the log.

    `whole_form` is for forms that send all that they show: what they show as it was at revision `seen` is no change.

    Raises: NotOpen if the attempt takes no answers, TooManySaves.
    """
    connection = session.connection()
    # Counting the save also locks the attempt, so that two saves follow each other.
    counted = connection.execute(_COUNT, {"attempt": attempt_id, "latest": now - GRACE}).first()
    if counted is None:
        raise TooManySaves if connection.scalar(_REVISION, {"attempt": attempt_id}) == MOST_SAVES else NotOpen
    revision, deadline = counted
    overtaken: list[int] = []
    for change in changes:
        key = {"attempt": attempt_id, "at_place": change.place}
        before = connection.execute(_ONE, key).first()
        behind = before if before is not None and before.revision > seen else None
        if whole_form:
            shown = connection.execute(_AS_SEEN, {**key, "seen": seen}).first() if behind else before
            if _is_unchanged(change, shown.answer if shown else "null", bool(shown and shown.flag)):
                continue
        if behind and not _is_unchanged(change, behind.answer, behind.flag):  # else a save was only sent twice
            overtaken.append(change.place)
        _store(connection, key, change, before, {"revision": revision, "now": now, "seen": seen})
    newer: tuple[Stored, ...] = ()
    if seen < revision - 1:
        newer = tuple(map(stored, connection.execute(_NEWER, {"attempt": attempt_id, "seen": seen, "mine": revision})))
    return Saved(revision, deadline, tuple(overtaken), newer)


def _is_unchanged(change: Change, answer: str, flag: bool) -> bool:
    return change.answer in (None, answer) and change.flag in (None, flag)


def _store(connection: Connection, key: dict[str, int], change: Change, before: Any, save: dict[str, Any]) -> None:
    answer, flag = (before.answer, before.flag) if before else ("null", False)
    values = {
        **key,
        **save,
        "new_answer": answer if change.answer is None else change.answer,
        "new_flag": flag if change.flag is None else change.flag,
    }
    connection.execute(_CHANGE if before else _FIRST, values)
    connection.execute(_LOG, values)


_ATTEMPT, _ANSWER, _ENTRY = (cast(Table, table.__table__) for table in (Attempt, SavedAnswer, LogEntry))
_COUNT = (
    update(_ATTEMPT)
    .where(_ATTEMPT.c.id == bindparam("attempt"), _ATTEMPT.c.handed_in.is_(None))
    .where(_ATTEMPT.c.deadline >= bindparam("latest"), _ATTEMPT.c.revision < MOST_SAVES)
    .values(revision=_ATTEMPT.c.revision + 1)
    .returning(_ATTEMPT.c.revision, _ATTEMPT.c.deadline)
)
_REVISION = select(_ATTEMPT.c.revision).where(_ATTEMPT.c.id == bindparam("attempt"))
_MINE = _ANSWER.c.attempt_id == bindparam("attempt")
_ONE = select(_ANSWER).where(_MINE, _ANSWER.c.place == bindparam("at_place"))
_ALL = select(_ANSWER).where(_MINE)
_NEWER = select(_ANSWER).where(_MINE, _ANSWER.c.revision > bindparam("seen"), _ANSWER.c.revision < bindparam("mine"))
_AS_SEEN = (
    select(_ENTRY.c.answer, _ENTRY.c.flag)
    .where(_ENTRY.c.attempt_id == bindparam("attempt"), _ENTRY.c.place == bindparam("at_place"))
    .where(_ENTRY.c.revision <= bindparam("seen"))
    .order_by(_ENTRY.c.id.desc())
    .limit(1)
)
_VALUES: dict[str, Any] = {
    "answer": bindparam("new_answer"),
    "flag": bindparam("new_flag"),
    "revision": bindparam("revision"),
}
_KEY: dict[str, Any] = {"attempt_id": bindparam("attempt"), "place": bindparam("at_place")}
_FIRST = insert(_ANSWER).values(saved_at=bindparam("now"), **_KEY, **_VALUES)
_CHANGE = (
    update(_ANSWER).where(_MINE, _ANSWER.c.place == bindparam("at_place")).values(saved_at=bindparam("now"), **_VALUES)
)
_LOG = insert(_ENTRY).values(what="save", at=bindparam("now"), seen=bindparam("seen"), **_KEY, **_VALUES)


def answers(session: Session, attempt_id: int) -> dict[int, Stored]:
    """Return the stored answers of an attempt by place."""
    found = session.connection().execute(_ALL, {"attempt": attempt_id})
    return {row.place: stored(row) for row in found}


def stored(row: Any) -> Stored:
    """Return a row as plain data."""
    return Stored(row.place, json.loads(row.answer), row.flag, row.saved_at, row.revision)
