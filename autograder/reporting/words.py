"""Words and marks that every page uses, and text made safe to look at."""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections.abc import Callable

from markupsafe import Markup, escape

from autograder.checking.failure import Kind
from autograder.cohort.record import RecordStatus
from autograder.sandbox.limits import LimitName

MARKS = {"passed": "✓", "failed": "✗", "blocked": "·", "missing": "○", "not checked": "–"}
WORDS = {
    "passed": "right",
    "failed": "wrong",
    "blocked": "waiting for another",
    "missing": "not written yet",
    "not checked": "not checked",
}

KINDS: dict[Kind, str] = {
    "value": "the values are wrong",
    "shape": "the result has the wrong shape",
    "type": "the result is of the wrong type",
    "dtype": "the result has the wrong dtype",
    "device": "the result is on the wrong device",
    "changed": "an argument was changed that has to stay as it was",
    "property": "what the sentence above says does not hold",
    "error": "it raised an error",
    "load": "its module does not load",
    "time": "it was stopped after the time limit",
    "missing": "there is nothing to check yet",
}
"""How a check failed, as far as a student may know it: no values, no messages."""

LIMITS: dict[LimitName, str] = {
    "call seconds": "A call took longer than one call may take, and was stopped.",
    "total seconds": "All checks together took longer than one submission may take; what came after was not run.",
    "memory": "It asked for more memory than a submission may use.",
    "files": "It wrote more to files than a submission may write.",
    "threads": "It started more threads or processes than a submission may have.",
    "output": "It printed more than a submission may print; the rest was cut off.",
    "process": "The program that ran your code ended in the middle of a check: a crash, or a call such as exit().",
}
"""The limits in words that a student understands."""

STATUSES: dict[RecordStatus, str] = {
    "graded": "Every module that was handed in loads, and was checked.",
    "failed to load": "At least one module that was handed in does not load; everything else was checked.",
    "unreadable": "Nothing could be read of what was handed in, so nothing was checked.",
    "missing": "Nothing was handed in.",
    "not graded": "The grader could not finish with this submission.  A person will look at it; this is not a grade.",
}

LONGEST = 400
_JOINERS = "\u200c\u200d"  # letters of Persian and Hindi, and many pictographs, need them


def visible(text: str, longest: int = LONGEST) -> str:
    """Return text in which nothing can hide: control characters, marks of direction and the like show as signs.

    Text longer than `longest` is cut, and says so.
    """
    if len(text) > longest:
        text = f"{text[:longest]}… ({len(text) - longest} characters more)"
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Zl", "Zp") and character not in _JOINERS:
        return f"⟨U+{ord(character):04X}⟩"
    return "\ufffd" if category in ("Cs", "Cn", "Co") else character


@functools.lru_cache(maxsize=4096)  # the author's sentences come back on every page
def sentence(text: str) -> str:
    """Return a text of the course's author on one line, with nothing hidden in it."""
    return visible(" ".join(text.split()), 4 * LONGEST)


@functools.lru_cache(maxsize=4096)
def marked(text: str) -> Markup:
    """Escape a text; what stands between backticks becomes code."""
    pieces = re.split(r"`([^`\n]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if i % 2 else escape(piece) for i, piece in enumerate(pieces)
    )


def number(value: float) -> str:
    """Return a number as a person writes it: at most two decimals, no trailing zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def count(n: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun: `1 day`, `2 days`."""
    return f"{n:,} {singular if n == 1 else plural or singular + 's'}"


def share(n: int, of: int) -> str:
    """Return a share in percent, or a dash where there is nothing to share; 0 % and 100 % mean none and all."""
    if not of:
        return "–"
    percent = round(100 * n / of)
    if 0 < n < of:
        percent = min(max(percent, 1), 99)
    return f"{percent}\u00a0%"


def moment(when: datetime.datetime | None) -> str:
    """Return a time as a person writes it, with its zone where it has one."""
    if when is None:
        return ""
    zone = when.strftime("%z")
    zone = f" UTC{zone[:3]}:{zone[3:5]}" if zone else ""
    return f"{when.day} {when:%B %Y, %H:%M}{zone}".replace(" UTC+00:00", " UTC")


FILTERS: dict[str, Callable[..., object]] = {
    "visible": visible,
    "marked": marked,
    "number": number,
    "count": count,
    "share": share,
    "moment": moment,
}
