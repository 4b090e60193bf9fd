"""What all pages share: database, clock, signing, templates, limits. Nothing in it changes while the server runs."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from annotated_types import Interval
from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from quiz.bank_model import Bank
from quiz.rendering import MATH_STYLE
from quiz.store import Database
from quiz.web.colours import code_stylesheet
from quiz.web.limits import Limit
from quiz.web.views import letter

STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
Clock = Callable[[], float]
LARGEST = 2**31 - 1  # what both databases hold as a number
Number = Annotated[int, Interval(ge=0, le=LARGEST)]  # in an address


@dataclass(frozen=True)
class Site:
    """A running site."""

    database: Database
    practice: Bank
    clock: Clock = time.time
    # Wrong links from one address in a minute; a whole class may share an address, so right ones are not counted.
    guesses: Limit = field(default_factory=lambda: Limit(30, 60))
    logins: Limit = field(default_factory=lambda: Limit(5, 60))

    def page(self, template: str, status: int = 200, /, **context: Any) -> HTMLResponse:
        """Render a template of `templates/`; whatever is not marked as HTML is escaped."""
        html = templates().get_template(template).render(context)
        return HTMLResponse(html, status)


def site_of(request: Request) -> Site:
    """Return the site that a request came to."""
    site: Site = request.app.state.site
    return site


async def _site(request: Request) -> Site:  # async: else each request would wait for a thread, only to get it
    return site_of(request)


TheSite = Annotated[Site, Depends(_site)]


@cache
def templates() -> Environment:
    """Return the templates."""
    environment = Environment(
        loader=PackageLoader("quiz.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(clock=clock_text, moment=moment_text, points=lambda value: f"{value:.4g}", letter=letter)
    environment.globals.update(static=static_address)
    return environment


@cache
def static_files() -> dict[str, tuple[bytes, str]]:
    """Return the static files with their types; they are few and small."""
    found = {file.name: (file.read_bytes(), TYPES[file.suffix]) for file in STATIC.iterdir() if file.suffix in TYPES}
    return {**found, "texts.css": ((code_stylesheet() + MATH_STYLE).encode(), TYPES[".css"])}


@cache
def static_address(name: str) -> str:
    """Return the address of a static file; it changes with its content, so that browsers may keep it for ever."""
    return f"/static/{name}?{hashlib.sha256(static_files()[name][0]).hexdigest()[:12]}"


def clock_text(seconds: float) -> str:
    """Return a time of day by the server's clock."""
    return time.strftime("%H:%M:%S", time.localtime(seconds))


def moment_text(seconds: float) -> str:
    """Return day and time by the server's clock."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
