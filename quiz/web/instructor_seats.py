"""One student's seat: more time, open again, a new link; its answers' history of marks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.marking import Shows
from quiz.store.attempts import extend, reopen
from quiz.store.grades import marked
from quiz.store.instructors import record
from quiz.store.rosters import FACTORS
from quiz.store.signing import link_path
from quiz.store.sittings import revoke
from quiz.store.tables import Grade
from quiz.web.ending import result_view
from quiz.web.instructor_login import InstructorForm, InstructorRoute, TheInstructor
from quiz.web.instructor_sittings import minutes_of
from quiz.web.instructor_views import SeatView, find_seat, seat_views
from quiz.web.site import Number, TheSite

router = APIRouter(route_class=InstructorRoute)
DONE = {
    "extended": "The student has more time; the page of the student shows it with the next save.",
    "reopened": "The attempt is open again.",
    "revoked": "The old link and all sessions begun with it have ended. The new link is below.",
    "factor": "The time of this student is changed.",
}


@dataclass(frozen=True)
class MarkChange:
    """Two marks of an answer that follow each other."""

    attempt: int
    place: int
    question: str
    old: float
    new: float
    of: float
    reason: str
    by: str
    at: float


def mark_changes(session: Session, attempts: dict[int, int]) -> list[MarkChange]:
    """Return all marks that were replaced by others, of some attempts (their ids and numbers)."""
    rows = session.scalars(
        select(Grade).where(Grade.attempt_id.in_(attempts)).order_by(Grade.attempt_id, Grade.place, Grade.version)
    )
    changes = []
    for _, found in groupby(rows, key=lambda row: (row.attempt_id, row.place)):
        history = list(found)
        for old, new in pairwise(history):
            if new.reason is None and new.points == old.points:
                continue  # only handed in once more
            reason = new.reason or "handed in again"
            where = attempts[new.attempt_id], new.place, new.question
            changes.append(MarkChange(*where, old.points, new.points, new.of, reason, new.by or "", new.at))
    return changes


def present(session: Session, number: int, now: float) -> SeatView:
    """Return a seat as it is now."""
    seat = find_seat(session, number)
    return seat_views(session, seat.sitting, [seat], now)[0]


@router.get("/instructor/seats/{number}")
def seat_page(site: TheSite, who: TheInstructor, request: Request, number: Number, done: str = "") -> Response:
    """Show a seat and what can be done with it."""
    now = site.clock()
    with site.database.reading() as session:
        view = present(session, number, now)
        base = str(request.base_url).rstrip("/")
        return site.page(
            "instructor_seat.html",
            who=who,
            view=view,
            sitting=view.seat.sitting,
            link=base + link_path(site.database.signing, view.seat),
            changes=mark_changes(session, {attempt.id: attempt.number for attempt in view.seat.attempts}),
            now=now,
            done=DONE.get(done, ""),
        )


@router.get("/instructor/seats/{number}/attempts/{attempt}")
def attempt_page(site: TheSite, who: TheInstructor, number: Number, attempt: Number) -> Response:
    """Show what a student answered in an attempt that is marked, with right answers and marks."""
    with site.database.reading() as session:
        seat = find_seat(session, number)
        found = next((one for one in seat.attempts if one.number == attempt and one.graded), None)
        if found is None:
            raise HTTPException(404, "There is no such attempt, or it is not marked yet.")
        answered = marked(session, found.id)
        return site.page(
            "instructor_attempt.html",
            who=who,
            seat=seat,
            attempt=found,
            shows=Shows(score=True, right_answer=True, explanation=True),
            names=[item.drawn.id for item in answered],
            results=[result_view(item) for item in answered],
            points=sum(item.mark.points for item in answered),
            of=sum(item.mark.of for item in answered),
        )


@router.post("/instructor/seats/{number}/extend")
def extend_one(site: TheSite, who: TheInstructor, form: InstructorForm, number: Number) -> Response:
    """Give a student who is sitting more time."""
    minutes, now = minutes_of(form), site.clock()

    def job(session: Session) -> None:
        view = present(session, number, now)
        if view.state != "sitting" or view.attempt is None:
            raise HTTPException(409, "This student is not sitting now. Open the attempt again to give more time.")
        extend(session, view.attempt.id, minutes, now)
        record(session, now, who.name, "extend", view.seat.sitting_id, student=view.seat.student, minutes=minutes)

    site.database.write(job)
    return RedirectResponse(f"/instructor/seats/{number}?done=extended", 303)


@router.post("/instructor/seats/{number}/reopen")
def reopen_one(site: TheSite, who: TheInstructor, form: InstructorForm, number: Number) -> Response:
    """Let a student go on with the last attempt that has ended."""
    minutes, now = minutes_of(form), site.clock()

    def job(session: Session) -> None:
        view = present(session, number, now)
        if view.state != "done" or view.attempt is None:
            raise HTTPException(409, "There is no attempt that has ended, so there is nothing to open again.")
        reopen(session, view.attempt.id, minutes, now)
        what = {"student": view.seat.student, "attempt": view.attempt.number, "minutes": minutes}
        record(session, now, who.name, "reopen", view.seat.sitting_id, **what)

    site.database.write(job)
    return RedirectResponse(f"/instructor/seats/{number}?done=reopened", 303)


@router.post("/instructor/seats/{number}/revoke")
def revoke_one(site: TheSite, who: TheInstructor, form: InstructorForm, number: Number) -> Response:
    """End the link of a student; the page shows the new one."""
    now = site.clock()

    def job(session: Session) -> None:
        seat = find_seat(session, number)
        revoke(session, seat.id)
        record(session, now, who.name, "revoke link", seat.sitting_id, student=seat.student)

    site.database.write(job)
    return RedirectResponse(f"/instructor/seats/{number}?done=revoked", 303)


@router.post("/instructor/seats/{number}/factor")
def set_factor(site: TheSite, who: TheInstructor, form: InstructorForm, number: Number) -> Response:
    """Change how much time a student gets at the next beginning."""
    now, (low, high) = site.clock(), FACTORS
    try:
        factor = float(form.get("factor") or "")
    except ValueError:
        factor = 0.0
    if not low <= factor <= high:
        expected = f"from {low:g} to {high:g}, such as 1.25 for a quarter more"
        raise HTTPException(422, f"The factor is a number {expected}. Go back and write one.")

    def job(session: Session) -> None:
        seat = find_seat(session, number)
        old, seat.time_factor = seat.time_factor, factor
        record(session, now, who.name, "time factor", seat.sitting_id, student=seat.student, old=old, new=factor)

    site.database.write(job)
    return RedirectResponse(f"/instructor/seats/{number}?done=factor", 303)
