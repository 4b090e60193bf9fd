"""The instructor's page: how the class did, where it went wrong, and what a person has to look at."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from autograder.building.manifest import Manifest
from autograder.cohort.record import Record, RecordStatus, newest, part_points, record_name
from autograder.course import Course
from autograder.reporting.pages import render
from autograder.reporting.pictures import Row, columns, rows
from autograder.reporting.statistics import (
    FunctionFigures,
    checked,
    function_figures,
    grade_figures,
    hardest_checks,
    status_counts,
)
from autograder.reporting.words import MARKS, WORDS, sentence, visible

SLOWEST = 10
MOST_NOTES = 12
MOST_DIAGNOSES = 4
SHORT = 160


@dataclass(frozen=True)
class StudentRow:
    """One student in the table; `grade` is None where there is none yet."""

    student: str
    name: str
    page: str
    status: RecordStatus
    parts: tuple[float, ...]
    grade: float | None
    late_days: int
    penalty: float
    seconds: float
    problems: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def who(self) -> str:
        """What to call them."""
        return self.name or self.student


@dataclass(frozen=True)
class PartFigures:
    """One part: its functions, and what the class earned in it on average.

    broken: modules that do not load, and in how many submissions.
    """

    number: int
    title: str
    of: float
    mean: float
    functions: tuple[FunctionFigures, ...]
    rows: tuple[Row, ...]
    broken: tuple[tuple[str, int], ...]


def overview_page(records: Sequence[Record], course: Course, manifest: Manifest) -> str:
    """Return the overview of a class as one HTML file that needs no other but the feedback pages it links to.

    Of several attempts of a student the newest counts.
    """
    records = newest(records)
    students = sorted((_row(record, course) for record in records), key=lambda s: (s.who.casefold(), s.student))
    grades = grade_figures(records)
    run = [_row(record, course) for record in checked(records) if record.seconds]
    return render(
        "overview.html",
        script="sort.js",
        title=sentence(course.title),
        of=manifest.points,
        counts=status_counts(records),
        grades=grades,
        columns=columns(grades),
        parts=[_part(i, records, course, manifest) for i in range(len(course.parts))],
        hardest=hardest_checks(records, manifest),
        students=students,
        slowest=sorted(run, key=lambda s: -s.seconds)[:SLOWEST],
        typical=statistics.median(s.seconds for s in run) if run else 0.0,
        most_diagnoses=MOST_DIAGNOSES,
        marks=MARKS,
        words=WORDS,
    )


def page_name(record: Record) -> str:
    """Return the name of a student's feedback page."""
    return f"{record_name(record.student)}.html"


def _row(record: Record, course: Course) -> StudentRow:
    return StudentRow(
        student=visible(record.student, SHORT),
        name=visible(record.name, SHORT),
        page=quote(f"feedback/{page_name(record)}"),
        status=record.status,
        parts=part_points(record, course),
        grade=None if record.status == "not graded" else record.grade,
        late_days=record.late_days,
        penalty=record.penalty,
        seconds=record.seconds,
        problems=_some(record.problems),
        notes=_some([*_limits(record), *record.noticed]),
    )


def _limits(record: Record) -> list[str]:
    return [f"{hit.limit}: {hit.note}" + (f", in `{hit.check}`" if hit.check else "") for hit in record.limits]


def _some(notes: Sequence[str]) -> tuple[str, ...]:
    """Return what fits of many notes; a hostile submission may cause thousands."""
    shown = [visible(note, 2 * SHORT) for note in notes[:MOST_NOTES]]
    more = len(notes) - len(shown)
    return (*shown, f"… and {more:,} more in the record") if more else tuple(shown)


def _part(place: int, records: Sequence[Record], course: Course, manifest: Manifest) -> PartFigures:
    part = course.parts[place]
    entries = [f for exercise in part.exercises for f in manifest.of_exercise(exercise)]
    functions = tuple(function_figures(records, entry) for entry in entries)
    earned = [part_points(record, course)[place] for record in checked(records)]
    mean = statistics.fmean(earned) if earned else 0.0
    most = {e: max((f.broken for f in functions if f.exercise == e), default=0) for e in part.exercises}
    broken = tuple((exercise, n) for exercise, n in most.items() if n)
    return PartFigures(place + 1, sentence(part.title), part.points, mean, functions, rows(functions), broken)
