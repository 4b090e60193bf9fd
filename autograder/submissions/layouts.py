"""Find the submissions of a class, however they were downloaded."""

from __future__ import annotations

import datetime
import os
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from autograder.course import Course, CourseError
from autograder.submissions.names import is_clutter, natural, plain
from autograder.submissions.platforms import GRADESCOPE, Layout, canvas, gradescope, moodle, nbgrader, plain_entries
from autograder.submissions.submission import Submission

Attempts = Literal["newest", "all"]

MOST_NAMES = 10_000
_NEVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)


def find_submissions(
    folder: Path,
    course: Course,
    attempts: Attempts = "newest",
    layout: Layout | None = None,
    trust_file_times: bool = False,
) -> list[Submission]:
    """Return the submissions in a folder, ordered by student and attempt.

    Each entry of the folder is looked at by itself, so that layouts may be mixed: what is named like a download of
    Moodle or Canvas, listed in Gradescope's metadata, or stamped by nbgrader is read as that.  Any other folder,
    archive or module is a student's, whose id is its name.  Hidden files and what operating systems leave behind are
    nobody's.

    A submission's time is Gradescope's `created_at` or nbgrader's `timestamp.txt`; Canvas' LATE is only noted.  Moodle
    and Canvas downloads hold no time that can be relied on: that of a file, or in a zip, is the student's or the
    download's, and is used only with `trust_file_times`.  Attempts without a time count as older than any with one.

    layout: take every entry to be of this one, instead of looking; what does not fit is plain.
    Raises: CourseError if the folder is not there, is one student's, or its metadata is damaged.
    """
    folder = _class_folder(folder, course)
    paths = [path for path in sorted(folder.iterdir()) if not is_clutter(path.name)]
    readers: dict[Layout, Callable[[list[Path]], tuple[list[Submission], set[Path]]]] = {
        "gradescope": lambda paths: gradescope(folder),
        "moodle": moodle,
        "canvas": canvas,
        "nbgrader": lambda paths: nbgrader(paths, course),
    }
    found: list[Submission] = []
    for name, reader in readers.items():
        if layout in (None, name):
            submissions, used = reader(paths)
            found += submissions
            paths = [path for path in paths if path not in used]
    found += plain_entries(paths)
    if trust_file_times:
        found = [s if s.submitted else replace(s, submitted=_file_time(s)) for s in found]
    return number_attempts(found, attempts)


def number_attempts(submissions: Iterable[Submission], attempts: Attempts = "all") -> list[Submission]:
    """Number each student's attempts from 1 by time, then by the number they have, then by name.

    attempts: `newest` keeps the last of each student, with the number that it has among all.
    """
    by_student: dict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        by_student[submission.student].append(submission)
    kept = []
    for _, own in sorted(by_student.items()):
        own.sort(key=lambda s: (s.submitted or _NEVER, s.attempt, natural(plain(s.path.name)), s.path))
        numbered = [replace(submission, attempt=number) for number, submission in enumerate(own, start=1)]
        kept += numbered if attempts == "all" else numbered[-1:]
    return kept


def _class_folder(folder: Path, course: Course) -> Path:
    """Return the folder whose entries are submissions: the one given, or the only one of its kind inside."""
    if not folder.is_dir():
        seen = "a file; unpack the download first" if folder.exists() else "not there"
        raise CourseError(f"{folder} is {seen}; expected a folder with a folder or zip for each student")
    if (folder / "submitted").is_dir():  # a course of nbgrader
        return folder / "submitted"
    entries = [path for path in sorted(folder.iterdir()) if not is_clutter(path.name)]
    if len(entries) == 1 and (entries[0] / GRADESCOPE).is_file():  # one level above its export
        return entries[0]
    if len(entries) == 1 and entries[0].suffix == ".zip" and _holds_a_class(entries[0]):
        raise CourseError(
            f"{entries[0]} is the download of a whole class; unpack it, and give the folder that it makes"
        )
    if modules := [f"{e}.py" for e in course.exercises if (folder / f"{e}.py").is_file()]:
        raise CourseError(
            f"{folder} holds {', '.join(modules)} itself, so that it seems to be one student's; "
            "expected a folder with a folder or zip for each student"
        )
    return folder


def _holds_a_class(path: Path) -> bool:
    """Whether a zip is what a learning platform gives for a class, and not one student's."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:MOST_NAMES]
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, EOFError):
        return False
    people = {name.partition("/")[0] for name in names if "_assignsubmission_" in name}
    return len(people) > 1 or any(name.rpartition("/")[2] == GRADESCOPE for name in names)


def _file_time(submission: Submission) -> datetime.datetime | None:
    """Return when the newest of a submission's files was changed, as the file system has it."""
    path = submission.path
    if path.is_dir() and not path.is_symlink():
        paths = [entry for entry in path.iterdir() if not is_clutter(entry.name)] or [path]
    else:
        paths = [file for _, file in submission.files] or [path]
    seconds = [p.lstat().st_mtime for p in paths if os.path.lexists(p)]
    return datetime.datetime.fromtimestamp(max(seconds), datetime.UTC) if seconds else None
