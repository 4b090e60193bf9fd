"""What was said before, and what came of it.

With one seed, a check is a fixed function of what the student's functions answer: the same answers, byte for byte,
lead to the same next question and to the same outcome.  In a class most answers have been given before.  So a grader
remembers its conversations with workers as a tree: as long as a worker answers as another one has, the next question is
known without running the check, and in the end so is the outcome.  The first new answer leads back to the check.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from autograder.checking.failure import Failure

MOST_BYTES = 64 * 1024 * 1024
LONGEST = 4000
"""Exchanges of one check that are worth remembering."""

_NODE_BYTES = 400
"""About what an exchange takes beside its question."""


@dataclass
class Outcome:
    """What came of a check: what went wrong, the stub that was met, and what was printed on the way."""

    failure: Failure | None
    stub: str | None
    printed: str


@dataclass
class Question:
    """A message to a worker, and where each answer to it leads.

    module: that of the function, for a call; None for the answer to a callback.
    """

    frame: bytes
    module: str | None
    answers: dict[bytes, Question | Outcome] = field(default_factory=dict)


@dataclass(frozen=True)
class Exchange:
    """One message to a worker and its answer, or what happened instead of an answer."""

    frame: bytes
    module: str | None
    answer: bytes | BaseException


class Memory:
    """All conversations so far, by check.  It forgets everything when it is full."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._first: dict[str, Question | Outcome] = {}
        self._room = self._most = most

    def first(self, check: str) -> Question | Outcome | None:
        """Return what a check asks first, if it has been run before."""
        return self._first.get(check)

    def keep(self, check: str, exchanges: list[Exchange], outcome: Outcome) -> None:
        """Remember a conversation from beginning to end."""
        if len(exchanges) > LONGEST or any(isinstance(e.answer, BaseException) for e in exchanges):
            return
        size = sum(len(e.frame) + _NODE_BYTES for e in exchanges)
        if size > self._room:
            self._first.clear()
            self._room = self._most
        step: Question | Outcome = outcome
        for exchange in reversed(exchanges):
            assert isinstance(exchange.answer, bytes)
            step = Question(exchange.frame, exchange.module, {digest(exchange.answer): step})
        known = self._first.setdefault(check, step)
        self._room -= size if known is step else _grafted(known, step)


def digest(answer: bytes) -> bytes:
    """Return what an answer is remembered by."""
    return hashlib.blake2b(answer, digest_size=32).digest()


def _grafted(known: Question | Outcome, new: Question | Outcome) -> int:
    """Hang the part of `new` that is not known into `known`, and return about how many bytes that is."""
    while isinstance(known, Question) and isinstance(new, Question) and known.frame == new.frame:
        ((answer, after),) = new.answers.items()
        if answer not in known.answers:
            known.answers[answer] = after
            return _size(after)
        known, new = known.answers[answer], after
    return 0


def _size(step: Question | Outcome) -> int:
    size = _NODE_BYTES
    while isinstance(step, Question):
        size += len(step.frame) + _NODE_BYTES
        (step,) = step.answers.values()
    return size
