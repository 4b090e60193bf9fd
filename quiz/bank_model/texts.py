"""How texts are written: where in the Markdown are code and math, and what is replaced by values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# What an import writes where the other system had nothing; somebody who knows has to replace it.
NAMED_BY_IMPORT = "imported: "
NO_WHY = "No explanation came with this question."

PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_]+)(?::([^{}]*))?\}")

# Code before math: a `$` in code begins no formula. Escaped signs belong to the text. Neither goes over a blank line.
_REGIONS = re.compile(
    r"(?P<code>^(?P<fence>```++|~~~++)[^\n]*\n.*?(?:^(?P=fence)[^\n]*$|\Z)|(?P<ticks>`++)(?:(?!\n\s*\n).)+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<math>\$\$.+?\$\$|\$(?![\s$])(?:\\.|(?!\n\s*\n)[^\\$])*?(?<!\s)\$)|(?P<escaped>\\.)",
    re.DOTALL | re.MULTILINE,
)


@lru_cache(maxsize=4096)
def regions(text: str) -> tuple[tuple[str, str], ...]:
    """Split a text into (kind, piece) where the kind is code, math, escaped or text."""
    return tuple(_regions(text))


def _regions(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    for found in _REGIONS.finditer(text):
        if found.start() > at:
            yield "text", text[at : found.start()]
        yield ("code" if found["code"] else "math" if found["math"] else "escaped"), found[0]
        at = found.end()
    if at < len(text):
        yield "text", text[at:]
