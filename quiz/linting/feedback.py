"""Every wrong answer that the bank foresees has a name and something to say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quiz.bank_model.parts import Decoy, Option
from quiz.bank_model.questions import Expression, Match, Multiple, Single
from quiz.bank_model.reading import Entry
from quiz.linting.findings import Finding, found


def feedback_findings(entry: Entry) -> Iterator[Finding]:
    """Yield wrong options and decoys without feedback, feedback that nobody sees, and variables that are not told."""
    question = entry.question
    match question:
        case Single() | Multiple():
            for place, option in enumerate(question.options):
                if not option.is_right:
                    yield from _missing(entry, ("options", place), option)
                elif option.says and isinstance(question, Single):
                    what = "nobody sees what the right option of a single question says; put it into `why`"
                    yield found(entry, ("options", place, "says"), "warning", "feedback", what)
        case Match():
            for place, decoy in enumerate(question.decoys):
                yield from _missing(entry, ("decoys", place), decoy)
        case Expression():
            for name in question.variables:
                if not re.search(rf"`[^`]*\b{re.escape(name)}\b[^`]*`", question.text):
                    what = f"the text does not tell that `{name}` may be used; write the name in backticks"
                    yield found(entry, ("text",), "error", "names", what)


def _missing(entry: Entry, path: tuple[str, int], wrong: Option | Decoy) -> Iterator[Finding]:
    missing = [key for key in ("misconception", "says") if getattr(wrong, key) is None]
    if missing:
        what = f"{path[0].removesuffix('s')} {path[1] + 1} is wrong and has no {' and no '.join(missing)}"
        yield found(entry, path, "error", "feedback", what)
