"""Reading what was sent: forms and JSON, with their tokens against forged requests (CSRF)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import msgspec
from fastapi import HTTPException, Request

from quiz.web.site import site_of

CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
MOST_FIELDS = 2000
FORGED = "This page is too old, or the form did not come from this site. Go back, load the page again, and repeat it."


@dataclass(frozen=True)
class Form:
    """The fields of a form, each with all its values."""

    fields: dict[str, list[str]] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """Return the first value of a field; None if it was not sent."""
        return self.fields.get(name, [None])[0]

    def all(self, name: str) -> list[str]:
        """Return all values of a field."""
        return self.fields.get(name, [])

    def number(self, name: str, default: int) -> int:
        """Return a field as a number; the default if it is none."""
        text = self.get(name) or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def posted(cookie: str) -> Callable[[Request], Coroutine[Any, Any, Form]]:
    """Return the dependency for a form that belongs to the session in this cookie; others are refused."""

    async def read(request: Request) -> Form:
        form = await _read_form(request)
        check_csrf(request, cookie, form.get(CSRF_FIELD))
        return form

    return read


def check_csrf(request: Request, cookie: str, token: str | None) -> None:
    """Refuse a request whose token does not belong to the session in this cookie."""
    signing, session = site_of(request).database.signing, request.cookies.get(cookie)
    if not session or not token or not signing.same(signing.csrf(session), token):
        raise HTTPException(403, FORGED)


async def _read_form(request: Request) -> Form:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if body and kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "A form is sent as application/x-www-form-urlencoded.")
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(400, "The form that was sent cannot be read.") from None
    return Form(fields)


async def read_json(request: Request, form: type[Any]) -> Any:
    """Return the body as this msgspec type; anything else is refused."""
    try:
        return msgspec.json.decode(await request.body(), type=form)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise HTTPException(400, "The request cannot be read.") from None
