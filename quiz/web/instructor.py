"""The instructor's pages: who is sitting, results, item analysis, regrades. The app includes `router`."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from quiz.statistics.page import STYLESHEET
from quiz.web import instructor_login, instructor_regrade, instructor_results, instructor_seats, instructor_sittings
from quiz.web.site import templates

router = APIRouter()
for part in (instructor_login, instructor_sittings, instructor_seats, instructor_results, instructor_regrade):
    router.include_router(part.router)


@cache
def _stylesheet() -> bytes:
    own = Path(__file__).parent / "templates" / "instructor.css"
    return own.read_bytes() + STYLESHEET.read_bytes()


@router.get("/instructor/style.css")
async def stylesheet() -> Response:
    """Return the rules that only these pages need; the address changes with them."""
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(_stylesheet(), media_type="text/css; charset=utf-8", headers=headers)


templates().globals["instructor_style"] = lambda: f"/instructor/style.css?{sha256(_stylesheet()).hexdigest()[:12]}"
