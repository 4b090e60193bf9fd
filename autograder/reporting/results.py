"""Write what is made from records: grades.csv, a feedback page for each student, the overview; and open it."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path

from autograder.building.manifest import Manifest
from autograder.cohort.record import newest, read_records
from autograder.course import Course, CourseError
from autograder.hints import load_hints
from autograder.reporting.feedback import feedback_page
from autograder.reporting.overview import overview_page, page_name
from autograder.reporting.tables import grades_csv


def write_results(results: Path, course: Course, manifest: Manifest) -> Path:
    """Make table and pages from the records in a results folder, and return the path of the overview.

    Of several attempts of a student the newest counts.  A file that would not change is left alone, every other one is
    replaced as a whole, and nothing is removed.
    Raises: CourseError if the folder holds no records or a hints file is wrong; msgspec.DecodeError for a file among
    the records that is none; OSError where a file cannot be written.
    """
    if not (results / "records").is_dir():
        raise CourseError(f"there is no folder records/ in {results}; `autograder staff grade` makes it")
    records = newest(read_records(results))
    hints = read_hints(course)
    (results / "feedback").mkdir(exist_ok=True)
    for record in records:
        write(results / "feedback" / page_name(record), feedback_page(record, course, manifest, hints))
    write(results / "grades.csv", grades_csv(records, course))
    overview = results / "overview.html"
    write(overview, overview_page(records, course, manifest))
    return overview


def read_hints(course: Course) -> dict[str, list[str]]:
    """Read all hints of a course by qualified name; an exercise may have no file of hints.

    Raises: CourseError for a file that is wrong.
    """
    hints = {}
    for exercise in course.exercises:
        try:
            own = load_hints(course, exercise)
        except CourseError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                continue
            raise
        hints.update({f"{exercise}.{function}": texts for function, texts in own.items()})
    return hints


def write(path: Path, text: str) -> bool:
    """Write a file as a whole if it would change, and return whether it did; a reader never sees half of it.

    Raises: OSError where it cannot be written; the old file is then still there.
    """
    new = text.encode("utf-8", errors="replace")
    try:
        if path.read_bytes() == new:
            return False
    except FileNotFoundError:
        pass
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_bytes(new)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return True


def open_overview(path: Path) -> str:
    """Open a page in a browser and return its file:// address, which is also printed where there is no browser."""
    url = path.resolve().as_uri()
    if not (_has_screen() and webbrowser.open(url)):
        print(url)
    return url


def _has_screen() -> bool:
    """Whether a window could be shown: without this question a browser in text mode would take over the terminal."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
