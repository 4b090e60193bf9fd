"""The list of sittings, one sitting, what is done to all of its seats, and the log."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.store.attempts import extend
from quiz.store.instructors import record
from quiz.store.sittings import counts_of, release
from quiz.store.tables import Sitting
from quiz.web.forms import Form
from quiz.web.instructor_login import InstructorForm, InstructorRoute, TheInstructor
from quiz.web.instructor_views import actions, find_sitting, seat_views
from quiz.web.site import Number, TheSite

router = APIRouter(route_class=InstructorRoute)
MOST_MINUTES = 240
MOST_ACTIONS = 500
DONE = {
    "extended": "All who are sitting have more time.",
    "released": "The review is open: students see right answers and explanations as the policy has it.",
    "closed": "The review is closed again.",
}


@router.get("/instructor")
def sittings_page(site: TheSite, who: TheInstructor) -> Response:
    """List the sittings, the newest first."""
    with site.database.reading() as session:
        sittings = list(session.scalars(select(Sitting).order_by(Sitting.id.desc())))
        return site.page("instructor_sittings.html", who=who, sittings=sittings, counts=counts_of(session, sittings))


@router.get("/instructor/log")
def log_page(site: TheSite, who: TheInstructor) -> Response:
    """Show what instructors did."""
    with site.database.reading() as session:
        return site.page("instructor_log.html", who=who, actions=actions(session, MOST_ACTIONS), most=MOST_ACTIONS)


@router.get("/instructor/sittings/{number}")
def sitting_page(site: TheSite, who: TheInstructor, number: Number, done: str = "") -> Response:
    """Show who has not begun, who is sitting, and who has handed in."""
    now = site.clock()
    with site.database.reading() as session:
        sitting = find_sitting(session, number)
        seats = seat_views(session, sitting, sitting.seats, now)
        return site.page(
            "instructor_sitting.html",
            who=who,
            sitting=sitting,
            seats={state: [seat for seat in seats if seat.state == state] for state in ("sitting", "waiting", "done")},
            now=now,
            done=DONE.get(done, ""),
        )


def minutes_of(form: Form) -> int:
    """Return the minutes that a form asks for."""
    minutes = form.number("minutes", 0)
    if not 1 <= minutes <= MOST_MINUTES:
        raise HTTPException(422, f"Minutes are a whole number from 1 to {MOST_MINUTES}. Go back and write one.")
    return minutes


@router.post("/instructor/sittings/{number}/extend")
def extend_all(site: TheSite, who: TheInstructor, form: InstructorForm, number: Number) -> Response:
    """Give everybody who is sitting more time."""
    minutes, now = minutes_of(form), site.clock()

    def job(session: Session) -> None:
        sitting = find_sitting(session, number)
        found = [view for view in seat_views(session, sitting, sitting.seats, now) if view.state == "sitting"]
        for view in found:
            if view.attempt is not None:
                extend(session, view.attempt.id, minutes, now)
        record(session, now, who.name, "extend all", number, minutes=minutes, students=len(found))

    site.database.write(job)
    return RedirectResponse(f"/instructor/sittings/{number}?done=extended", 303)


@router.post("/instructor/sittings/{number}/review")
def set_review(site: TheSite, who: TheInstructor, form: InstructorForm, number: Number) -> Response:
    """Open or close the review."""
    now, opening = site.clock(), form.get("review") == "open"

    def job(session: Session) -> None:
        find_sitting(session, number)
        release(session, number, now if opening else None)
        record(session, now, who.name, "open review" if opening else "close review", number)

    site.database.write(job)
    return RedirectResponse(f"/instructor/sittings/{number}?done={'released' if opening else 'closed'}", 303)
