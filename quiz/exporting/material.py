"""What is exported: the questions of a bank, each drawn once or several times, or the questions of a paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from quiz.bank_model.questions import Multiple, Question, Single
from quiz.drawing import DrawnQuestion, Paper, draw

# How many seeds are tried for each draw that is asked for, until it differs from the others.
TRIES = 30

Kind = Literal["held differently", "left out"]


@dataclass(frozen=True, order=True)
class Note:
    """What a format cannot hold of a question (or of all questions of a kind), and what became of it."""

    question: str
    kind: Kind
    what: str

    def __str__(self) -> str:
        return f"{self.question}: {self.kind}: {self.what}"


@dataclass(frozen=True)
class Group:
    """One question of the bank: itself, or several draws of it of which each student gets one.

    `pinned` are the places in the bank of options that must stay last; `keep_order` forbids shuffling altogether.
    """

    id: str
    topic: str
    difficulty: str
    items: tuple[DrawnQuestion, ...]
    pinned: frozenset[int] = frozenset()
    keep_order: bool = False

    @property
    def type(self) -> str:
        """The type of all draws."""
        return self.items[0].public.type

    @property
    def points(self) -> float:
        """The points of each draw."""
        return self.items[0].public.points

    @property
    def named(self) -> list[tuple[str, DrawnQuestion]]:
        """The draws, each under a name of its own."""
        if len(self.items) == 1:
            return [(self.id, self.items[0])]
        return [(f"{self.id}-{place}", item) for place, item in enumerate(self.items, start=1)]

    def is_pinned(self, item: DrawnQuestion, choice: str) -> bool:
        """Whether an option must stay last."""
        return item.private.places.get(choice) in self.pinned

    @property
    def may_shuffle(self) -> bool:
        """Whether a format that knows no pinned options may shuffle them."""
        return not self.keep_order and not self.pinned


@dataclass(frozen=True)
class Material:
    """Everything that goes into one export."""

    title: str
    groups: tuple[Group, ...]
    minutes: int | None = None
    notes: tuple[Note, ...] = ()

    @property
    def points(self) -> float:
        """What a student can reach who gets one draw of each question."""
        return sum(group.points for group in self.groups)


@dataclass(frozen=True)
class Exported:
    """A file, and what it does not hold as the bank does."""

    data: bytes
    notes: tuple[Note, ...] = ()


@dataclass
class Notes:
    """Collects what is to be said; the same thing once."""

    found: list[Note] = field(default_factory=list)

    def differently(self, question: str, what: str) -> None:
        """Say that something is held in another way."""
        self._add(Note(question, "held differently", what))

    def left_out(self, question: str, what: str) -> None:
        """Say that something is not in the export."""
        self._add(Note(question, "left out", what))

    def _add(self, note: Note) -> None:
        if note not in self.found:
            self.found.append(note)


def bank_material(questions: Iterable[Question], seed: str, draws: int, title: str) -> Material:
    """Draw each question of a bank: `draws` times if it has parameters, else once."""
    notes = Notes()
    groups = tuple(_group(question, seed, draws, notes) for question in questions)
    return Material(title, groups, notes=tuple(notes.found))


def paper_material(paper: Paper) -> Material:
    """Take the questions of a paper as they were drawn, options in the order of the paper."""
    groups = tuple(
        Group(drawn.id, drawn.topic, drawn.difficulty, (drawn,), keep_order=True) for drawn in paper.questions
    )
    return Material(paper.title, groups, minutes=paper.minutes)


def _group(question: Question, seed: str, draws: int, notes: Notes) -> Group:
    items = different_draws(question, seed, draws if question.parameters else 1)
    if question.parameters and len(items) < draws:
        notes.differently(question.id, f"{len(items)} draws instead of {draws}: no more that differ were found")
    if question.draw and draws > 1:
        notes.differently(
            question.id,
            f"it shares the draw `{question.draw}` with other questions; here, each question is drawn on its own",
        )
    return Group(question.id, question.topic, question.difficulty, items, pinned_places(question))


def different_draws(question: Question, seed: str, count: int) -> tuple[DrawnQuestion, ...]:
    """Return at most `count` draws whose values differ."""
    if count == 1:
        return (draw(question, seed),)
    found: dict[tuple[tuple[str, float], ...], DrawnQuestion] = {}
    for attempt in range(count * TRIES):
        drawn = draw(question, f"{seed}/{attempt}")
        found.setdefault(tuple(sorted(drawn.private.values.items())), drawn)
        if len(found) == count:
            break
    return tuple(found.values())


def pinned_places(question: Question) -> frozenset[int]:
    """Return where in the bank the options stand that must stay last."""
    options: Sequence[object] = question.options if isinstance(question, Single | Multiple) else ()
    return frozenset(place for place, option in enumerate(options) if getattr(option, "pinned", False))
