"""How each learning platform names what it lets an instructor download."""

from __future__ import annotations

import datetime
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import yaml

from autograder.course import Course, CourseError
from autograder.submissions.bounds import Refused
from autograder.submissions.files import open_plain
from autograder.submissions.names import ARCHIVES, archive_ending, is_clutter, plain
from autograder.submissions.submission import Submission

Layout = Literal["moodle", "canvas", "gradescope", "nbgrader", "plain"]

GRADESCOPE = "submission_metadata.yml"
TIMESTAMP = "timestamp.txt"

_MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)(_(?P<file>.*))?", re.DOTALL)
_CANVAS = re.compile(r"(?P<name>[^_]+)(?P<late>_LATE)?_(?P<id>[\d~]+)_(?P<upload>\d+)_(?P<file>.+)", re.DOTALL)
_VERSION = re.compile(r"(?<=.)-(\d{1,2})((?:\.tar)?(?:\.[^.]*)?)\Z", re.DOTALL)
_LOOSE = (*ARCHIVES, ".py", ".ipynb")


def moodle(paths: Iterable[Path]) -> tuple[list[Submission], set[Path]]:
    """Return the submissions of a Moodle download, and the paths that belong to them.

    `Full Name_1234567_assignsubmission_file_/`, with or without the last underscore, or the same in front of each file.
    The number is the participant's in this assignment; Moodle's grading sheet calls it `Participant 1234567`.
    """
    found, flat, used = [], defaultdict(list), set()
    for path in paths:
        if not (match := _MOODLE.fullmatch(plain(path.name))):
            continue
        used.add(path)
        if match["kind"] == "onlinetext":  # typed into the browser; a page of its own beside the files
            continue
        if match["file"]:
            flat[match["id"], match["name"]].append((match["file"], path))
        else:
            found.append(Submission(match["id"], path, name=match["name"]))
    found += [_together(Submission(i, files[0][1], name=name), files) for (i, name), files in flat.items()]
    return found, used


def canvas(paths: Iterable[Path]) -> tuple[list[Submission], set[Path]]:
    """Return the submissions of a Canvas download, and the paths that belong to them.

    `lastnamefirst_LATE_12345_678901_file.zip`: the user's number, then the upload's, which grows with time.  A file
    that was handed in again is `file-1.zip`: the versions of a file are attempts, each with the other files of then.
    """
    users: dict[str, list[_Upload]] = defaultdict(list)
    for path in paths:
        if match := _CANVAS.fullmatch(plain(path.name)):
            users[match["id"]].append(
                _Upload(match["name"], bool(match["late"]), int(match["upload"]), match["file"], path)
            )
    found, used = [], set()
    for user, uploads in users.items():
        if len({upload.name for upload in uploads}) > 1:  # two people: this is somebody's own way to name files
            continue
        used |= {upload.path for upload in uploads}
        late = "Canvas marks it as late" if any(upload.late for upload in uploads) else ""
        versions = _versions(uploads)
        for attempt in range(max(len(files) for files in versions.values())):
            files = [(base, paths[min(attempt, len(paths) - 1)]) for base, paths in versions.items()]
            # Canvas gives no name, only its letters; the roster finds the person by them.
            one = Submission(user, files[0][1], attempt + 1, name=uploads[0].name, note=late)
            found.append(_together(one, files))
    return found, used


@dataclass(frozen=True)
class _Upload:
    """A file in a Canvas download."""

    name: str
    late: bool
    number: int
    file: str
    path: Path


def _versions(uploads: list[_Upload]) -> dict[str, list[Path]]:
    """Gather the versions of each file by the name without its number, the oldest first."""
    versions: dict[str, list[tuple[int, int, Path]]] = defaultdict(list)
    for upload in uploads:
        base = _VERSION.sub(r"\2", upload.file)
        numbered = _VERSION.search(upload.file)
        versions[base].append((upload.number, int(numbered[1]) if numbered else 0, upload.path))
    return {base: [path for *_, path in sorted(files)] for base, files in sorted(versions.items())}


