"""Fill in the templates: one HTML file that asks for no other, and lets nothing run but its own script."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from autograder.reporting.words import FILTERS

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **values: Any) -> str:
    """Return the page that a template makes of values; every text in it is escaped.

    script: the name of a template that holds the page's script, if it has one.
    Raises: jinja2.UndefinedError if the template asks for a value that is not given.
    """
    script = _text(values.pop("script")) if "script" in values else ""
    page = _environment().get_template(template)
    return page.render(style=Markup(_text("style.css")), script=Markup(script), csp=_policy(script), **values)


def _policy(script: str) -> str:
    """Return the page's Content-Security-Policy: nothing from elsewhere, and no script but this one."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    if not script:
        return policy
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"{policy}; script-src 'sha256-{digest}'"


@functools.cache
def _text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8").strip()


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment
