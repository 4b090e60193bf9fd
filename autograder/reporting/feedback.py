"""A student's page: what was checked, what came out, which mistake it is.  No input, value or message of a check.

The page is made from `Feedback` alone, and that holds only what a student may read.  What a record holds beyond it
(seed, values, messages, printed output, what was noticed) has no way into the template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.building.manifest import FunctionEntry, Manifest
from autograder.cohort.record import Record
from autograder.course import Course, Late, Part
from autograder.reporting.pages import render
from autograder.reporting.words import KINDS, LIMITS, MARKS, STATUSES, WORDS, count, moment, number, sentence, visible
from autograder.running.report import FunctionResult, Outcome

MOST_PROBLEMS = 20


@dataclass(frozen=True)
class CheckView:
    """One check; `how`: in which way it failed, in general words."""

    statement: str
    status: str
    mark: str
    word: str
    points: float
    of: float
    how: str = ""


@dataclass(frozen=True)
class FunctionView:
    """One function.

    note: why it has no result of its own.
    open: whether its checks are shown at once.
    """

    name: str
    module: str
    status: str
    mark: str
    word: str
    points: float
    of: float
    diagnosis: str = ""
    note: str = ""
    open: bool = False
    hint: str = ""
    limits: tuple[str, ...] = ()
    checks: tuple[CheckView, ...] = ()


@dataclass(frozen=True)
class PartView:
    """One part of the homework."""

    number: int
    title: str
    points: float
    of: float
    functions: tuple[FunctionView, ...]

    @property
    def right(self) -> int:
        """How many of the functions are right."""
        return sum(f.status == "passed" for f in self.functions)


@dataclass(frozen=True)
class Feedback:
    """Everything that stands on a student's page.

    late: why points were taken off, or "" if none were.
    """

    course: str
    student: str
    name: str
    attempt: int
    submitted: str
    status: str
    explanation: str
    points: float
    of: float
    grade: float
    penalty: float
    late: str
    problems: tuple[str, ...]
    limits: tuple[str, ...]
    parts: tuple[PartView, ...]

    @property
    def checked(self) -> bool:
        """Whether any function was run."""
        return any(f.checks for part in self.parts for f in part.functions)

    @property
    def by_status(self) -> dict[str, tuple[FunctionView, ...]]:
        """The functions in each state, for those states that occur."""
        functions = [f for part in self.parts for f in part.functions]
        found = {status: tuple(f for f in functions if f.status == status) for status in MARKS}
        return {status: own for status, own in found.items() if own}


def feedback_page(record: Record, course: Course, manifest: Manifest, hints: Mapping[str, Sequence[str]]) -> str:
    """Return a student's page as one HTML file that needs no other.

    hints: by qualified name of the function, from gentle to plain; the first is shown where the function is wrong.
    """
    return render("feedback.html", view=make_feedback(record, course, manifest, hints), marks=MARKS)


def make_feedback(record: Record, course: Course, manifest: Manifest, hints: Mapping[str, Sequence[str]]) -> Feedback:
    """Take from a record what its student may read."""
    parts = tuple(_part(i, part, record, manifest, hints) for i, part in enumerate(course.parts, start=1))
    problems = [visible(problem) for problem in record.problems[:MOST_PROBLEMS]]
    if more := len(record.problems) - len(problems):
        problems.append(f"There are {count(more, 'more problem')} like these.")
    return Feedback(
        course=sentence(course.title),
        student=visible(record.student),
        name=visible(record.name),
        attempt=record.attempt,
        submitted=moment(record.submitted),
        status=record.status,
        explanation=STATUSES[record.status],
        points=record.points,
        of=record.of or manifest.points,
        grade=record.grade,
        penalty=record.penalty,
        late=_why_late(record, course.late),
        problems=tuple(problems),
        limits=_limits(record, frozenset(c.name for f in manifest.functions for c in f.checks), inside=False),
        parts=parts,
    )


def _part(place: int, part: Part, record: Record, manifest: Manifest, hints: Mapping[str, Sequence[str]]) -> PartView:
    entries = [f for exercise in part.exercises for f in manifest.of_exercise(exercise)]
    functions = tuple(_function(entry, record, hints.get(entry.qualified, ())) for entry in entries)
    points, of = sum(f.points for f in functions), sum(f.of for f in functions)
    return PartView(place, sentence(part.title), points, of, functions)


def _function(entry: FunctionEntry, record: Record, hints: Sequence[str]) -> FunctionView:
    result = record.functions.get(entry.qualified)
    if result is None:
        status: str = "missing" if record.status == "missing" else "not checked"
        word = "not handed in" if status == "missing" else WORDS[status]
        return FunctionView(entry.name, entry.exercise, status, MARKS[status], word, 0, entry.points)
    loads = not any(o.failure and o.failure.kind == "load" for o in result.checks)
    return FunctionView(
        name=entry.name,
        module=entry.exercise,
        status=result.status,
        mark=MARKS[result.status],
        word=WORDS[result.status],
        points=result.points,
        of=result.of,
        diagnosis=sentence(result.diagnosis or "") if result.status == "failed" else "",
        note=_note(entry, result, loads),
        open=result.status == "failed" and loads,
        hint=sentence(hints[0]) if hints and result.status == "failed" and loads else "",
        limits=_limits(record, frozenset(c.name for c in entry.checks), inside=True),
        checks=tuple(_check(outcome) for outcome in result.checks),
    )


def _note(entry: FunctionEntry, result: FunctionResult, loads: bool) -> str:
    if result.status == "missing" and result.source is None:
        return f"There is no {entry.exercise}.py in what was handed in."
    if result.status == "blocked":
        other = (result.blocked_by or "").rpartition(".")[2]
        named = f"`{other}`" if other.isidentifier() else "another function"
        return f"It builds on {named}, which is not right yet.  Mend that one first; this one may be right already."
    if not loads:
        return f"{entry.exercise}.py does not load, so nothing in it could be checked."
    return ""


def _check(outcome: Outcome) -> CheckView:
    how = KINDS[outcome.failure.kind] if outcome.failure and outcome.status == "failed" else ""
    status = outcome.status
    return CheckView(sentence(outcome.statement), status, MARKS[status], WORDS[status], outcome.points, outcome.of, how)


def _limits(record: Record, checks: frozenset[str], inside: bool) -> tuple[str, ...]:
    """Return the limits that were hit in one of the checks, or, if not `inside`, in none of them."""
    return tuple(dict.fromkeys(LIMITS[hit.limit] for hit in record.limits if (hit.check in checks) == inside))


def _why_late(record: Record, late: Late) -> str:
    if not record.late_days:
        return ""
    reason = f"Handed in after the due date; {count(record.late_days, 'day')} had begun since."
    if late.policy == "percent-per-day":
        reason += f"  Each takes off {number(late.percent)}\u00a0% of the points, and after {count(late.days, 'day')} "
        reason += "nothing counts."
    elif late.policy == "cut-off":
        reason += "  What comes after the due date does not count."
    return reason if record.penalty else f"{reason}  No points were taken off."