def gradescope(folder: Path) -> tuple[list[Submission], set[Path]]:
    """Return the submissions of a Gradescope export, and the paths that belong to them.

    Each folder is named in `submission_metadata.yml` with its submitters and its time.  A group's submission counts for
    each of its members.

    Raises: CourseError if that file is damaged.
    """
    file = folder / GRADESCOPE
    if not file.is_file():
        return [], set()
    try:
        entries = yaml.load(file.read_text(encoding="utf-8"), _Loader)
        if not isinstance(entries, dict):
            raise ValueError("expected a table of submissions")
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise CourseError(
            f"{file} cannot be read: {' '.join(str(error).split())}; export it again, or take it away to grade by the "
            "names of the folders"
        ) from error
    found, used = [], {file}
    for key, entry in entries.items():
        path = folder / str(key)
        if path.parent != folder or not isinstance(entry, Mapping):
            continue
        used.add(path)
        people = [p for p in entry.get(":submitters") or () if isinstance(p, Mapping)] or [{}]
        note = f"handed in by a group of {len(people)}" if len(people) > 1 else ""
        for person in people:
            sid, email, name = (str(person.get(k) or "").strip() for k in (":sid", ":email", ":name"))
            when = _moment(entry.get(":created_at"))
            found.append(Submission(sid or email or name or path.name, path, 1, when, name, email, note=note))
    return found, used


def nbgrader(paths: Iterable[Path], course: Course) -> tuple[list[Submission], set[Path]]:
    """Return the submissions in nbgrader's `submitted/<student>/<assignment>/`, and the paths that belong to them.

    A folder is one of these if it holds `timestamp.txt`.  Of several assignments, the one counts that most students
    have, the ones that hold modules of the course first.
    """
    stamped = [stamp.parent for path in paths if not path.is_symlink() for stamp in sorted(path.glob(f"*/{TIMESTAMP}"))]
    fitting = [a for a in stamped if any(os.path.isfile(a / f"{exercise}.py") for exercise in course.exercises)]
    counts = Counter(assignment.name for assignment in fitting or stamped)
    if not counts:
        return [], set()
    name = min(counts, key=lambda n: (-counts[n], n))
    found = [Submission(plain(a.parent.name), a, submitted=_stamp(a / TIMESTAMP)) for a in stamped if a.name == name]
    return found, {submission.path.parent for submission in found}


def plain_entries(paths: Iterable[Path]) -> list[Submission]:
    """Return each folder, and each file that could hold modules, as the submission of the student it is named after."""
    found = []
    for path in paths:
        name = plain(path.name)
        if not path.is_file() or path.is_symlink():
            found.append(Submission(name.removesuffix(archive_ending(name)), path))
        elif ending := next((e for e in _LOOSE if name.casefold().endswith(e)), ""):
            found.append(Submission(name[: -len(ending)] or name, path))
    return found


def _together(submission: Submission, files: list[tuple[str, Path]]) -> Submission:
    """Give a submission its files, unless it is one archive that speaks for itself."""
    files = sorted(file for file in files if not is_clutter(file[0])) or sorted(files)
    alone = len(files) == 1 and bool(archive_ending(files[0][0]))
    return replace(submission, path=files[0][1], files=() if alone else tuple(files))


def _stamp(path: Path) -> datetime.datetime | None:
    """Read nbgrader's `2030-03-01 12:00:00.000000 Europe/Berlin`, or return None."""
    try:
        with open_plain(path) as stream:
            return _moment(stream.read(200).decode())
    except (Refused, OSError, ValueError):
        return None


def _moment(value: object) -> datetime.datetime | None:
    """Return a moment with its time zone, UTC where none is named; None for what is no moment."""
    if isinstance(value, Mapping):  # how Ruby on Rails writes a moment
        value = value.get("utc")
    if isinstance(value, str):
        words = value.split()
        zone = words.pop() if len(words) == 3 else ""
        try:
            value = datetime.datetime.fromisoformat(" ".join(words) + (zone if re.match("[-+]|Z$", zone) else ""))
            if zone and value.tzinfo is None:
                value = value.replace(tzinfo=ZoneInfo(zone))
        except (ValueError, OSError, KeyError):
            return None
    if not isinstance(value, datetime.datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=datetime.UTC)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Read YAML written by Ruby: its objects are plain tables, and none is made."""


def _plain_value(loader: Any, tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    return loader.construct_sequence(node, deep=True) if isinstance(node, yaml.SequenceNode) else node.value


_Loader.add_multi_constructor("!ruby/", _plain_value)
