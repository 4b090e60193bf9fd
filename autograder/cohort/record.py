"""A record is all that is known of one graded submission.  Pages, tables and exports are made from records alone."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import msgspec

from autograder.course import Course
from autograder.running.report import Report
from autograder.sandbox.limits import LimitHit

RecordStatus = Literal["graded", "failed to load", "unreadable", "missing", "not graded"]
"""graded:         every module that was handed in loads (some may be missing: see `problems`)
failed to load: at least one module that was handed in does not load; the others were graded
unreadable:     nothing could be read of what was handed in
missing:        on the roster, and nothing was handed in
not graded:     the grader itself failed on it more than once; a person has to look"""

LONGEST_NAME = 120


class Record(Report, frozen=True, kw_only=True):
    """A report and everything around it.

    `points` and `of` are those of the checks; `grade` is what is left of the points when lateness has been taken off.
    seed:     the secret seed; records are for instructors only.
    key:      digest of contents, student, grader version, seed, limits and functions: two with the same key agree.
    problems: what was wrong with what was handed in, in sentences that the student may read; among them those of
              load_problems, why modules do not load.
    noticed:  what an instructor should look at, beside limits of kind `process`.
    late_days: started days after the due date, by part the latest; penalty: points taken off for it.
    """

    student: str
    status: RecordStatus
    grade: float
    key: str = ""
    name: str = ""
    email: str = ""
    attempt: int = 1
    submitted: datetime.datetime | None = None
    late_days: int = 0
    penalty: float = 0.0
    problems: tuple[str, ...] = ()
    load_problems: tuple[str, ...] = ()
    limits: tuple[LimitHit, ...] = ()
    noticed: tuple[str, ...] = ()
    seconds: float = 0.0
    seed: int | None = None


def part_points(record: Record, course: Course) -> tuple[float, ...]:
    """Return what a record earned in each part, before anything is taken off for being late."""
    owner = {exercise: i for i, part in enumerate(course.parts) for exercise in part.exercises}
    points = [0.0] * len(course.parts)
    for function, result in record.functions.items():
        if (place := owner.get(function.partition(".")[0])) is not None:
            points[place] += result.points
    return tuple(points)


def newest(records: Iterable[Record]) -> list[Record]:
    """Return the last attempt of each student, in the order of their ids."""
    last: dict[str, Record] = {}
    for record in records:
        if record.student not in last or record.attempt >= last[record.student].attempt:
            last[record.student] = record
    return [last[student] for student in sorted(last)]


def record_name(student: str, attempt: int | None = None) -> str:
    """Return a file name, without its ending, for a student: readable, safe on any file system, one for each id.

    Letters of any alphabet stay; what a file system may refuse becomes %XX.
    """
    kept = "".join(c if c.isalnum() or c in " @+,=_-." else quote(c, safe="") for c in student)
    if kept.startswith((".", " ")) or not kept:
        kept = "%" + f"{ord(kept[0]):02X}" + kept[1:] if kept else "%00"
    if len(kept.encode()) > LONGEST_NAME:
        kept = (
            kept.encode()[: LONGEST_NAME - 20].decode(errors="ignore")
            + "~"
            + hashlib.sha256(student.encode()).hexdigest()[:16]
        )
    return kept if attempt is None else f"{kept} (attempt {attempt})"


def read_records(results: Path) -> Iterator[Record]:
    """Yield the records in a results folder, in the order of their students' ids.

    Raises: msgspec.DecodeError for a file that is no record; records are written whole or not at all.
    """
    decoder = msgspec.json.Decoder(Record)
    records = [decoder.decode(path.read_bytes()) for path in sorted((results / "records").glob("*.json"))]
    yield from sorted(records, key=lambda r: (r.student, r.attempt))
