"""What templates get: questions with their answers, times in words. Nothing private passes through here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.store.saves import Stored
from quiz.store.sheets import ShownChoice, ShownQuestion


@dataclass(frozen=True)
class QuestionView:
    """A question on a page; `name` begins the names of its fields."""

    place: int
    shown: ShownQuestion
    answer: Any = None
    flag: bool = False
    saved_at: float | None = None

    @property
    def name(self) -> str:
        """The name of its field in a form."""
        return f"q{self.place}"

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer."""
        return self.answer is not None

    @property
    def chosen(self) -> Sequence[str]:
        """The ids that are chosen."""
        return self.answer if isinstance(self.answer, list) else [self.answer]

    @property
    def items_in_order(self) -> list[ShownChoice]:
        """The items to order: those that have a number first, the others as they were drawn."""
        last = len(self.shown.choices)
        return sorted(self.shown.choices, key=lambda choice: self.number_of(choice.id) or last + 1)

    def number_of(self, item: str) -> int | None:
        """Return which number an item of an order has."""
        return self.answer.index(item) + 1 if isinstance(self.answer, list) and item in self.answer else None

    def pair_of(self, left: str) -> str | None:
        """Return what a left-hand text is paired with."""
        return self.answer.get(left) if isinstance(self.answer, dict) else None


def question_views(shown: Sequence[ShownQuestion], answers: Mapping[int, Stored]) -> list[QuestionView]:
    """Return all questions with their answers."""
    views = []
    for place, question in enumerate(shown, start=1):
        found = answers.get(place)
        if found:
            views.append(QuestionView(place, question, found.answer, found.flag, found.saved_at))
        else:
            views.append(QuestionView(place, question))
    return views


def letter(number: int) -> str:
    """Return A for 0, B for 1."""
    return chr(ord("A") + number)


def duration_text(seconds: float) -> str:
    """Return a length of time in words, by the minute; seconds below two minutes."""
    if seconds < 120:
        return f"{max(0, int(seconds))} seconds"
    minutes = int(seconds // 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours {minutes % 60} minutes"
