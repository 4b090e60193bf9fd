"""Answers as browsers send them: fields of a form, or JSON. Nothing but possible answers gets into the database."""

from __future__ import annotations

from typing import Any

from quiz.store.sheets import Field
from quiz.web.forms import Form

LONGEST = 2000
WRITTEN = frozenset({"numeric", "short", "expression"})


class BadAnswer(ValueError):
    """An answer that the question cannot have; the message is for the student."""


def form_answer(field: Field, place: int, form: Form) -> Any:
    """Return the answer to question `place` from a form; None if there is none.

    Raises: BadAnswer if no page of ours can have sent this.
    """
    name = f"q{place}"
    match field.type:
        case "multiple":
            return checked(field, form.all(name), place)
        case "order":
            return checked(field, _ordered(field, name, form), place)
        case "match":
            return checked(field, {left: form.get(f"{name}-{left}") or "" for left in field.ids}, place)
    return checked(field, form.get(name), place)


def _ordered(field: Field, name: str, form: Form) -> list[str]:
    """Return the items that have a number, by number; equal ones in the order shown."""
    numbers = {item: form.number(f"{name}-{item}", 0) for item in field.ids}
    return sorted((item for item in field.ids if numbers[item]), key=numbers.__getitem__)


def repeated_numbers(field: Field, place: int, form: Form) -> bool:
    """Whether two items of an order got the same number."""
    chosen = [number for item in field.ids if (number := form.get(f"q{place}-{item}"))]
    return field.type == "order" and len(set(chosen)) < len(chosen)


def checked(field: Field, answer: Any, place: int) -> Any:
    """Return an answer in its stored form; None if it is blank.

    Raises: BadAnswer.
    """
    if answer is None or answer in ("", [], {}):
        return None
    if field.type in WRITTEN:
        return _text(answer, place)
    known = set(field.ids)
    match field.type, answer:
        case "single", str() if answer in known:
            return answer
        case "multiple", list() if _all_in(answer, known):
            return [name for name in field.ids if name in answer]
        case "order", list() if _all_in(answer, known) and len(set(answer)) == len(answer):
            return answer
        case "match", dict() if _all_in(list(answer), known):
            pairs = {left: right for left, right in answer.items() if right}
            if _all_in(list(pairs.values()), set(field.rights)):
                return pairs or None
    raise BadAnswer(f"Question {place} cannot have the answer that was sent. Load the page again and choose anew.")


def _all_in(names: list[Any], known: set[str]) -> bool:
    return all(isinstance(name, str) and name in known for name in names)


def _text(answer: Any, place: int) -> str | None:
    if not isinstance(answer, str):
        raise BadAnswer(f"The answer to question {place} is not a text.")
    if len(answer) > LONGEST:
        seen = f"The answer to question {place} has {len(answer):,} characters"
        raise BadAnswer(f"{seen}; at most {LONGEST:,} are kept. Shorten it and save again.")
    try:
        answer.encode()
    except UnicodeEncodeError:
        raise BadAnswer(f"The answer to question {place} holds half a character. Type it anew.") from None
    kept = "".join(sign for sign in answer if sign.isprintable() or sign in "\t\n")
    return kept if kept.strip() else None
