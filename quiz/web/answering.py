"""Questions during an attempt: pages, saving by form and by script."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from quiz.store.saves import Change, NotOpen, Saved, Stored, answers, save
from quiz.store.sheets import read_fields, read_shown
from quiz.store.sitters import Sitter, find_sitter
from quiz.web.answers import checked, form_answer, repeated_numbers
from quiz.web.entry import SeatForm
from quiz.web.forms import CSRF_HEADER, Form, check_csrf, read_json
from quiz.web.sessions import SEAT, Claim, NoSession, TheClaim
from quiz.web.site import LARGEST, Number, Site, TheSite, clock_text
from quiz.web.views import duration_text, question_views

router = APIRouter()

TWICE = "In question {place} two items had the same number. They are numbered anew in the order shown: please check it."
OVERTAKEN = "Question {place} had been answered on another page meanwhile. The answer that you have just sent counts."


class SentChange(msgspec.Struct, forbid_unknown_fields=True):
    """A change as the script sends it; a key that is not there changes nothing."""

    place: Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
    answer: Any = msgspec.UNSET
    flag: bool | msgspec.UnsetType = msgspec.UNSET


class SentChanges(msgspec.Struct, forbid_unknown_fields=True):
    """Changes, and the last revision that the page knows of."""

    seen: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
    changes: list[SentChange]


def sitter_of(claim: Claim, session: Session, now: float, sheet: str) -> Sitter:
    """Return who sits, with `fields` or `shown` of the attempt.

    Raises: NotOpen if no attempt of the seat runs now, NoSession if the link was revoked.
    """
    sitter = find_sitter(session, claim.seat_id, now, sheet)
    if sitter is None:
        claim.seat(session)
        raise NotOpen
    if sitter.link_version != claim.link_version:
        raise NoSession
    return sitter


@router.get("/quiz/questions")
def first_page(site: TheSite, claim: TheClaim) -> Response:
    """Show all questions, or the first one."""
    return questions_page(site, claim, 1)


@router.get("/quiz/questions/{place}")
def one_page(site: TheSite, claim: TheClaim, place: Number) -> Response:
    """Show one question (or all, if the sitting shows all on a page)."""
    return questions_page(site, claim, place)


def questions_page(site: Site, claim: Claim, place: int, notes: tuple[str, ...] = (), status: int = 200) -> Response:
    """Show the questions with the answers as they are stored."""
    now = site.clock()
    with site.database.reading() as session:
        sitter = sitter_of(claim, session, now, "shown")
        views = question_views(read_shown(sitter.sheet), answers(session, sitter.attempt_id))
        if not 1 <= place <= len(views):
            return RedirectResponse("/quiz/questions/1", 303)
        return site.page(
            "questions.html",
            status,
            sitter=sitter,
            questions=views,
            here=[views[place - 1]] if sitter.shape == "one" else views,
            place=place,
            notes=notes,
            csrf=claim.csrf,
            now=now,
            left=duration_text(sitter.deadline - now),
        )


@router.post("/quiz/questions/{place}")
def save_form(site: TheSite, claim: TheClaim, form: SeatForm, place: Number) -> Response:
    """Save what the form shows, and go where its button says."""
    now = site.clock()
    sitter = site.database.read(lambda session: sitter_of(claim, session, now, "fields"))
    fields = read_fields(sitter.sheet)
    places = [number for number in range(1, len(fields) + 1) if form.get(f"here{number}")]
    changes = [
        Change(number, json.dumps(form_answer(fields[number - 1], number, form)), form.get(f"flag{number}") == "1")
        for number in places
    ]
    seen = form.number("seen", 0)

    def job(session: Session) -> Saved:
        return save(session, sitter.attempt_id, changes, seen, now, whole_form=True)

    saved = site.database.write(job)
    notes = [TWICE.format(place=number) for number in places if repeated_numbers(fields[number - 1], number, form)]
    notes += [OVERTAKEN.format(place=number) for number in saved.overtaken]
    if notes:
        return questions_page(site, claim, place, tuple(notes))
    return RedirectResponse(_next_address(form, place, len(fields)), 303)


def _next_address(form: Form, place: int, count: int) -> str:
    go = form.get("go") or "stay"
    if go == "check":
        return "/quiz/check"
    steps = {"next": place + 1, "previous": place - 1, "stay": place}
    target = steps.get(go) or form.number("go", place)
    if target > count:
        return "/quiz/check"
    return f"/quiz/questions/{max(1, target)}"


@router.post("/quiz/save")
async def save_changes(site: TheSite, claim: TheClaim, request: Request) -> Response:
    """Save changes that the script sends; it hears of it only when they are on the disk."""
    check_csrf(request, SEAT, request.headers.get(CSRF_HEADER))
    sent: SentChanges = await read_json(request, SentChanges)
    now = site.clock()

    def job(session: Session) -> Saved:
        sitter = sitter_of(claim, session, now, "fields")
        fields = read_fields(sitter.sheet)
        changes = [_change(change, fields) for change in sent.changes if change.place <= len(fields)]
        return save(session, sitter.attempt_id, changes, sent.seen, now)

    if site.database.blocks:
        saved = await run_in_threadpool(site.database.write, job)
    else:
        saved = await asyncio.wrap_future(site.database.submit(job))
    return _json(
        revision=saved.revision,
        saved_at=clock_text(now),
        now=now,
        deadline=saved.deadline,
        overtaken=saved.overtaken,
        newer=[_sent(found) for found in saved.newer],
    )


def _change(sent: SentChange, fields: list[Any]) -> Change:
    answer = None
    if sent.answer is not msgspec.UNSET:
        answer = json.dumps(checked(fields[sent.place - 1], sent.answer, sent.place))
    return Change(sent.place, answer, None if sent.flag is msgspec.UNSET else bool(sent.flag))


@router.get("/quiz/state")
def state(site: TheSite, claim: TheClaim, seen: Number = 0) -> Response:
    """Tell the script the time, and the answers that it does not know."""
    now = site.clock()
    with site.database.reading() as session:
        sitter = sitter_of(claim, session, now, "fields")
        found = answers(session, sitter.attempt_id).values()
        newer = [_sent(answer) for answer in found if answer.revision > seen]
        return _json(revision=sitter.revision, now=now, deadline=sitter.deadline, newer=newer)


def _sent(found: Stored) -> dict[str, object]:
    return {"place": found.place, "answer": found.answer, "flag": found.flag, "saved_at": clock_text(found.saved_at)}


def _json(**data: Any) -> Response:
    return Response(msgspec.json.encode(data), media_type="application/json")
