"""The bank: all questions of some folders, each under an id of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from quiz.bank_model.faults import BankError, Problem
from quiz.bank_model.questions import Question
from quiz.bank_model.reading import Entry, read_questions
from quiz.bank_model.yaml_lines import read_yaml

BANK = Path(__file__).parents[1] / "bank"
PRACTICE = BANK / "practice"
FINAL = BANK / "final"
RETIRED = "retired.yaml"


@dataclass(frozen=True)
class Bank:
    """Questions in the order of their files."""

    entries: tuple[Entry, ...] = ()

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {entry.question.id: entry for entry in self.entries}

    def __iter__(self) -> Iterator[Question]:
        return (entry.question for entry in self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._by_id

    def find(self, identifier: str) -> Question:
        """Return the question of this id; KeyError if there is none."""
        return self._by_id[identifier].question

    def entry(self, identifier: str) -> Entry:
        """Return the question of this id with its file and lines; KeyError if there is none."""
        return self._by_id[identifier]

    def select(
        self, *, topic: str | None = None, difficulty: str | None = None, folder: str | None = None
    ) -> list[Question]:
        """Return the questions that fit everything asked for."""
        return [
            entry.question
            for entry in self.entries
            if topic in (None, entry.question.topic)
            and difficulty in (None, entry.question.difficulty)
            and folder in (None, entry.folder)
        ]


def load_bank(*folders: Path) -> Bank:
    """Load every YAML file of some folders (default: practice).

    Raises: BankError with all problems, each with its file and line.
    """
    bank, problems = read_bank(folders or (PRACTICE,))
    if problems:
        raise BankError(problems)
    return bank


def read_bank(places: Sequence[Path]) -> tuple[Bank, list[Problem]]:
    """Load folders or files as far as they are well-formed, and say what is wrong with the rest."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for file in _files(places, problems):
        found, wrong = read_questions(file, _shown(file))
        entries.extend(found)
        problems.extend(wrong)
    retired = {folder / RETIRED for place in places for folder in (_folder(place), _folder(place).parent)}
    problems.extend(_repeated_ids(entries, _retired_ids(sorted(retired), problems)))
    problems.extend(_draws_that_differ(entries))
    unique = {entry.question.id: entry for entry in reversed(entries)}
    return Bank(tuple(entry for entry in entries if unique[entry.question.id] is entry)), sorted(problems)


def _folder(place: Path) -> Path:
    return place if place.is_dir() else place.parent


def _files(places: Iterable[Path], problems: list[Problem]) -> list[Path]:
    files: list[Path] = []
    for place in places:
        if place.is_dir():
            files.extend(sorted(path for path in place.rglob("*.yaml") if path.name != RETIRED))
        elif place.is_file():
            files.append(place)
        else:
            problems.append(Problem(str(place), 1, "there is no such file or folder", "", "a folder of YAML files"))
    return list(dict.fromkeys(files))


def _shown(path: Path) -> str:
    """Name a file as seen from the working folder, where it is below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _retired_ids(files: Iterable[Path], problems: list[Problem]) -> dict[str, str]:
    """Return the ids that may never be used again, with where they are listed."""
    found: dict[str, str] = {}
    for file in files:
        if not file.is_file():
            continue
        shown = _shown(file)
        document = read_yaml(file, shown)
        problems.extend(document.problems)
        listed = document.data if document.data is not None else []
        if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
            problems.append(Problem(shown, 1, "this is not a list of ids", "", "`- some-id` on a line for each"))
            continue
        found.update((item, f"{shown}:{document.lines[place,]}") for place, item in enumerate(listed))
    return found


def _repeated_ids(entries: Iterable[Entry], retired: dict[str, str]) -> Iterator[Problem]:
    first: dict[str, Entry] = {}
    for entry in entries:
        name = entry.question.id
        if name in retired:
            what = f"id `{name}` is retired ({retired[name]})"
            yield Problem(entry.file, entry.line(("id",)), what, "", "an id that was never used", name)
        if name in first:
            where = f"{first[name].file}:{first[name].line(('id',))}"
            what = f"id `{name}` is used twice; it is at {where} too"
            yield Problem(entry.file, entry.line(("id",)), what, "", "ids that differ, over all files", name)
        first.setdefault(name, entry)


def _draws_that_differ(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Questions that share a draw must agree on what may be drawn."""
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        question = entry.question
        for name, parameter in question.parameters.items() if question.draw else ():
            other = first.setdefault((str(question.draw), name), entry)
            if other.question.parameters[name] != parameter:
                what = f"`{name}` of draw `{question.draw}` differs from `{other.question.id}`"
                expected = "the same values in all questions of a draw"
                line = entry.line(("parameters", name))
                yield Problem(entry.file, line, f"{question.id}: {what}", "", expected, question.id)
