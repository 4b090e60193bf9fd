"""What a reader finds in a file of another system, before it becomes a question of the bank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["choice", "number", "short", "pairs", "order"]


class Refused(Exception):
    """A question cannot be taken; the message says why."""


class NotReadable(Exception):
    """A whole file cannot be read; the message says what is wrong, where, and what is expected."""


@dataclass(frozen=True)
class Answer:
    """A possible answer: its share of the points in per cent, and what somebody is told who gives it.

    `text` is Markdown for options, plain for numbers and words; `*` stands for any other answer.
    """

    text: str
    share: float
    says: str = ""
    tolerance: float = 0.0


@dataclass(frozen=True)
class Found:
    """A question as another system has it, texts in Markdown.

    `words` are its tags and the names of its categories; `remarks` say what could not be taken.
    """

    name: str
    kind: Kind
    text: str
    why: str
    answers: tuple[Answer, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    single: bool = True
    points: float = 1.0
    unit: str = ""
    words: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Skipped:
    """A question that no reader takes, and why."""

    name: str
    why: str
