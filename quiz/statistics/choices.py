"""What a student chose or typed, named so that different draws of a question can be counted together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from quiz.drawing import ChoiceKey, DrawnQuestion, ExpressionKey, MatchKey, NumberKey, OrderKey, ShortKey
from quiz.marking import Mark
from quiz.rendering import to_text
from quiz.statistics.responses import Option, Question

RIGHT, OTHER, UNREADABLE = "right answer", "another answer", "not readable"
ORDERS = {"right": "right order", "partly": "part of the order", "wrong": "wrong order"}


def question_of(drawn: DrawnQuestion) -> Question:
    """Describe a question and its options; where texts hold drawn numbers, those of this draw stand for all."""
    return Question(drawn.id, drawn.topic, tuple(_options(drawn)))


def _options(drawn: DrawnQuestion) -> Iterable[Option]:
    match drawn.private.key:
        case ChoiceKey(right=right):
            names = option_names(drawn)
            return [Option(name, identifier in right) for identifier, name in names.items()]
        case MatchKey(right=right):
            lefts, rights = match_names(drawn)
            pairs = ((left, other) for left in lefts for other in rights)
            return [
                Option(f"{lefts[left]} → {rights[other]}", right[left] == other, offered=False) for left, other in pairs
            ]
        case OrderKey():
            return [Option(name, None, offered=False) for name in (*ORDERS.values(), UNREADABLE)]
        case NumberKey(misconceptions=known) | ShortKey(misconceptions=known) | ExpressionKey(misconceptions=known):
            wrong = dict.fromkeys((*(item.misconception for item in known), OTHER, UNREADABLE))
            return [Option(RIGHT, True, offered=False), *(Option(name, False, offered=False) for name in wrong)]


def option_names(drawn: DrawnQuestion) -> dict[str, str]:
    """Return a name for each option's id, in the order of the bank."""
    return _named(drawn, drawn.public.options)


def item_names(drawn: DrawnQuestion) -> dict[str, str]:
    """Return a name for the id of each item to order, in the order of the bank."""
    return _named(drawn, drawn.public.items)


def match_names(drawn: DrawnQuestion) -> tuple[dict[str, str], dict[str, str]]:
    """Return a name for each left-hand and each right-hand id, in the order of the bank."""
    return _named(drawn, drawn.public.lefts), _named(drawn, drawn.public.rights)


def _named(drawn: DrawnQuestion, choices: Iterable[Any]) -> dict[str, str]:
    names: dict[str, str] = {}
    for choice in sorted(choices, key=lambda choice: drawn.private.places[choice.id]):
        name = " ".join(to_text(choice.text).split())
        taken = set(names.values())
        # Two texts can come out the same without their marks.
        names[choice.id] = name if name not in taken else f"{name} ({len(taken) + 1})"
    return names


def chosen_in(
    question: Question, drawn: DrawnQuestion, answer: Any, read: Mark, counts: Mark | None = None
) -> tuple[str, ...]:
    """Return the names of the options that an answer chose, as the question of `question_of` has them.

    An answer that cannot be read, or none, has chosen nothing that is offered. `read` is the mark of the answer by its
    key; `counts` is the one that counts if a regrade changed it: what is typed is right if it says so.
    """
    if read.status == "blank":
        return ()
    key = drawn.private.key
    if isinstance(key, ChoiceKey | MatchKey):
        return _picked(question, drawn, answer) if read.status != "unreadable" else ()
    if isinstance(key, OrderKey):
        return (ORDERS.get(read.status, UNREADABLE),)
    if (counts or read).status == "right":
        return (RIGHT,)
    return (UNREADABLE,) if read.status == "unreadable" else typed_wrong(read)


def _picked(question: Question, drawn: DrawnQuestion, answer: Any) -> tuple[str, ...]:
    places = drawn.private.places
    if isinstance(answer, dict):
        rights = len(drawn.public.rights)
        pairs = sorted((places[left], places[right]) for left, right in answer.items() if right)
        return tuple(question.options[left * rights + right].name for left, right in pairs)
    picked = [answer] if isinstance(answer, str) else answer
    return tuple(question.options[place].name for place in sorted({places[name] for name in picked}))


def typed_wrong(mark: Mark) -> tuple[str, ...]:
    """Return the misconceptions behind a wrong answer."""
    return tuple(dict.fromkeys(mark.misconceptions)) or (OTHER,)
