"""Grades as the CSV that Moodle's and Canvas's grade import take.

A student who cannot be matched is named in `left_out` with the reason, never dropped in silence.  What a spreadsheet
would run as a formula is not written.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.building.manifest import Manifest
from autograder.cohort.record import Record, newest, part_points
from autograder.course import Course, CourseError
from autograder.exporting.student_text import whole_text
from autograder.reporting.feedback import make_feedback
from autograder.reporting.tables import cell
from autograder.reporting.words import number

CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
CANVAS_IDS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
NO_GRADE = "was not graded; look at it and enter the grade by hand"


@dataclass(frozen=True)
class LeftOut:
    """A student whose grade is not in the table, and why."""

    student: str
    why: str


@dataclass(frozen=True)
class Table:
    """The text of a CSV file, and who is not in it.

    students: how many grades it holds; notes: what an instructor should know before importing it.
    """

    text: str
    students: int
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


def moodle_csv(
    records: Iterable[Record],
    course: Course,
    manifest: Manifest,
    assignment: str | None = None,
    by: Literal["email", "id"] = "email",
    hints: Mapping[str, Sequence[str]] | None = None,
) -> Table:
    """Write the CSV for Moodle's Grades > Import > CSV file.

    Columns: the one by which Moodle knows a student (`Email address` or `ID number`), the grade and the feedback of the
    assignment under the names that Moodle's own export gives them, and the points of each part.
    """
    name = assignment or course.title
    heading = "Email address" if by == "email" else "ID number"
    rows, left_out = [], []
    for record in newest(records):
        key = record.email if by == "email" else record.student
        if why := _not_importable(record, key, heading):
            left_out.append(LeftOut(record.student, why))
            continue
        feedback = whole_text(make_feedback(record, course, manifest, hints or {}))
        rows.append([key, number(record.grade), feedback, *map(number, part_points(record, course))])
    titles = [cell(part.title) for part in course.parts]
    header = [heading, f"Assignment: {name}", f"Feedback: {name}", *titles]
    return Table(_write([header, *rows]), len(rows), tuple(left_out))


def canvas_csv(
    records: Iterable[Record], course: Course, assignment: str, roster_export: Path | None = None, by: str | None = None
) -> Table:
    """Write the CSV for Canvas's Grades > Import, best from the file that Grades > Export gives.

    With `roster_export` only the cells of the assignment's column change.  Students are found by one of Canvas's id
    columns: `by`, or that in which most are found.  Without it, the table has Canvas's columns and the ids stand in
    `SIS Login ID`.

    assignment: its name, its id, or both as in Canvas's heading: `Diffusion (123)`.
    Raises: CourseError if the file cannot be read or does not have the column.
    """
    standing = newest(records)
    if roster_export is None:
        return _new_canvas_table(standing, course, assignment)
    rows, delimiter = _read(roster_export)
    column = _assignment_column(rows[0], assignment, roster_export)
    first = next((i + 1 for i, row in enumerate(rows) if row and "Points Possible" in row[0]), 1)
    students = [row for row in rows[first:] if row and any(row)]
    found = _find_rows(standing, rows[0], students, by, roster_export)
    left_out, written = [], 0
    for record in standing:
        row = found[record.student]
        if why := _not_fillable(record, row, column):
            left_out.append(LeftOut(record.student, why))
        elif isinstance(row, list):
            row[column] = number(record.grade)
            written += 1
    return Table(_write(rows, delimiter), written, tuple(left_out), _notes(rows[:first], column, course))


def _new_canvas_table(standing: Sequence[Record], course: Course, assignment: str) -> Table:
    points = number(sum(part.points for part in course.parts))
    rows = [[*CANVAS_COLUMNS, cell(assignment)], ["    Points Possible", "", "", "", "", points]]
    left_out = []
    for record in standing:
        if why := _not_importable(record, record.student, "SIS Login ID"):
            left_out.append(LeftOut(record.student, why))
        else:
            rows.append([cell(record.name), "", "", record.student, "", number(record.grade)])
    return Table(_write(rows), len(rows) - 2, tuple(left_out))


def _not_importable(record: Record, key: str, heading: str) -> str | None:
    if record.status == "not graded":
        return NO_GRADE
    if not key:
        return f"has no {heading}; give a roster that has it"
    if cell(key) != key:
        return f"has the {heading} {key!r}, which a spreadsheet could run as a formula; enter the grade by hand"
    return None


def _not_fillable(record: Record, row: list[str] | str, column: int) -> str | None:
    if record.status == "not graded":
        return NO_GRADE
    if isinstance(row, str):
        return row
    if row[column].strip().upper() == "EX":
        return "is excused in Canvas, and stays so"
    return None


def _read(path: Path) -> tuple[list[list[str]], str]:
    """Read Canvas's export; it is separated by semicolons where the instructor's language writes decimal commas."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: {error}; expected the CSV file that Canvas's Grades > Export gives") from error
    heading = text.partition("\n")[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if not rows or "ID" not in rows[0]:
        raise CourseError(f"{path}: there is no column ID; expected the CSV file that Canvas's Grades > Export gives")
    width = len(rows[0])
    return [row + [""] * (width - len(row)) if row else row for row in rows], delimiter


def _assignment_column(header: Sequence[str], assignment: str, path: Path) -> int:
    names = [(i, h, re.fullmatch(r"(.*) \((\d+)\)", h)) for i, h in enumerate(header)]
    found = [i for i, h, m in names if h == assignment or (m and assignment in m.groups())]
    if len(found) == 1:
        return found[0]
    there = ", ".join(h for _, h, m in names if m) or "none"
    what = "no assignment is" if not found else f"{len(found)} assignments are"
    raise CourseError(f"{path}: {what} called {assignment!r}; the assignments are {there}; give the number in brackets")


def _find_rows(
    standing: Sequence[Record], header: Sequence[str], rows: Sequence[list[str]], by: str | None, path: Path
) -> dict[str, list[str] | str]:
    """Return each student's row, or the reason why there is none.

    One column for all: a number may be the Canvas id of one student and the university's id of another.
    """
    columns = [c for c in CANVAS_IDS if c in header]
    if by is not None and by not in columns:
        raise CourseError(f"{path}: students cannot be found by {by!r}; expected one of {', '.join(columns)}")
    tables = {c: _index(rows, header.index(c)) for c in ([by] if by else columns)}
    keys = {r.student: [k.casefold() for k in (r.student, r.email) if k] for r in standing}
    best = max(tables, key=lambda c: sum(any(k in tables[c] for k in own) for own in keys.values()))
    found: dict[str, list[str] | str] = {}
    for student, own in keys.items():
        hits = {id(row): row for key in own for row in tables[best].get(key, [])}
        found[student] = next(iter(hits.values())) if len(hits) == 1 else f"stands {len(hits)} times in column {best}"
        if not hits:
            found[student] = f"is not in column {best} of {path.name}"
    taken = Counter(id(row) for row in found.values() if isinstance(row, list))
    for student, row in found.items():
        if taken[id(row)] > 1:
            found[student] = f"is one of {taken[id(row)]} that match the same row of {path.name}"
    return found


def _index(rows: Sequence[list[str]], column: int) -> dict[str, list[list[str]]]:
    index: dict[str, list[list[str]]] = {}
    for row in rows:
        if key := row[column].strip().casefold():
            index.setdefault(key, []).append(row)
    return index


def _notes(head: Sequence[list[str]], column: int, course: Course) -> tuple[str, ...]:
    points = sum(part.points for part in course.parts)
    there = head[-1][column].strip().replace(",", ".") if head[-1] and "Points Possible" in head[-1][0] else ""
    try:
        differ = bool(there) and float(there) != points
    except ValueError:
        return (f"Canvas says {there!r} where the points possible stand; it may not take grades for this column",)
    text = f"Canvas has {there} points for this assignment, the homework {number(points)}; grades are not rescaled"
    return (text,) if differ else ()


def _write(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
