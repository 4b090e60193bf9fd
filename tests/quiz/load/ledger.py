"""What a student was told is saved, and whether the database holds it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer

from quiz.marking import mark
from quiz.store import Database
from quiz.store.grades import current_grades
from quiz.store.saves import answers
from quiz.store.sheets import questions_of
from quiz.store.tables import Attempt, LogEntry, Seat
from tests.quiz.load.answering import as_stored


@dataclass(frozen=True)
class Told:
    """An answer with its flag that the server has acknowledged under this revision."""

    place: int
    answer: Any
    flag: bool
    revision: int


@dataclass
class Ledger:
    """One attempt as its student knows it."""

    student: str
    number: int = 1
    told: list[Told] = field(default_factory=list)
    last: dict[int, tuple[Any, bool]] = field(default_factory=dict)
    begun: bool = False
    handed_in: bool = False

    def note(self, told: Told) -> None:
        """Note what was acknowledged."""
        self.told.append(told)
        self.last[told.place] = told.answer, told.flag


def losses(database: Database, ledgers: list[Ledger]) -> list[str]:
    """Return a line for everything that was acknowledged and is not so in the database."""
    with database.reading() as session:
        attempts = {
            (attempt.seat.student, attempt.number): attempt
            for attempt in session.scalars(select(Attempt).options(joinedload(Attempt.seat)))
        }
        return [
            f"{ledger.student} attempt {ledger.number}: {what}"
            for ledger in ledgers
            for what in _losses(session, attempts[ledger.student, ledger.number], ledger)
        ]


def _losses(session: Session, attempt: Attempt, ledger: Ledger) -> Iterator[str]:
    stored = answers(session, attempt.id)
    for place, (answer, flag) in ledger.last.items():
        found = stored.get(place)
        if found is None:
            yield f"question {place} was saved and is not there"
        elif as_stored(found.answer) != as_stored(answer) or found.flag != flag:
            yield f"question {place} was last saved as {answer} ({flag}) and is {found.answer} ({found.flag})"
    rows = session.execute(
        select(LogEntry.place, LogEntry.revision, LogEntry.answer, LogEntry.flag).where(
            LogEntry.attempt_id == attempt.id, LogEntry.what == "save"
        )
    )
    logged = {(row.revision, row.place): row for row in rows}
    for told in ledger.told:
        row = logged.get((told.revision, told.place))
        if row is None or as_stored(_data(row.answer)) != as_stored(told.answer) or row.flag != told.flag:
            yield f"save {told.revision} of question {told.place} was acknowledged and is not in the log"
    if ledger.begun and attempt.started is None:
        yield "it was begun and is not"
    if ledger.handed_in:
        yield from _wrong_marks(session, attempt.id, {place: answer for place, (answer, _) in ledger.last.items()})


def _wrong_marks(session: Session, attempt_id: int, given: Mapping[int, Any]) -> Iterator[str]:
    """What is handed in has a mark for each question, of the last answer, and the mark is what marking gives."""
    attempt = session.get_one(Attempt, attempt_id, options=[undefer(Attempt.public), undefer(Attempt.private)])
    if attempt.handed_in is None:
        yield "it was handed in and is not"
    grades = {row.place: row for row in current_grades(session, attempt_id)}
    for place, drawn in enumerate(questions_of(attempt.public, attempt.private), start=1):
        row, answer = grades.get(place), given.get(place)
        if row is None:
            yield f"question {place} is not marked"
        elif as_stored(_data(row.answer)) != as_stored(answer):
            yield f"question {place} was marked as {row.answer}, and the last answer saved is {answer}"
        elif row.points != mark(drawn, answer).points:
            yield f"question {place} has {row.points} points, marking it gives {mark(drawn, answer).points}"


def _data(text: str | None) -> Any:
    return json.loads(text) if text is not None else None


def seats_of(database: Database, sitting: int) -> list[str]:
    """Return the students of a sitting."""
    with database.reading() as session:
        return list(session.scalars(select(Seat.student).where(Seat.sitting_id == sitting).order_by(Seat.student)))
