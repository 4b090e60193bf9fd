"""Grades as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable

from autograder.cohort.record import Record, newest, part_points
from autograder.course import Course
from autograder.reporting.words import visible

FORMULA = frozenset({"=", "+", "-", "@", "＝", "＋", "－", "＠"})
"""A cell that begins with one of these is taken for a formula by some spreadsheet."""


def grades_csv(records: Iterable[Record], course: Course) -> str:
    """Return one row for each student: the newest attempt, points by part and in all, what was taken off, the grade.

    points, penalty and grade are empty where nobody has graded yet (status `not graded`).
    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    parts = [part.id for part in course.parts]
    head = ["student", "name", "email", "attempt", "status", *parts]
    writer.writerow([*map(cell, head), "points", "late_days", "penalty", "grade", "of", "problems"])
    for record in newest(records):
        writer.writerow(_row(record, course))
    return table.getvalue()


def cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs and no terminal obeys.

    It is one line without control characters or hidden marks, with an apostrophe before what would begin a formula.
    """
    kept = "".join(c for c in " ".join(text.splitlines()) if unicodedata.category(c) != "Cc")
    seen = (c for c in kept if not c.isspace() and unicodedata.category(c) != "Cf")
    dangerous = next(seen, "") in FORMULA or text.startswith("\t")
    plain = visible(kept, len(kept))
    return f"'{plain}" if dangerous else plain


def _row(record: Record, course: Course) -> list[str]:
    graded = record.status != "not graded"
    points = [*part_points(record, course), record.points]
    return [
        cell(record.student),
        cell(record.name),
        cell(record.email),
        str(record.attempt),
        record.status,
        *(_plain(p) if graded else "" for p in points),
        str(record.late_days),
        _plain(record.penalty) if graded else "",
        _plain(record.grade) if graded else "",
        _plain(record.of or sum(part.points for part in course.parts)),
        cell("  ".join(record.problems)),
    ]


def _plain(value: float) -> str:
    """Return a number to four decimals, with a point, and without trailing zeros."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
