"""Sessions in signed cookies: who is visiting."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quiz.store.tables import Seat
from quiz.web.site import site_of

SEAT, PRACTICE = "quiz_seat", "quiz_practice"
DAY = 24 * 3600
MAX_AGE = 7 * DAY


class NoSession(Exception):
    """Nobody whom we know; the page asks for the personal link."""


@dataclass(frozen=True)
class Claim:
    """What a cookie says; whether it still holds is for the database to say, in the same transaction as the rest."""

    seat_id: int
    link_version: int
    csrf: str

    def seat(self, session: Session) -> Seat:
        """Return the seat with its sitting.

        Raises: NoSession if the link was revoked since.
        """
        seat = session.scalar(select(Seat).where(Seat.id == self.seat_id).options(joinedload(Seat.sitting)))
        if seat is None or seat.link_version != self.link_version:
            raise NoSession
        return seat


async def _claim(request: Request) -> Claim:
    site = site_of(request)
    cookie = request.cookies.get(SEAT, "")
    data = site.database.signing.load(SEAT, cookie, site.clock(), MAX_AGE)
    if data is None:
        raise NoSession
    return Claim(data["seat"], data["version"], site.database.signing.csrf(cookie))


TheClaim = Annotated[Claim, Depends(_claim)]


def sit_down(request: Request, response: Response, seat: Seat) -> None:
    """Give the browser a session for a seat."""
    site = site_of(request)
    data = {"seat": seat.id, "version": seat.link_version, "nonce": secrets.token_hex(8)}
    set_cookie(request, response, SEAT, site.database.signing.dump(SEAT, data, site.clock()))


def set_cookie(request: Request, response: Response, name: str, value: str, max_age: int = MAX_AGE) -> None:
    """Set a cookie that no script reads and no other site sends."""
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=max_age, httponly=True, samesite="lax", secure=secure, path="/")


def client_of(request: Request) -> str:
    """Return the address that a request came from."""
    return request.client.host if request.client else "unknown"
