"""The end of an attempt: checking, handing in, the result as far as the policy shows it."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.marking import POLICIES, right_texts
from quiz.rendering import to_html, to_inline_html
from quiz.store.attempts import current_attempt, hand_in, state_of
from quiz.store.grades import Marked, grade, marked, moment_of
from quiz.store.saves import GRACE, answers
from quiz.store.sheets import ShownQuestion, read_shown, shown_of
from quiz.store.tables import Attempt, Seat
from quiz.web.answering import sitter_of
from quiz.web.entry import SeatForm
from quiz.web.sessions import TheClaim
from quiz.web.site import Number, Site, TheSite
from quiz.web.views import QuestionView, duration_text, question_views

router = APIRouter()


@router.get("/quiz/check")
def check_page(site: TheSite, claim: TheClaim) -> Response:
    """Show what is answered and what is not, and ask whether to hand in."""
    now = site.clock()
    with site.database.reading() as session:
        sitter = sitter_of(claim, session, now, "shown")
        return site.page(
            "check.html",
            sitter=sitter,
            questions=question_views(read_shown(sitter.sheet), answers(session, sitter.attempt_id)),
            csrf=claim.csrf,
            now=now,
            left=duration_text(sitter.deadline - now),
        )


@router.post("/quiz/hand-in")
def hand_in_attempt(site: TheSite, claim: TheClaim, form: SeatForm) -> Response:
    """End the attempt; a second time changes nothing."""
    now = site.clock()
    by: Literal["student", "time"] = "time" if form.get("by") == "time" else "student"

    def job(session: Session) -> Attempt | None:
        seat = claim.seat(session)
        attempt = current_attempt(session, seat)
        if attempt is not None and state_of(seat.sitting, attempt, now) == "running":
            hand_in(session, attempt.id, now, by)
        return attempt

    attempt = site.database.write(job)
    if attempt is None or attempt.started is None:
        return RedirectResponse("/quiz", 303)
    grade(site.database, attempt.id, now)
    return RedirectResponse(f"/quiz/result/{attempt.number}", 303)


@router.get("/quiz/result/{number}")
def result_page(site: TheSite, claim: TheClaim, number: Number) -> Response:
    """Show the result of an attempt, as much as the policy allows at this moment."""
    now = site.clock()
    attempt = site.database.read(lambda session: _attempt(session, claim.seat(session), number))
    if attempt is None:
        raise HTTPException(404, "There is no such attempt.")
    _finish_if_late(site, attempt, now)
    with site.database.reading() as session:
        seat = claim.seat(session)
        attempt = session.get_one(Attempt, attempt.id)
        if attempt.handed_in is None:
            return RedirectResponse("/quiz", 303)
        moment = moment_of(session, seat.sitting, attempt, now)
        shows = POLICIES[seat.sitting.policy].at(moment)
        found = marked(session, attempt.id) if shows != type(shows)() else []
        return site.page(
            "result.html",
            seat=seat,
            sitting=seat.sitting,
            attempt=attempt,
            shows=shows,
            moment=moment,
            policy=POLICIES[seat.sitting.policy],
            points=sum(item.mark.points for item in found),
            of=sum(item.mark.of for item in found),
            results=[result_view(item) for item in found] if shows.right_answer or shows.explanation else [],
            answered=len([answer for answer in answers(session, attempt.id).values() if answer.answer is not None]),
            count=len(read_shown(attempt.shown)),
            csrf=claim.csrf,
        )


def _attempt(session: Session, seat: Seat, number: int) -> Attempt | None:
    return session.scalar(select(Attempt).where(Attempt.seat_id == seat.id, Attempt.number == number))


def _finish_if_late(site: Site, attempt: Attempt, now: float) -> None:
    """Hand in an attempt whose time is up, with what was saved; mark what is not marked."""
    deadline = attempt.deadline
    if attempt.handed_in is None and deadline is not None and deadline + GRACE < now:
        site.database.write(lambda session: hand_in(session, attempt.id, deadline, "time"))
    if attempt.graded is None:
        grade(site.database, attempt.id, now)


def result_view(item: Marked) -> dict[str, Any]:
    """Return a question with its mark and explanation, rendered; only for pages that may show all of it."""
    shown: ShownQuestion = shown_of(item.drawn)
    return {
        "view": QuestionView(item.place, shown, item.answer),
        "mark": item.mark,
        "feedback": [to_html(text) for text in item.mark.feedback],
        "right": [to_inline_html(text) for text in right_texts(item.drawn)],
        "ordered": item.drawn.public.type == "order",
        "why": to_html(item.drawn.private.why),
        "source": to_inline_html(item.drawn.private.source),
        "regraded": item.reason,
    }
