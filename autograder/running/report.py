"""A report is data: what one set of modules earned, and why.  Terminal, JSON and pages are views of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from autograder.checking.failure import Failure
from autograder.running.overlay import Source

SCHEMA = 1
Status = Literal["passed", "failed", "blocked", "missing"]


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one check went."""

    check: str
    function: str
    status: Status
    points: float
    of: float
    statement: str
    seconds: float = 0.0
    failure: Failure | None = None
    blocked_by: str | None = None


class FunctionResult(msgspec.Struct, frozen=True):
    """How one function did over all of its checks.

    source: the digest of the module it was found in, or None where there was none.
    """

    points: float
    of: float
    status: Status
    diagnosis: str | None = None
    blocked_by: str | None = None
    printed: str = ""
    checks: tuple[Outcome, ...] = ()
    source: str | None = None


class Report(msgspec.Struct, frozen=True):
    """How a whole set of modules did."""

    points: float
    of: float
    functions: dict[str, FunctionResult]
    seed: int | None = 0
    dtype: str = "float64"
    device: str = "cpu"
    schema: int = SCHEMA

    def write(self, path: Path) -> None:
        """Write the report as JSON; a reader sees the old file or the new one, never half of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.write_bytes(msgspec.json.encode(self))
        draft.replace(path)


def read_report(path: Path) -> Report | None:
    """Read a report, or return None where there is none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except (OSError, msgspec.DecodeError):
        return None


def changed_since(report: Report | None, sources: Mapping[str, Source]) -> set[str]:
    """Return the exercises whose module is not the one that their functions were last checked in."""
    digests = {exercise: source.digest for exercise, source in sources.items()}
    exercises = ((f.split(".")[0], r) for f, r in (report.functions if report else {}).items())
    return {exercise for exercise, result in exercises if result.source != digests.get(exercise)}


def total(outcomes: tuple[Outcome, ...], diagnosis: str | None = None, printed: str = "") -> FunctionResult:
    """Add up the checks of one function."""
    statuses = {outcome.status for outcome in outcomes}
    status: Status = next(s for s in ("missing", "failed", "blocked", "passed") if s in statuses)
    blocked_by = next((o.blocked_by for o in outcomes if o.blocked_by), None) if status == "blocked" else None
    points, of = sum(o.points for o in outcomes), sum(o.of for o in outcomes)
    return FunctionResult(points, of, status, diagnosis, blocked_by, printed, outcomes)
