"""What becomes a record beside the points: whose it is, when it came, what that costs; and records without a result."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from autograder.cohort.plan import Task
from autograder.cohort.record import Record, RecordStatus, part_points
from autograder.course import Course
from autograder.running.report import FunctionResult
from autograder.submissions.lateness import UNKNOWN, lateness
from autograder.submissions.roster import Student
from autograder.submissions.submission import Contents


def status_of(contents: Contents, results: Mapping[str, FunctionResult]) -> RecordStatus:
    """Say how it went with a submission that was run."""
    if not contents.opened or not contents.sources:
        return "unreadable"
    failures = (o.failure for r in results.values() for o in r.checks if o.failure)
    return "failed to load" if any(f.kind == "load" for f in failures) else "graded"


def with_circumstances(record: Record, task: Task, contents: Contents, course: Course) -> Record:
    """Return a record with what may change although the points do not."""
    points = part_points(record, course)
    late = lateness(course, task.submitted, dict(zip((part.id for part in course.parts), points, strict=True)))
    return msgspec.structs.replace(
        _whose(record, task),
        late_days=late.late_days,
        penalty=late.penalty,
        grade=round(max(0.0, record.points - late.penalty), 4),
        problems=contents.problems + record.load_problems + ((late.note,) if late.late_days else ()),
        noticed=(*(n for n in record.noticed if n != UNKNOWN), *((UNKNOWN,) if late.note == UNKNOWN else ())),
    )


def late_differently(record: Record, course: Course) -> bool:
    """Whether lateness would cost something else now than it did when the record was made."""
    points = dict(zip((part.id for part in course.parts), part_points(record, course), strict=True))
    return lateness(course, record.submitted, points).penalty != record.penalty


def not_graded(task: Task, why: str) -> Record:
    """Return the record of a submission that the grader itself fails on: a person has to look."""
    problem = "this submission could not be graded; a person looks at it"
    return _whose(_without_result(task.student, "not graded", problem, noticed=(why,)), task)


def missing(student: Student, of: float) -> Record:
    """Return the record of somebody who has handed in nothing; `of`: the points there were."""
    record = _without_result(student.id, "missing", "nothing was handed in", of)
    return msgspec.structs.replace(record, name=student.name, email=student.email)


def _whose(record: Record, task: Task) -> Record:
    who = {"name": task.name, "email": task.email, "attempt": task.attempt, "submitted": task.submitted}
    return msgspec.structs.replace(record, **who)


def _without_result(
    student: str, status: RecordStatus, problem: str, of: float = 0.0, noticed: tuple[str, ...] = ()
) -> Record:
    nothing = {"points": 0.0, "grade": 0.0, "of": of, "functions": {}}
    return Record(student=student, status=status, problems=(problem,), noticed=noticed, **nothing)  # type: ignore[arg-type]
