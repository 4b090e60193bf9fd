"""Who may see the instructor's pages: a password, then a signed session for half a day."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute
from sqlalchemy import update
from sqlalchemy.orm import Session

from quiz.store.instructors import password_is_right, record
from quiz.store.tables import Instructor
from quiz.web.forms import Form, posted
from quiz.web.sessions import client_of, set_cookie
from quiz.web.site import Site, TheSite, site_of

INSTRUCTOR, VISIT = "quiz_instructor", "quiz_visit"
HALF_A_DAY = 12 * 3600
WRONG = "Name or password is wrong. Both are case-sensitive; `quiz instructor add NAME` sets a new password."
TOO_MANY = "Too many wrong passwords. Wait a minute, then try again."


class NotLoggedIn(Exception):
    """No session of an instructor, or one that has ended."""


class InstructorRoute(APIRoute):
    """A route that leads to the login whoever has no session."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with this exception caught (called by FastAPI)."""
        handle = super().get_route_handler()

        async def handle_or_redirect(request: Request) -> Response:
            try:
                return await handle(request)
            except NotLoggedIn:
                return RedirectResponse("/instructor/login", 303)

        return handle_or_redirect


@dataclass(frozen=True)
class Who:
    """The instructor who is logged in."""

    name: str
    csrf: str


def _who(request: Request) -> Who:
    site = site_of(request)
    cookie = request.cookies.get(INSTRUCTOR, "")
    data = site.database.signing.load(INSTRUCTOR, cookie, site.clock(), HALF_A_DAY)
    if data is None:
        raise NotLoggedIn
    known = site.database.read(lambda session: session.get(Instructor, data["name"]))
    if known is None or known.session_version != data["version"]:
        raise NotLoggedIn
    return Who(known.name, site.database.signing.csrf(cookie))


TheInstructor = Annotated[Who, Depends(_who)]
# The instructor comes first, so that who is not logged in learns nothing else.
InstructorForm = Annotated[Form, Depends(posted(INSTRUCTOR))]
VisitForm = Annotated[Form, Depends(posted(VISIT))]
router = APIRouter(route_class=InstructorRoute)


@router.get("/instructor/login")
def login_page(site: TheSite, request: Request) -> Response:
    """Ask for name and password."""
    signing, now = site.database.signing, site.clock()
    cookie = request.cookies.get(VISIT, "")
    if signing.load(VISIT, cookie, now, HALF_A_DAY / 2) is None:
        cookie = signing.dump(VISIT, secrets.token_hex(8), now)
    response = _form(site, cookie)
    set_cookie(request, response, VISIT, cookie, HALF_A_DAY)
    return response


def _form(site: Site, cookie: str, status: int = 200, problem: str = "", name: str = "") -> Response:
    csrf = site.database.signing.csrf(cookie)
    return site.page("instructor_login.html", status, csrf=csrf, problem=problem, typed=name)


@router.post("/instructor/login")
def log_in(site: TheSite, request: Request, form: VisitForm) -> Response:
    """Begin a session if the password is right; after some wrong ones, from one address or for one name, wait."""
    now, name = site.clock(), (form.get("name") or "").strip()[:100]
    cookie, client = request.cookies.get(VISIT, ""), client_of(request)
    # A name alone may have more tries: else anybody could keep an instructor out.
    tries = ((site.logins, f"instructor at {client}"), (site.guesses, f"instructor {name}"))
    if any(limit.is_reached(key, now) for limit, key in tries):
        return _form(site, cookie, 429, TOO_MANY, name)
    if not site.database.read(lambda session: password_is_right(session, name, form.get("password") or "")):
        for limit, key in tries:
            limit.count(key, now)
        site.database.write(lambda session: record(session, now, name, "login refused", client=client))
        return _form(site, cookie, 403, WRONG, name)
    site.logins.forget(f"instructor at {client}")

    def begin(session: Session) -> int:
        record(session, now, name, "login", client=client)
        return session.get_one(Instructor, name).session_version

    data = {"name": name, "version": site.database.write(begin), "nonce": secrets.token_hex(8)}
    response = RedirectResponse("/instructor", 303)
    set_cookie(request, response, INSTRUCTOR, site.database.signing.dump(INSTRUCTOR, data, now), HALF_A_DAY)
    response.delete_cookie(VISIT, path="/")
    return response


@router.post("/instructor/logout")
def log_out(site: TheSite, who: TheInstructor, form: InstructorForm) -> Response:
    """End all sessions of the instructor, so that a copied cookie is worth nothing."""
    now = site.clock()

    def job(session: Session) -> None:
        newer = {"session_version": Instructor.session_version + 1}
        session.execute(update(Instructor).where(Instructor.name == who.name).values(newer))
        record(session, now, who.name, "logout")

    site.database.write(job)
    response = RedirectResponse("/instructor/login", 303)
    response.delete_cookie(INSTRUCTOR, path="/")
    return response
