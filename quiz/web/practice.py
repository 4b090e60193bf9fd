"""Practice: no login, feedback at once. What was drawn and answered travels in the address, signed."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from quiz.bank_model import TOPICS
from quiz.drawing import DrawnQuestion, pick_questions
from quiz.marking import POLICIES, mark
from quiz.store.grades import Marked
from quiz.store.sheets import field_of, shown_of
from quiz.web.answers import BadAnswer, form_answer
from quiz.web.ending import result_view
from quiz.web.forms import Form, posted
from quiz.web.sessions import DAY, PRACTICE, set_cookie
from quiz.web.site import Site, TheSite
from quiz.web.views import QuestionView

router = APIRouter()
PracticeForm = Annotated[Form, Depends(posted(PRACTICE))]
MOST = 20


@dataclass(frozen=True)
class Run:
    """A run: a nonce that its seed is made of, a topic (or all: None), how many questions, the points so far."""

    nonce: str
    topic: str | None
    count: int
    got: tuple[float, ...] = ()


@router.get("/practice")
def choose_page(site: TheSite, request: Request, topic: str = "", number: str = "") -> Response:
    """Choose a topic and a number; with both, begin."""
    topics = {name: len(site.practice.select(topic=name)) for name in TOPICS}
    topics = {name: count for name, count in topics.items() if count}
    if number:
        if (topic and topic not in topics) or not (number.isascii() and number.isdigit() and 0 < int(number) <= MOST):
            raise HTTPException(400, f"Choose one of the topics, and a number from 1 to {MOST}.")
        count = min(int(number), sum(topics.values()) if not topic else topics[topic])
        run = Run(secrets.token_hex(8), topic or None, count)
        return _with_session(request, site, RedirectResponse(f"/practice/{_token(site, run)}", 303))
    return _with_session(request, site, site.page("practice.html", topics=topics, most=MOST))


@router.get("/practice/{token}")
def question_page(site: TheSite, request: Request, token: str) -> Response:
    """Show the next question of a run, or its end."""
    run = _run(site, token)
    if len(run.got) >= run.count:
        of = [drawn.public.points for drawn in _drawn(site, run)]
        return site.page("practice_end.html", points=sum(run.got), of=sum(of), count=len(of))
    session = request.cookies.get(PRACTICE) or secrets.token_hex(16)
    page = _question(site, run, token, session)
    return _with_session(request, site, page, session)


@router.post("/practice/{token}")
def answer_question(site: TheSite, request: Request, token: str, form: PracticeForm) -> Response:
    """Mark an answer and explain; one that cannot be read may be given again."""
    run = _run(site, token)
    place = len(run.got) + 1
    if place > run.count:
        return RedirectResponse(f"/practice/{token}", 303)
    drawn, session = _drawn(site, run)[place - 1], request.cookies[PRACTICE]
    try:
        answer = form_answer(field_of(drawn.public), place, form)
    except BadAnswer as error:
        return _question(site, run, token, session, notes=(str(error),), status=422)
    found = mark(drawn, answer)
    if found.status == "unreadable" or (found.status == "blank" and form.get("go") != "skip"):
        notes = found.feedback or ("Nothing is answered yet. Answer, or skip the question.",)
        return _question(site, run, token, session, notes=notes, answer=answer)
    after = replace(run, got=(*run.got, found.points))
    return site.page(
        "practice_answer.html",
        result=result_view(Marked(place, drawn, answer, found, 1, None)),
        shows=POLICIES["practice"].during,
        place=place,
        count=run.count,
        next=f"/practice/{_token(site, after)}",
    )


def _question(
    site: Site, run: Run, token: str, session: str, notes: tuple[str, ...] = (), answer: Any = None, status: int = 200
) -> Response:
    place = len(run.got) + 1
    drawn = _drawn(site, run)[place - 1]
    return site.page(
        "practice_question.html",
        status,
        question=QuestionView(place, shown_of(drawn), answer),
        drawn_topic=drawn.topic,
        difficulty=drawn.difficulty,
        count=run.count,
        token=token,
        notes=notes,
        csrf=site.database.signing.csrf(session),
    )


def _token(site: Site, run: Run) -> str:
    return site.database.signing.dump("practice-run", asdict(run), site.clock())


def _run(site: Site, token: str) -> Run:
    data = site.database.signing.load("practice-run", token, site.clock(), 30 * DAY)
    if data is None:
        raise HTTPException(404, "This page of practice does not exist. Begin anew at /practice.")
    return Run(**data)


def _drawn(site: Site, run: Run) -> list[DrawnQuestion]:
    seed = site.database.signing.derive("practice-seed", run.nonce)
    return pick_questions(site.practice.select(topic=run.topic), seed, run.count)


def _with_session(request: Request, site: Site, response: Response, session: str | None = None) -> Response:
    if PRACTICE not in request.cookies:
        set_cookie(request, response, PRACTICE, session or secrets.token_hex(16))
    return response
