"""The texts of a question: drawn with values, rendered, and checked for names that mean nothing."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from quiz.bank_model.faults import Path, nearest
from quiz.bank_model.questions import Expression, Match, Multiple, Numeric, Order, Question, Short, Single
from quiz.bank_model.reading import Entry
from quiz.bank_model.texts import NAMED_BY_IMPORT, NO_WHY, PLACEHOLDER, regions
from quiz.drawing import DrawError, draw_values
from quiz.drawing.parameters import Values
from quiz.drawing.substitution import substitute, substitute_code
from quiz.formulas import parse
from quiz.linting.findings import Finding, found
from quiz.rendering import text_problems

SEEDS = ("1", "2", "3")


def texts_of(question: Question) -> Iterator[tuple[Path, str]]:
    """Yield every Markdown text of a question with the path to it."""
    yield ("text",), question.text
    yield ("why",), question.why
    match question:
        case Single() | Multiple():
            for place, option in enumerate(question.options):
                yield ("options", place, "right" if option.is_right else "wrong"), option.text
                yield from _says(("options", place), option.says)
        case Numeric() | Expression():
            for place, formula in enumerate(question.misconceptions):
                yield ("misconceptions", place, "says"), formula.says
        case Short():
            for place, wrong in enumerate(question.misconceptions):
                yield ("misconceptions", place, "says"), wrong.says
        case Order():
            yield from ((("items", place), item) for place, item in enumerate(question.items))
        case Match():
            for place, pair in enumerate(question.pairs):
                yield ("pairs", place, "left"), pair.left
                yield ("pairs", place, "right"), pair.right
            for place, decoy in enumerate(question.decoys):
                yield ("decoys", place, "text"), decoy.text
                yield from _says(("decoys", place), decoy.says)


def _says(path: Path, says: str | None) -> Iterator[tuple[Path, str]]:
    if says:
        yield (*path, "says"), says


def text_findings(entry: Entry) -> Iterator[Finding]:
    """Yield texts that do not render, in a few draws (the first fault of each text), and names that nothing uses."""
    question = entry.question
    told: set[Path] = set()
    for seed in SEEDS if question.parameters else SEEDS[:1]:
        try:
            for path, rule, what in _drawn_problems(question, draw_values(question, seed)):
                if path not in told:
                    told.add(path)
                    yield found(entry, path, "error", rule, what)
        except DrawError as error:
            yield found(entry, (), "error", "formula", str(error))
            return
    yield from _unused(entry)
    yield from _unknown(entry)
    yield from _left_by_import(entry)


def _drawn_problems(question: Question, values: Values) -> Iterator[tuple[Path, str, str]]:
    for path, text in texts_of(question):
        for problem in text_problems(substitute(text, values)):
            yield path, "rendering", problem
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(substitute_code(question.listing or "", values))
    except SyntaxError as error:
        yield ("listing",), "listing", f"line {error.lineno} of the listing is not Python: {error.msg}"


def _unused(entry: Entry) -> Iterator[Finding]:
    question = entry.question
    used: set[str] = set()
    for _, text in [*texts_of(question), ((), question.listing or "")]:
        used.update(match[1] for match in PLACEHOLDER.finditer(text))
    if isinstance(question, Short):
        used.update(match[1] for text in question.accepts for match in PLACEHOLDER.finditer(text))
        used.update(match[1] for wrong in question.misconceptions for match in PLACEHOLDER.finditer(wrong.answer))
    formulas = list(question.let.values())
    if isinstance(question, Numeric | Expression):
        formulas += [question.answer, *(wrong.answer for wrong in question.misconceptions)]
    for formula in formulas:
        used |= parse(formula).names
    for key in ("parameters", "let"):
        for name in getattr(question, key):
            if name not in used:
                yield found(entry, (key, name), "warning", "unused", f"nothing uses `{name}`")


def _unknown(entry: Entry) -> Iterator[Finding]:
    """Yield what looks like the name of a parameter in braces, but is none."""
    known = sorted(entry.question.values_known)
    for path, text in texts_of(entry.question):
        for kind, piece in regions(text):
            for match in PLACEHOLDER.finditer(piece):
                if match[1] not in known and kind != "code" and _looks_meant(match, piece, known, kind):
                    what = f"`{match[0]}` is not a parameter{nearest(match[1], known)} and stays as it is"
                    yield found(entry, path, "warning", "names", what)


def _looks_meant(match: re.Match[str], piece: str, known: list[str], kind: str) -> bool:
    """In math, braces have their own use: only a name that differs from a parameter in its digits is suspicious."""
    if kind != "math":
        return True
    letters = match[1].rstrip("0123456789")
    return letters != match[1] and any(name.rstrip("0123456789") == letters for name in known)


def _left_by_import(entry: Entry) -> Iterator[Finding]:
    """Yield what an import could not know."""
    named = [name for name in _misconceptions(entry.question) if name.startswith(NAMED_BY_IMPORT)]
    if named:
        what = f"wrong answers with a name that the import gave: {len(named)}, such as `{named[0]}`"
        yield found(entry, (), "warning", "imported", f"{what}; name the idea behind each")
    if entry.question.why.strip() == NO_WHY:
        yield found(entry, ("why",), "warning", "imported", "no explanation came with it; write one")


def _misconceptions(question: Question) -> Iterator[str]:
    match question:
        case Single() | Multiple():
            yield from (option.misconception or "" for option in question.options)
        case Numeric() | Expression() | Short():
            yield from (wrong.misconception for wrong in question.misconceptions)
        case Match():
            yield from (decoy.misconception or "" for decoy in question.decoys)
        case Order():
            return
