"""What a class did, in numbers: made from records, shown by the overview."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from autograder.building.manifest import FunctionEntry, Manifest
from autograder.cohort.record import Record, RecordStatus
from autograder.running.report import FunctionResult

CHECKED: tuple[RecordStatus, ...] = ("graded", "failed to load")
"""What a record has to be for its functions to count: the others were never run."""

BINS = 10


@dataclass(frozen=True)
class FunctionFigures:
    """How a class did on one function.

    n:         submissions that were checked on it; `right` and the others are parts of it.
    mean:      points, on average over these.
    diagnoses: the sentences of known mistakes and how many made them, the commonest first.
    unnamed:   how many are wrong in a way that is no known mistake.
    broken:    how many are wrong because the module does not load.
    """

    name: str
    exercise: str
    n: int
    passed: int
    failed: int
    blocked: int
    missing: int
    mean: float
    of: float
    diagnoses: tuple[tuple[str, int], ...]
    unnamed: int
    broken: int

    @property
    def wrong(self) -> int:
        """How many wrote it, and wrongly."""
        return self.failed - self.broken


@dataclass(frozen=True)
class CheckFigures:
    """How many failed one check, of those that wrote the function and were not blocked."""

    statement: str
    function: str
    failed: int
    tried: int


@dataclass(frozen=True)
class GradeFigures:
    """Grades in percent of what could be earned; `bins`: how many lie in each tenth, 100 % in the last."""

    n: int
    bins: tuple[int, ...] = (0,) * BINS
    mean: float = 0.0
    median: float = 0.0
    lowest: float = 0.0
    highest: float = 0.0
    full: int = 0


def checked(records: Iterable[Record]) -> list[Record]:
    """Return the records of submissions that were run."""
    return [r for r in records if r.status in CHECKED]


def status_counts(records: Iterable[Record]) -> dict[RecordStatus, int]:
    """Count records by status; every status is there."""
    counts = Counter(r.status for r in records)
    return {status: counts[status] for status in get_args(RecordStatus)}


def grade_figures(records: Sequence[Record]) -> GradeFigures:
    """Describe the grades of the submissions that were run."""
    shares = [100 * r.grade / r.of for r in checked(records) if r.of]
    if not shares:
        return GradeFigures(0)
    # A grade that is full but for rounding belongs to the full ones.
    places = Counter(min(max(int((s + 1e-9) * BINS / 100), 0), BINS - 1) for s in shares)
    return GradeFigures(
        n=len(shares),
        bins=tuple(places[i] for i in range(BINS)),
        mean=statistics.fmean(shares),
        median=statistics.median(shares),
        lowest=min(shares),
        highest=max(shares),
        full=sum(s > 100 - 1e-9 for s in shares),
    )


def function_figures(records: Sequence[Record], entry: FunctionEntry) -> FunctionFigures:
    """Describe how the submissions that were run did on one function."""
    results = [r.functions[entry.qualified] for r in checked(records) if entry.qualified in r.functions]
    counts = Counter(result.status for result in results)
    failed = [result for result in results if result.status == "failed"]
    named = Counter(result.diagnosis for result in failed if result.diagnosis)
    return FunctionFigures(
        name=entry.name,
        exercise=entry.exercise,
        n=len(results),
        passed=counts["passed"],
        failed=counts["failed"],
        blocked=counts["blocked"],
        missing=counts["missing"],
        mean=statistics.fmean(result.points for result in results) if results else 0.0,
        of=entry.points,
        diagnoses=tuple(sorted(named.items(), key=lambda item: (-item[1], item[0]))),
        unnamed=sum(result.diagnosis is None and not _broken(result) for result in failed),
        broken=sum(map(_broken, failed)),
    )


def _broken(result: FunctionResult) -> bool:
    """Whether the module did not load: then nothing is known of the function itself."""
    return any(o.failure is not None and o.failure.kind == "load" for o in result.checks)


def hardest_checks(records: Sequence[Record], manifest: Manifest, most: int = 10) -> list[CheckFigures]:
    """Return the checks that the largest share failed, of those that tried; none that nobody failed."""
    failed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for record in checked(records):
        for result in record.functions.values():
            if not _broken(result):
                tried.update(o.check for o in result.checks if o.status in ("passed", "failed"))
                failed.update(o.check for o in result.checks if o.status == "failed")
    figures = [
        CheckFigures(c.statement.split("\n\n")[0], f.name, failed[c.name], tried[c.name])
        for f in manifest.functions
        for c in f.checks
        if failed[c.name]
    ]
    return sorted(figures, key=lambda c: (-c.failed / c.tried, -c.failed))[:most]
