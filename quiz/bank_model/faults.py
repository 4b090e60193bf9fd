"""What is wrong in a bank: told with its place, what was seen and what the right form is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """Something wrong inside a question; `path` leads to it from the question."""

    path: Path
    what: str
    seen: str = ""
    expected: str = ""


class Faults(ValueError):
    """All that is wrong with one question."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.what for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a file of the bank."""

    file: str
    line: int
    what: str
    seen: str = ""
    expected: str = ""
    question: str = ""

    @property
    def message(self) -> str:
        """What is wrong, what was seen and what was expected, in one line."""
        seen = f"; seen {self.seen}" if self.seen else ""
        expected = f"; expected {self.expected}" if self.expected else ""
        return self.what + seen + expected

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class BankError(Exception):
    """A bank cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def shortened(value: object) -> str:
    """Write a value that was seen, not longer than a line can hold."""
    if value is None:
        return "nothing"
    text = " ".join(str(value).split())
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


def nearest(name: str, known: Sequence[str]) -> str:
    """Return ` (did you mean X?)`, or nothing if no known name is near."""
    found = get_close_matches(name, known, 1, 0.6)
    return f" (did you mean `{found[0]}`?)" if found else ""
