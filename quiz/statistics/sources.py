"""Responses out of stored sittings and out of files of marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.marking import Mark, PaperMark, mark_by_key
from quiz.statistics.choices import RIGHT, UNREADABLE, chosen_in, question_of, typed_wrong
from quiz.statistics.responses import Option, Question, Response, ResponseError, Responses
from quiz.store.grades import marked
from quiz.store.tables import Attempt, Seat


def read_sitting(session: Session, sitting_id: int) -> Responses:
    """Return all marked attempts of a sitting, with the marks that count now."""
    statement = (
        select(Attempt.id, Attempt.number, Seat.student)
        .join(Seat)
        .where(Seat.sitting_id == sitting_id, Attempt.graded.is_not(None))
        .order_by(Seat.student, Attempt.number)
    )
    questions: dict[str, Question] = {}
    responses: list[Response] = []
    for attempt_id, number, student in session.execute(statement):
        for found in marked(session, attempt_id):
            drawn = found.drawn
            question = questions.get(drawn.id) or questions.setdefault(drawn.id, question_of(drawn))
            read = mark_by_key(drawn, found.answer)
            responses.append(
                Response(
                    student=student,
                    question=drawn.id,
                    score=found.mark.points,
                    of=found.mark.of,
                    chosen=chosen_in(question, drawn, found.answer, read, found.mark),
                    blank=read.status == "blank",
                    attempt=number,
                    place=found.place,
                )
            )
    return Responses(tuple(responses), tuple(questions.values()))


def read_marks(files: Sequence[Path]) -> Responses:
    """Read what `quiz mark --json` wrote, a file for each student, named by the student.

    Raises: ResponseError that names the file.
    """
    responses: list[Response] = []
    wrong: dict[str, dict[str, None]] = {}
    for file in files:
        for place, (name, found) in enumerate(_read_marks(file).marks.items(), start=1):
            chosen = _chosen(found)
            wrong.setdefault(name, {}).update(dict.fromkeys(set(chosen) - {RIGHT}))
            blank = found.status == "blank"
            responses.append(Response(file.stem, name, found.points, found.of, chosen, blank, place=place))
    return Responses(tuple(responses), tuple(_question(name, sorted(found)) for name, found in wrong.items()))


def _read_marks(file: Path) -> PaperMark:
    try:
        return PaperMark.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ResponseError(f"{file} was not written by `quiz mark --json`: {where}: {first['msg']}") from None


def _chosen(found: Mark) -> tuple[str, ...]:
    if found.status == "blank":
        return ()
    if found.status == "unreadable":
        return (UNREADABLE,)
    return (RIGHT,) if found.status == "right" else typed_wrong(found)


def _question(name: str, wrong: Iterable[str]) -> Question:
    known = (Option(RIGHT, True, offered=False), *(Option(other, False, offered=False) for other in wrong))
    return Question(name, options=known)
