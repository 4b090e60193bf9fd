"""What a late submission loses, by the policy that `course.yaml` declares."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.course import Course, CourseError, Late

DAY = datetime.timedelta(days=1)
UNKNOWN = "it is not known when this was handed in; nothing was taken off"


@dataclass(frozen=True)
class Lateness:
    """How late a submission is, and what that costs.

    late_days: started days after the due date, of the part that is latest.
    penalty:   points taken off.
    note:      both in words that the student may read; "" where there is nothing to say.
    """

    late_days: int = 0
    penalty: float = 0.0
    note: str = ""


def share_kept(late: Late, days: int) -> float:
    """Return which share of a part's points is left when it is `days` started days late.

    >>> percent = Late("percent-per-day", percent=10, days=5)
    >>> [share_kept(percent, days) for days in (0, 1, 2, 5, 6)]
    [1.0, 0.9, 0.8, 0.5, 0.0]
    >>> [share_kept(Late("cut-off"), days) for days in (0, 1)]
    [1.0, 0.0]
    >>> [share_kept(Late("none"), days) for days in (0, 1, 100)]
    [1.0, 1.0, 1.0]
    """
    if days == 0 or late.policy == "none":
        return 1.0
    if late.policy == "cut-off" or days > late.days:
        return 0.0
    return max(0.0, 1 - late.percent * days / 100)


def days_late(due: datetime.datetime, submitted: datetime.datetime) -> int:
    """Return how many days have been started since a part was due.

    >>> due = datetime.datetime.fromisoformat("2030-03-01T23:59:00+01:00")
    >>> [days_late(due, due + minutes * datetime.timedelta(minutes=1)) for minutes in (-5, 0, 1, 1440, 1441)]
    [0, 0, 1, 1, 2]
    """
    return max(0, math.ceil((submitted - due) / DAY))


def lateness(course: Course, submitted: datetime.datetime | None, points_by_part: Mapping[str, float]) -> Lateness:
    """Return what lateness costs; `points_by_part` is what was earned, by the id of the part.

    Each part is late by itself; one without a due date never is.  Where nobody knows when the submission came, nothing
    is taken off, and the note says so.

    Raises: CourseError if the declaration is wrong; ValueError if `submitted` has no time zone.
    """
    check_deadlines(course)
    dues = {part: part.due for part in course.parts if part.due is not None}
    if submitted is None:
        unknown = dues and course.late.policy != "none"
        return Lateness(note=UNKNOWN if unknown else "")
    if submitted.tzinfo is None:
        raise ValueError(f"submitted is {submitted}, which has no time zone; expected one, like {submitted}+00:00")
    worst, penalty, notes = 0, 0.0, []
    for part, due in dues.items():
        if days := days_late(due, submitted):
            points = points_by_part.get(part.id, 0.0)
            cost = round(points * (1 - share_kept(course.late, days)), 6)
            worst, penalty = max(worst, days), penalty + cost
            how_late = "1 day late" if days == 1 else f"{days} days late"
            notes.append(f"{part.title}: {how_late}, {cost:g} of {points:g} points taken off")
    return Lateness(worst, penalty, "; ".join(notes))


def check_deadlines(course: Course) -> None:
    """Find out whether the late policy and the due dates can be applied, before anything is graded.

    A due date needs its time zone: a class may sit in another one than the machine that grades.

    Raises: CourseError that shows the right form.
    """
    late = course.late
    if late.policy == "percent-per-day" and not (0 < late.percent <= 100 and late.days >= 1):
        raise CourseError(
            f"assignments/course.yaml: late has the policy percent-per-day with percent {late.percent:g} and days "
            f"{late.days}; expected percent above 0 and up to 100, and days at least 1, like "
            "{policy: percent-per-day, percent: 10, days: 5}"
        )
    for part in course.parts:
        if part.due is not None and part.due.tzinfo is None:
            raise CourseError(
                f"assignments/course.yaml: {part.id} is due {part.due}, which has no time zone; write it like "
                f"{part.due.isoformat()}+01:00, or with Z at the end for UTC"
            )
