"""What lint finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from quiz.bank_model.faults import Path
from quiz.bank_model.reading import Entry

Level = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Finding:
    """Something that should be mended (an error must be), with its place; `rule` names the kind.

    Line 0 stands for a whole folder.
    """

    file: str
    line: int
    level: Level
    rule: str
    message: str
    question: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.level}: {self.message} ({self.rule})"


def found(entry: Entry, path: Path, level: Level, rule: str, message: str) -> Finding:
    """Return a finding at a key of a question."""
    name = entry.question.id
    return Finding(entry.file, entry.line(path), level, rule, f"{name}: {message}", name)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings: errors before warnings, then by place; the same one is told once."""
    return sorted(set(findings), key=lambda finding: (finding.level, finding.file, finding.line, finding.message))
