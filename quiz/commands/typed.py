"""What is typed in a terminal, as an answer: letters stand for options and items, numbers for the left of pairs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_lowercase

from quiz.drawing import Choice, Public
from quiz.marking import Answer, Unreadable

PROMPTS = {
    "single": "letter",
    "multiple": "letters of all that are right, such as `a c`",
    "order": "letters in the right order, such as `b a c`",
    "match": "pairs such as `1b 2a 3c`",
    "numeric": "number",
    "short": "answer",
    "expression": "expression",
}
# Where a letter may be the answer itself, leaving needs a colon.
WRITTEN = frozenset({"short", "expression"})


def commands_of(public: Public) -> dict[str, str]:
    """Return what skips and what quits at this question."""
    words = {":s": "skip", ":q": "quit"}
    return words if public.type in WRITTEN else words | {"s": "skip", "q": "quit"}


def typed_answer(public: Public, typed: str) -> Answer:
    """Return the answer that was typed.

    Raises: Unreadable with what to type instead.
    """
    match public.type:
        case "single":
            return _one(_letters(typed, public.options))
        case "multiple":
            return list(dict.fromkeys(_letters(typed, public.options)))
        case "order":
            return _whole(_letters(typed, public.items), public.items)
        case "match":
            return _pairs(typed, public)
    return typed


def _letters(typed: str, choices: Sequence[Choice]) -> list[str]:
    by_letter = dict(zip(ascii_lowercase, (choice.id for choice in choices), strict=False))
    letters = re.sub(r"[\s,;)]", "", typed.lower())
    wrong = [letter for letter in letters if letter not in by_letter]
    if wrong or not letters:
        seen = f"`{wrong[0]}` is not one of the letters" if wrong else "No letter was typed"
        raise Unreadable(f"{seen}; type letters from a to {list(by_letter)[-1]}.")
    return [by_letter[letter] for letter in letters]


def _one(names: list[str]) -> str:
    if len(names) != 1:
        raise Unreadable(f"{len(names)} letters were typed; one option is right, so type one letter.")
    return names[0]


def _whole(names: list[str], items: Sequence[Choice]) -> list[str]:
    if sorted(names) != sorted(item.id for item in items):
        raise Unreadable(f"Type each of the {len(items)} letters once, in the right order.")
    return names


def _pairs(typed: str, public: Public) -> dict[str, str]:
    found = re.findall(r"([0-9]+)\s*[-:=]?\s*([a-z])", typed.lower())
    rest = re.sub(r"([0-9]+)\s*[-:=]?\s*([a-z])|[\s,;]", "", typed.lower())
    form = f"type pairs such as `1b 2a`, with numbers to {len(public.lefts)}"
    if rest or not found:
        raise Unreadable(f"`{typed}` is not a list of pairs; {form}.")
    pairs: dict[str, str] = {}
    for number, letter in found:
        if not 1 <= int(number) <= len(public.lefts):
            raise Unreadable(f"There is no number {number}; {form}.")
        left = public.lefts[int(number) - 1].id
        if left in pairs:
            raise Unreadable(f"Number {number} was paired twice; {form}.")
        pairs[left] = _letters(letter, public.rights)[0]
    return pairs
