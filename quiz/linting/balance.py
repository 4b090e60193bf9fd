"""The bank as a whole: where keys stand, how long they are, and how many questions there are of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quiz.bank_model.bank import Bank
from quiz.bank_model.blueprint import Blueprint
from quiz.bank_model.questions import DIFFICULTIES, TOPICS, TYPES, Single
from quiz.bank_model.reading import Entry
from quiz.linting.findings import Finding
from quiz.rendering import to_text

FEWEST = 10
MOST = 0.4


@dataclass(frozen=True)
class Keys:
    """The right options of a topic's single questions in one folder, as the files have them."""

    topic: str
    folder: str
    positions: tuple[int, ...]
    longest: int
    questions: int


@dataclass(frozen=True)
class Row:
    """How many questions there are of a topic and difficulty: by folder and type."""

    topic: str
    difficulty: str
    counts: dict[str, dict[str, int]]


def rows(bank: Bank) -> list[Row]:
    """Count the questions of each topic, difficulty, folder and type."""
    counted: Counter[tuple[str, str, str, str]] = Counter(
        (entry.question.topic, entry.question.difficulty, entry.folder, entry.question.type) for entry in bank.entries
    )
    folders = folders_of(bank)
    return [
        Row(
            topic,
            difficulty,
            {folder: {kind: counted[topic, difficulty, folder, kind] for kind in TYPES} for folder in folders},
        )
        for topic in TOPICS
        for difficulty in DIFFICULTIES
    ]


def folders_of(bank: Bank) -> list[str]:
    """Return the names of the folders that questions come from."""
    return sorted({entry.folder for entry in bank.entries})


def keys(bank: Bank) -> list[Keys]:
    """Look at the right options of single questions, topic by topic and folder by folder."""
    return [
        _keys(topic, folder, singles)
        for folder in folders_of(bank)
        for topic in TOPICS
        if (singles := list(_singles(bank.entries, topic, folder)))
    ]


def _singles(entries: Iterable[Entry], topic: str, folder: str) -> Iterator[Single]:
    for entry in entries:
        if isinstance(entry.question, Single) and entry.question.topic == topic and entry.folder == folder:
            yield entry.question


def _keys(topic: str, folder: str, singles: Sequence[Single]) -> Keys:
    positions = Counter(next(at for at, option in enumerate(single.options) if option.is_right) for single in singles)
    most = max(len(single.options) for single in singles)
    return Keys(
        topic, folder, tuple(positions[at] for at in range(most)), sum(map(_right_is_longest, singles)), len(singles)
    )


def _right_is_longest(single: Single) -> bool:
    right = next(len(to_text(option.text)) for option in single.options if option.is_right)
    return all(len(to_text(option.text)) < right for option in single.options if not option.is_right)


def balance_findings(bank: Bank) -> Iterator[Finding]:
    """Yield topics in which a guess by position or length would pay."""
    for found in keys(bank):
        if found.questions < FEWEST:
            continue
        where = f"{found.folder}, {found.topic}"
        at = found.positions.index(max(found.positions)) + 1
        guesses = (("positions", f"number {at}", max(found.positions)), ("length", "the longest", found.longest))
        for rule, which, count in guesses:
            if (share := count / found.questions) > MOST:
                what = f"the right option is {which} in {share:.0%} of {found.questions} single questions"
                yield Finding(where, 0, "warning", rule, f"{what}; more than {MOST:.0%} invites guessing")


def blueprint_findings(bank: Bank, blueprint: Blueprint, folder: str) -> Iterator[Finding]:
    """Yield what the blueprint asks for and a folder does not have."""
    for topic, counts in blueprint.questions.items():
        for difficulty, count in counts.items():
            there = len(bank.select(topic=topic, difficulty=difficulty, folder=folder))
            if there < count:
                what = f"{folder} has {there} questions of {topic}, {difficulty}; the blueprint asks for {count}"
                yield Finding(folder, 0, "error", "blueprint", what)
