"""Everything that can be said about a bank without asking a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quiz.bank_model import BLUEPRINT, Bank, BankError, load_blueprint, read_bank
from quiz.bank_model.faults import Problem
from quiz.linting.balance import balance_findings, blueprint_findings
from quiz.linting.draws import draw_findings
from quiz.linting.feedback import feedback_findings
from quiz.linting.findings import Finding, worst_first
from quiz.linting.texts import text_findings

BLUEPRINT_FOLDER = "final"


@dataclass(frozen=True)
class Report:
    """What was found, and the questions that could be read."""

    findings: tuple[Finding, ...]
    bank: Bank

    @property
    def errors(self) -> int:
        """How many findings must be mended."""
        return sum(finding.level == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings should be looked at."""
        return len(self.findings) - self.errors


def lint(places: Sequence[Path]) -> Report:
    """Check folders or files of questions."""
    bank, problems = read_bank(places)
    return Report(tuple(worst_first([*map(_schema, problems), *_findings(bank, places)])), bank)


def _schema(problem: Problem) -> Finding:
    return Finding(problem.file, problem.line, "error", "form", problem.message, problem.question)


def _findings(bank: Bank, places: Sequence[Path]) -> Iterator[Finding]:
    for entry in bank.entries:
        for rule in (feedback_findings, text_findings, draw_findings):
            yield from rule(entry)
    yield from balance_findings(bank)
    if any(place.is_dir() and place.resolve().name == BLUEPRINT_FOLDER for place in places):
        try:
            yield from blueprint_findings(bank, load_blueprint(BLUEPRINT), BLUEPRINT_FOLDER)
        except BankError as error:
            yield from map(_schema, error.problems)
