"""Regrading after a key is corrected: choose a question, say what is right, look at what changes, do it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from quiz.marking import right_texts
from quiz.rendering import to_html, to_inline_html
from quiz.store.instructors import record
from quiz.store.sheets import shown_of
from quiz.web.forms import Form
from quiz.web.instructor_answers import answered_in, groups_of, questions_in
from quiz.web.instructor_corrections import Correction, Outcome, apply, outcome_of
from quiz.web.instructor_keys import CorrectionError, read_question
from quiz.web.instructor_login import InstructorForm, InstructorRoute, TheInstructor, Who
from quiz.web.instructor_views import find_sitting
from quiz.web.site import Number, Site, TheSite

router = APIRouter(route_class=InstructorRoute)
LONGEST_REASON = 500
EMPTY = {"kind": "", "yaml": "", "group": "", "reason": "", "only_up": True}


class Overtaken(Exception):
    """Something changed between the preview and the regrade."""


@dataclass(frozen=True)
class Asked:
    """What the form asks for; `fields` show it again."""

    correction: Correction
    reason: str
    fields: dict[str, Any]


@router.get("/instructor/sittings/{number}/regrade")
def questions_page(site: TheSite, who: TheInstructor, number: Number, done: str = "") -> Response:
    """List the questions of a sitting."""
    with site.database.reading() as session:
        sitting = find_sitting(session, number)
        questions = list(questions_in(session, number))
        said = f"Grades changed: {int(done)}. Old and new ones are kept." if _is_count(done) else ""
        return site.page("instructor_regrade.html", who=who, sitting=sitting, questions=questions, done=said)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 8


@router.get("/instructor/sittings/{number}/regrade/{question}")
def question_page(site: TheSite, who: TheInstructor, number: Number, question: str) -> Response:
    """Show a question, its key and what was answered; ask what to do."""
    return _form(site, who, number, question, EMPTY)


def _form(
    site: Site, who: Who, number: int, question: str, fields: dict[str, Any], problem: str = "", status: int = 200
) -> Response:
    with site.database.reading() as session:
        sitting = find_sitting(session, number)
        found = answered_in(session, number, question)
        if not found:
            raise HTTPException(404, "No paper of this sitting has such a question.")
        drawn = found[0].drawn
        return site.page(
            "instructor_regrade_question.html",
            status,
            who=who,
            sitting=sitting,
            question=question,
            shown=shown_of(drawn),
            right=[to_inline_html(text) for text in right_texts(drawn)],
            why=to_html(drawn.private.why),
            parameters=bool(drawn.private.values),
            groups=[(_short_id(group.name), group) for group in groups_of(found)],
            count=len(found),
            fields=fields,
            problem=problem,
            longest=LONGEST_REASON,
        )


def _short_id(name: str) -> str:
    """Return a name for a field of a form: what students typed may be long and hold anything."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@router.post("/instructor/sittings/{number}/regrade/{question}/preview")
def preview(site: TheSite, who: TheInstructor, form: InstructorForm, number: Number, question: str) -> Response:
    """Show which grades would change, and ask once more."""
    return _preview(site, who, form, number, question)


def _preview(
    site: Site, who: Who, form: Form, number: int, question: str, problem: str = "", status: int = 200
) -> Response:
    fields = _fields(form)
    try:
        with site.database.reading() as session:
            sitting = find_sitting(session, number)
            asked = _asked(session, number, question, fields)
            outcome = outcome_of(session, number, question, asked.correction)
    except CorrectionError as error:
        return _form(site, who, number, question, fields, str(error), 422)
    return site.page(
        "instructor_regrade_preview.html",
        status,
        who=who,
        sitting=sitting,
        question=question,
        asked=asked,
        outcome=outcome,
        problem=problem,
    )


@router.post("/instructor/sittings/{number}/regrade/{question}/apply")
def apply_regrade(site: TheSite, who: TheInstructor, form: InstructorForm, number: Number, question: str) -> Response:
    """Regrade, if it still does what the preview said."""
    now, fields = site.clock(), _fields(form)

    def job(session: Session) -> Outcome:
        find_sitting(session, number)
        asked = _asked(session, number, question, fields)
        outcome = outcome_of(session, number, question, asked.correction)
        if outcome.fingerprint != form.get("fingerprint"):
            raise Overtaken
        apply(session, outcome, asked.reason, who.name, now)
        what = {"how": asked.correction.kind, "up": outcome.up, "down": outcome.down, "reason": asked.reason}
        record(session, now, who.name, "regrade", number, question=question, **what)
        return outcome

    try:
        outcome = site.database.write(job)
    except CorrectionError as error:
        return _form(site, who, number, question, fields, str(error), 422)
    except Overtaken:
        said = "Something has changed since this page was made. Look at it again before you go on."
        return _preview(site, who, form, number, question, said, 409)
    return RedirectResponse(f"/instructor/sittings/{number}/regrade?done={outcome.up + outcome.down}", 303)


def _fields(form: Form) -> dict[str, Any]:
    texts = {name: (form.get(name) or "") for name in ("kind", "yaml", "group", "reason")}
    return {**texts, "reason": texts["reason"].strip(), "only_up": form.get("only_up") == "on"}


def _asked(session: Session, number: int, question: str, fields: dict[str, Any]) -> Asked:
    """Read what the form asks for; CorrectionError says what is missing."""
    reason, kind, only_up = fields["reason"], fields["kind"], fields["only_up"]
    if not reason or len(reason) > LONGEST_REASON:
        raise CorrectionError(f"Write the reason, in at most {LONGEST_REASON} characters; students read it.")
    if kind == "key":
        correction = Correction("key", question=read_question(fields["yaml"], question), only_up=only_up)
    elif kind == "accept":
        groups = {_short_id(group.name): group.name for group in groups_of(answered_in(session, number, question))}
        if fields["group"] not in groups:
            raise CorrectionError("Choose which answer is accepted too.")
        correction = Correction("accept", group=groups[fields["group"]], only_up=only_up)
    elif kind == "full":
        correction = Correction("full", only_up=only_up)
    else:
        raise CorrectionError("Choose what to do.")
    return Asked(correction, reason, fields)
