"""What is late loses what the declaration says, part by part, and nothing else."""

from __future__ import annotations

import datetime
import doctest

import msgspec
import pytest

from autograder.course import Course, CourseError, Late, load_course
from autograder.submissions import lateness as module
from autograder.submissions.lateness import Lateness, lateness
from tests.autograder.conftest import Person

DUE = datetime.datetime.fromisoformat("2030-03-01T23:59:00+01:00")
HOUR = datetime.timedelta(hours=1)
POINTS = {"part1_plane": 5.0, "part2_space": 2.0}
PERCENT = Late("percent-per-day", percent=10, days=5)


def due(course: Course, late: Late, *dates: datetime.datetime | None) -> Course:
    parts = tuple(msgspec.structs.replace(p, due=d) for p, d in zip(course.parts, dates, strict=True))
    return msgspec.structs.replace(course, late=late, parts=parts)


def test_the_examples_in_the_docstrings_hold():
    result = doctest.testmod(module)
    assert (result.failed, result.attempted > 5) == (0, True)


@pytest.mark.parametrize(
    ("late", "hours", "expected"),
    [
        (PERCENT, -1, (0, 0.0)),
        (PERCENT, 0, (0, 0.0)),
        (PERCENT, 1, (1, 0.7)),
        (PERCENT, 25, (2, 1.4)),
        (PERCENT, 24 * 5, (5, 3.5)),
        (PERCENT, 24 * 5 + 1, (6, 7.0)),
        (Late("cut-off"), 0, (0, 0.0)),
        (Late("cut-off"), 1, (1, 7.0)),
        (Late("none"), 100, (5, 0.0)),
    ],
)
def test_points_are_taken_off_by_started_days(course: Course, late: Late, hours: int, expected: tuple[int, float]):
    result = lateness(due(course, late, DUE, DUE), DUE + hours * HOUR, POINTS)
    assert (result.late_days, result.penalty) == expected


def test_each_part_is_late_by_itself(course: Course):
    result = lateness(due(course, PERCENT, DUE, DUE + 48 * HOUR), DUE + 49 * HOUR, POINTS)
    assert result == Lateness(
        3, 1.7, "The plane: 3 days late, 1.5 of 5 points taken off; Space: 1 day late, 0.2 of 2 points taken off"
    )


def test_a_part_without_a_due_date_is_never_late(course: Course):
    assert lateness(due(course, PERCENT, None, None), DUE, POINTS) == Lateness()
    assert lateness(due(course, Late("cut-off"), None, DUE), DUE + HOUR, POINTS).penalty == 2.0


def test_days_are_counted_across_time_zones(course: Course):
    submitted = datetime.datetime.fromisoformat("2030-03-02T07:58:00+09:00")
    assert lateness(due(course, PERCENT, DUE, DUE), submitted, POINTS).late_days == 0
    assert lateness(due(course, PERCENT, DUE, DUE), submitted + HOUR, POINTS).late_days == 1


def test_a_submission_without_a_time_is_not_late_and_that_is_said(course: Course):
    note = "it is not known when this was handed in; nothing was taken off"
    assert lateness(due(course, PERCENT, DUE, DUE), None, POINTS) == Lateness(note=note)
    assert lateness(due(course, Late(), DUE, DUE), None, POINTS) == Lateness()
    assert lateness(course, None, POINTS) == Lateness()


def test_a_part_without_points_loses_none(course: Course):
    assert lateness(due(course, PERCENT, DUE, DUE), DUE + HOUR, {}).penalty == 0.0


def test_a_time_of_submission_without_a_time_zone_is_the_callers_mistake(course: Course):
    with pytest.raises(ValueError, match="has no time zone"):
        lateness(course, DUE.replace(tzinfo=None), POINTS)


def declare(person: Person, late: str, date: str) -> Course:
    person.edit("assignments/course.yaml", "title: Geometry", f"title: Geometry\nlate: {late}")
    person.edit("assignments/course.yaml", "points: 5", f"due: {date}, points: 5")
    return load_course(person.root)


def test_a_due_date_without_a_time_zone_is_an_error_that_shows_the_right_form(instructor: Person):
    course = declare(instructor, "{policy: cut-off}", "2030-03-01T23:59:00")
    with pytest.raises(
        CourseError, match=r"part1_plane is due 2030-03-01 23:59:00, .*write it like 2030-03-01T23:59:00\+"
    ):
        lateness(course, DUE, POINTS)


@pytest.mark.parametrize("date", ["2030-03-01T23:59:00+01:00", "2030-03-01 23:59:00 +01:00", "2030-03-01T22:59:00Z"])
def test_a_due_date_with_a_time_zone_counts_as_declared(instructor: Person, date: str):
    course = declare(instructor, "{policy: cut-off}", date)
    assert lateness(course, DUE, POINTS).late_days == 0
    assert lateness(course, DUE + HOUR, POINTS) == Lateness(1, 5.0, "The plane: 1 day late, 5 of 5 points taken off")


@pytest.mark.parametrize(
    "late",
    [
        Late("percent-per-day"),
        Late("percent-per-day", 10),
        Late("percent-per-day", 101, 3),
        Late("percent-per-day", -1, 3),
    ],
)
def test_a_policy_that_cannot_be_applied_is_an_error_that_shows_the_right_form(course: Course, late: Late):
    with pytest.raises(CourseError, match=r"like \{policy: percent-per-day, percent: 10, days: 5\}"):
        lateness(due(course, late, DUE, DUE), DUE, POINTS)
