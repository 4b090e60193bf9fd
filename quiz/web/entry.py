"""The way in: personal link, start page, beginning, leaving."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from quiz.marking import POLICIES
from quiz.store.attempts import begin, current_attempt, state_of
from quiz.store.sheets import read_shown
from quiz.store.signing import link_path as link_path
from quiz.store.tables import Attempt, Seat
from quiz.web.forms import Form, posted
from quiz.web.sessions import SEAT, TheClaim, client_of, sit_down
from quiz.web.site import TheSite

router = APIRouter()
SeatForm = Annotated[Form, Depends(posted(SEAT))]

UNKNOWN = "This link is not valid, or it was replaced by a newer one. Ask your instructor for your present link."
TOO_MANY = "Too many wrong links came from this address. Wait a minute, then open your link again."


@router.get("/s/{token}")
def open_link(site: TheSite, request: Request, token: str) -> Response:
    """Turn a personal link into a session, so that its token is not in every later address."""
    address, now = client_of(request), site.clock()
    if site.guesses.is_reached(address, now):
        raise HTTPException(429, TOO_MANY)
    named = site.database.signing.read_link(token)
    seat = site.database.read(lambda session: session.get(Seat, named[0])) if named else None
    if named is None or seat is None or seat.link_version != named[1]:
        site.guesses.count(address, now)
        raise HTTPException(404, UNKNOWN)
    response = RedirectResponse("/quiz", 303)
    sit_down(request, response, seat)
    return response


@router.get("/quiz")
def start_page(site: TheSite, claim: TheClaim) -> Response:
    """Show the rules and what can be done now."""
    now = site.clock()
    with site.database.reading() as session:
        seat = claim.seat(session)
        attempt = current_attempt(session, seat)
        state = state_of(seat.sitting, attempt, now)
        return site.page(
            "start.html",
            seat=seat,
            sitting=seat.sitting,
            state=state,
            minutes=seat.sitting.minutes * seat.time_factor,
            attempt=attempt,
            past=[old for old in _attempts(session, seat) if old.handed_in],
            more=len(_attempts(session, seat)) > 1,
            sheet=_contents(attempt) if attempt else None,
            shows=POLICIES[seat.sitting.policy],
            csrf=claim.csrf,
            now=now,
        )


def _attempts(session: Session, seat: Seat) -> list[Attempt]:
    return list(session.get_one(Seat, seat.id).attempts)


def _contents(attempt: Attempt) -> dict[str, object]:
    """Return how many questions and points a paper has, and which types of question."""
    shown = read_shown(attempt.shown)
    return {
        "count": len(shown),
        "points": sum(question.points for question in shown),
        "types": {question.type for question in shown},
    }


@router.post("/quiz/begin")
def begin_attempt(site: TheSite, claim: TheClaim, form: SeatForm) -> Response:
    """Begin; if an attempt runs already, go on with it."""
    now = site.clock()
    begun = site.database.write(lambda session: begin(session, claim.seat(session), now))
    return RedirectResponse("/quiz/questions" if begun else "/quiz", 303)


@router.post("/quiz/leave")
def leave(site: TheSite, claim: TheClaim, form: SeatForm) -> Response:
    """End the session in this browser; the attempt and the link stay as they are."""
    response = site.page("message.html", title="You have left", text=LEFT, link=None)
    response.delete_cookie(SEAT, path="/")
    return response


LEFT = "What you answered is saved. To go on or to see your result, open your personal link again, here or elsewhere."
