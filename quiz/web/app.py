"""The app: put together here, with pages for all that goes wrong.

What a further router (such as the instructor's pages) may use:
- `TheSite` (`quiz.web.site`): an annotated dependency. `site.database.reading()` gives a session to read with;
  `site.database.write(job)` runs `job(session)` in a transaction and returns when it is committed. Answer only then: no
  session lives in a dependency, because FastAPI ends those after the response is sent. `site.clock()` is the time,
  `site.page("name.html", status, **context)` renders, `site.logins` counts wrong passwords by name and address.
- Sessions: `site.database.signing.dump(purpose, data, now)` and `.load(purpose, value, now, max_age)` make and read the
  value of a cookie, `set_cookie` (`quiz.web.sessions`) sets it.
- CSRF: `Annotated[Form, Depends(posted("name of the cookie"))]` (`quiz.web.forms`) reads a form and refuses forged
  ones; the page gets `csrf=site.database.signing.csrf(value of the cookie)` for a hidden field `csrf`.
- Errors: raise `HTTPException(status, "words for a person")`.
- Templates extend `base.html` (blocks `title`, `nav`, `main`). Inline scripts and styles do not run: the policy
  (`quiz.web.guard`) refuses them, also `style=` in SVG; presentation attributes and classes work.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect

from quiz.bank_model import PRACTICE, load_bank
from quiz.store import DEFAULT, Database, open_database
from quiz.store.grades import sweep
from quiz.store.saves import MOST_SAVES, NotOpen, TooManySaves
from quiz.web import answering, ending, entry, instructor, practice
from quiz.web.answers import BadAnswer
from quiz.web.guard import Guard
from quiz.web.sessions import NoSession
from quiz.web.site import Clock, Site, static_files, templates

LOG = logging.getLogger("quiz")
DATABASE, PRACTICE_BANK = "QUIZ_DATABASE", "QUIZ_PRACTICE"
SWEEP_EVERY = 20.0  # seconds
JSON_PATHS = frozenset({"/quiz/save", "/quiz/state"})

TITLES = {400: "This cannot be read", 403: "Not allowed", 404: "Not found", 413: "Too large", 429: "Too many tries"}
NO_SESSION = (
    "Open your personal link to take the quiz. If it does not work any more, ask your instructor for a new one."
)
NOT_OPEN = "Answers are not taken any more: the attempt is handed in, or its time is up. What was saved before counts."
TOO_MANY = f"This attempt was saved {MOST_SAVES} times, and no more is taken. What was saved before counts; hand in."
BUSY = "The server is too busy at the moment. What you see as saved is safe. Wait a few seconds and try again."
BROKEN = "Something went wrong on the server; its log tells what. What you see as saved is safe. Try again."


def create_app(database: Database, clock: Clock = time.time, practice_bank: Path = PRACTICE) -> FastAPI:
    """Return the app on an open database."""
    bank = load_bank(practice_bank)
    site = Site(database, bank, clock)
    templates()
    app = FastAPI(
        title="quiz", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan, redirect_slashes=False
    )
    app.state.site = site
    app.add_api_route("/", home, methods=["GET"])
    app.add_api_route("/static/{name}", static_file, methods=["GET"])
    for part in (entry, answering, ending, practice, instructor):
        app.include_router(part.router)
    _handle_errors(app)
    app.add_middleware(Guard)
    return app


def from_environment() -> FastAPI:
    """Return the app for a worker process of `quiz serve`."""
    return create_app(
        open_database(os.environ.get(DATABASE, DEFAULT)), practice_bank=Path(os.environ.get(PRACTICE_BANK, PRACTICE))
    )


async def home() -> Response:
    """Lead to practice: whoever sits a quiz comes by a personal link."""
    return RedirectResponse("/practice", 303)


async def static_file(name: str) -> Response:
    """Return a stylesheet or the script; its address changes with its content."""
    if name not in static_files():
        raise HTTPException(404, "There is no such file.")
    content, kind = static_files()[name]
    return Response(content, media_type=kind, headers={"cache-control": "public, max-age=31536000, immutable"})


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hand in what runs out of time while the server runs."""
    sweeping = asyncio.create_task(_sweep_for_ever(app.state.site))
    yield
    sweeping.cancel()
    await run_in_threadpool(app.state.site.database.close)


async def _sweep_for_ever(site: Site) -> None:
    while True:
        try:
            await run_in_threadpool(sweep, site.database, site.clock())
        except Exception:
            LOG.exception("handing in what ran out of time failed; it is tried again in %g seconds", SWEEP_EVERY)
        await asyncio.sleep(SWEEP_EVERY)


def _handle_errors(app: FastAPI) -> None:
    async def told(request: Request, error: Exception) -> Response:
        status, detail = error.status_code, error.detail  # type: ignore[attr-defined]
        return _error(request, status, TITLES.get(status, "This does not work"), _words(status, detail))

    async def no_session(request: Request, error: Exception) -> Response:
        return _error(request, 403, "Open your personal link", NO_SESSION)

    async def not_open(request: Request, error: Exception) -> Response:
        if request.method == "GET" and request.url.path not in JSON_PATHS:
            return RedirectResponse("/quiz", 303)  # which says how things are
        return _error(request, 409, "This attempt takes no answers", NOT_OPEN, ("/quiz", "To your quiz"))

    async def too_many(request: Request, error: Exception) -> Response:
        return _error(request, 413, "Too many changes", TOO_MANY, ("/quiz/check", "Check and hand in"))

    async def bad_answer(request: Request, error: Exception) -> Response:
        link = ("/quiz/questions", "Back to the questions")
        return _error(request, 422, "This answer cannot be saved", str(error), link)

    async def unknown(request: Request, error: Exception) -> Response:
        return _error(request, 404, TITLES[404], _words(404, ""))

    async def gone(request: Request, error: Exception) -> Response:
        return Response(status_code=400)

    async def busy(request: Request, error: Exception) -> Response:
        LOG.warning("the database did not answer: %s", type(error).__name__)
        return _error(request, 503, "The server is busy", BUSY)

    async def broken(request: Request, error: Exception) -> Response:
        return _error(request, 500, "Something went wrong", BROKEN)

    handlers = {
        StarletteHTTPException: told,
        RequestValidationError: unknown,
        NoSession: no_session,
        NotOpen: not_open,
        TooManySaves: too_many,
        BadAnswer: bad_answer,
        OperationalError: busy,
        PoolTimeout: busy,
        ClientDisconnect: gone,
        Exception: broken,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _words(status: int, detail: str) -> str:
    """Return words for a person where the framework has only the name of the status."""
    named = {404: "There is no such page.", 405: "This page cannot be asked for in this way."}
    return named[status] if status in named and detail in ("", "Not Found", "Method Not Allowed") else detail


def _error(request: Request, status: int, title: str, text: str, link: tuple[str, str] | None = None) -> Response:
    if request.url.path in JSON_PATHS:
        return Response(msgspec.json.encode({"error": text}), status, media_type="application/json")
    site: Site = request.app.state.site
    return site.page("message.html", status, title=title, text=text, link=link)
