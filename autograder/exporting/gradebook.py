"""Grades into nbgrader's gradebook, through nbgrader's own API.

An assignment has one notebook for each part and in it one grade cell for each function.  What people enter in nbgrader
(manual scores, extra credit, comments) is never written to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from autograder.building.manifest import Manifest
from autograder.cohort.record import Record, newest, part_points, record_name
from autograder.course import Course
from autograder.exporting.gradebook_database import nbgrader_api, one_transaction

COLUMN = 128
"""Characters that nbgrader's tables have room for in an id, a name or an address."""


@dataclass(frozen=True)
class Counts:
    """What an export wrote.

    students:   in the records; submissions: of them, those with something handed in.
    grades:     auto scores written; kept: grades of these with a manual score or extra credit, which stayed as it was.
    to_grade:   students whom a person has to grade, because the grader failed on them.
    unknown:    cells of the assignment that are no function of the course; they were left alone.
    """

    students: int = 0
    submissions: int = 0
    grades: int = 0
    kept: int = 0
    to_grade: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass
class _Tally:
    submissions: int = 0
    grades: int = 0
    kept: int = 0
    to_grade: list[str] = field(default_factory=list)


def slug(title: str) -> str:
    """Make a title into a name that is good for a folder: `Diffusion models` is `diffusion-models`."""
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-_")[:COLUMN] or "homework"


def export_to_gradebook(
    records: Iterable[Record],
    course: Course,
    manifest: Manifest,
    url: str = "sqlite:///gradebook.db",
    assignment: str | None = None,
) -> Counts:
    """Write auto scores, lateness and students to a gradebook; all of it, or nothing.

    Tables that are not there are made first, and stay if the rest fails.  Of several attempts the last counts.  A
    student or a function that is not in the records any more stays in the gradebook.

    Raises: CourseError if nbgrader or the database driver is not installed, if the database cannot be reached, or if it
    refuses what is written.
    """
    name = assignment or slug(course.title)
    standing = newest(records)
    with one_transaction(url) as gradebook:
        _declare(gradebook, course, manifest, name)
        tally = _Tally()
        for record in standing:
            _write_record(gradebook, record, course, manifest, name, tally)
        unknown = _unknown_cells(gradebook, course, manifest, name)
    return Counts(len(standing), tally.submissions, tally.grades, tally.kept, tuple(tally.to_grade), unknown)


def _declare(gradebook: Any, course: Course, manifest: Manifest, name: str) -> None:
    """Have the assignment, a notebook for each part and a cell for each function, with its points."""
    due = max((part.due for part in course.parts if part.due), default=None)
    gradebook.update_or_create_assignment(name, **({"duedate": due} if due else {}))
    for part in course.parts:
        gradebook.update_or_create_notebook(part.id, name)
        for function in (f for exercise in part.exercises for f in manifest.of_exercise(exercise)):
            gradebook.update_or_create_grade_cell(
                function.name, part.id, name, max_score=float(function.points), cell_type="code"
            )


def _write_record(gradebook: Any, record: Record, course: Course, manifest: Manifest, name: str, tally: _Tally) -> None:
    student = _write_student(gradebook, record)
    submission = _submission(gradebook, record, name, student)
    if submission is None:
        return
    scores = {function.partition(".")[2]: result.points for function, result in record.functions.items()}
    points, graded = part_points(record, course), record.status != "not graded"
    for part, own in zip(course.parts, points, strict=True):
        notebook = _complete(gradebook, submission, name, part.id)
        share = own / sum(points) if sum(points) else 1 / len(points)
        notebook.late_submission_penalty = record.penalty * share
        functions = {f.name for f in manifest.functions if f.exercise in part.exercises}
        for grade in notebook.grades:
            # other cells are an instructor's own
            if grade.cell.name in functions:
                kept = _write_grade(grade, scores.get(grade.cell.name, 0.0) if graded else None)
                tally.grades, tally.kept = tally.grades + 1, tally.kept + kept
    tally.submissions += record.status != "missing"
    if not graded:
        tally.to_grade.append(record.student)
    gradebook.db.commit()


def _write_student(gradebook: Any, record: Record) -> str:
    """Have the student; a name that somebody entered in nbgrader stands, for ours is split by a guess."""
    api = nbgrader_api()
    student = record.student if len(record.student) <= COLUMN else record_name(record.student)
    known = {"email": record.email[:COLUMN]} if record.email else {}
    try:
        found = gradebook.find_student(student)
        named = bool(found.first_name or found.last_name)
    except api.MissingEntry:
        named = False
    if not named and record.name:
        known["first_name"], known["last_name"] = split_name(record.name)
    gradebook.update_or_create_student(student, **known)
    return student


def split_name(name: str) -> tuple[str, str]:
    """Split a name into first and last: at a comma (`Noether, Emmy`), else before the last word."""
    name = " ".join(name.split())
    if "," in name:
        last, _, first = name.partition(",")
    else:
        first, _, last = name.rpartition(" ")
    return first.strip()[:COLUMN], last.strip()[:COLUMN]


def _submission(gradebook: Any, record: Record, name: str, student: str) -> Any:
    """Return the student's submission; None where nothing was ever handed in."""
    api = nbgrader_api()
    if record.status == "missing":
        try:
            return gradebook.find_submission(name, student)
        except api.MissingEntry:
            return None
    when = {"timestamp": record.submitted} if record.submitted else {}
    # nbgrader links a submission before it adds it; a flush in between would warn that it is not there yet
    with gradebook.db.no_autoflush:
        return gradebook.update_or_create_submission(name, student, **when)


def _complete(gradebook: Any, submission: Any, name: str, part: str) -> Any:
    """Return the submission's notebook of a part, with a grade for cells that were declared after the submission."""
    api = nbgrader_api()
    source = gradebook.find_notebook(part, name)
    notebook = next((n for n in submission.notebooks if n.notebook_id == source.id), None)
    if notebook is None:
        notebook = api.SubmittedNotebook(notebook=source, assignment=submission)
        gradebook.db.add(notebook)
    have = {grade.cell_id for grade in notebook.grades}
    for cell in source.grade_cells:
        if cell.id not in have:
            gradebook.db.add(api.Grade(cell=cell, notebook=notebook))
    gradebook.db.flush()
    return notebook


def _write_grade(grade: Any, score: float | None) -> bool:
    """Set the auto score and say whether a person had a hand in the grade.

    As nbgrader does, a person is asked to look where a score given by hand stands over an auto score that changed.
    """
    by_hand = grade.manual_score is not None
    changed = grade.auto_score is not None and grade.auto_score != score
    if score is None:
        grade.needs_manual_grade = not by_hand
    elif by_hand:
        grade.needs_manual_grade = grade.needs_manual_grade or changed
    else:
        grade.needs_manual_grade = False
    grade.auto_score = score
    return by_hand or grade.extra_credit is not None


def _unknown_cells(gradebook: Any, course: Course, manifest: Manifest, name: str) -> tuple[str, ...]:
    declared = {(course.part_of(f.exercise).id, f.name) for f in manifest.functions}
    cells = [(n.name, c.name) for n in gradebook.find_assignment(name).notebooks for c in n.grade_cells]
    return tuple(f"{notebook}/{cell}" for notebook, cell in cells if (notebook, cell) not in declared)
