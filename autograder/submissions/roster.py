"""The list of who is in the class, and which submission is whose."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course import CourseError
from autograder.submissions.layouts import number_attempts
from autograder.submissions.names import shown
from autograder.submissions.submission import Submission

IDS = (
    "student id", "sid", "id number", "student number", "student no", "student no.", "matriculation number", "id",
    "sis user id", "sis login id", "login id", "login", "username", "user name", "identifier", "student",
)  # fmt: skip
EMAILS = ("email", "email address", "e-mail", "e-mail address", "mail")
NAMES = ("name", "full name", "student name", "student")
FIRST_NAMES = ("first name", "firstname", "given name")
LAST_NAMES = ("last name", "lastname", "surname", "family name")

SEPARATORS = ",;\t"
EXAMPLE = "id,name,email"


@dataclass(frozen=True)
class Student:
    """Somebody in the class.

    others: further ids that the roster gives, by which a submission is found too.
    """

    id: str
    name: str = ""
    email: str = ""
    others: tuple[str, ...] = ()


def read_roster(path: Path) -> list[Student]:
    """Read a class from a CSV file: a header, then a line for each student.

    The columns stand in any order, under the names that Moodle, Canvas, Gradescope and people give them, and are
    separated by comma, semicolon or tab.  The id is the first of IDS that is not empty, else the email address.

    Raises: CourseError, with the line, if the file cannot be read, a student has no id, or two have the same.
    """
    students: dict[str, Student] = {}
    lines: dict[str, int] = {}
    for line, row in _rows(path):
        student = _student(row)
        if not student.id:
            raise CourseError(f"{path}, line {line}: no id and no email address in {row}; expected {EXAMPLE}")
        if student.id in students:
            raise CourseError(f"{path}, line {line}: {student.id} stands in line {lines[student.id]} too; keep one")
        students[student.id], lines[student.id] = student, line
    return list(students.values())


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number of each line and its cells by column."""
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        header = [" ".join(_nfc(cell).casefold().replace("_", " ").split()) for cell in next(reader, [])]
        if not set(header) & {*IDS, *EMAILS}:
            raise CourseError(
                f"{path}, line 1: no column for an id or an email address in {header}; expected one like {EXAMPLE} "
                f"(for an id: {', '.join(IDS)})"
            )
        for cells in reader:
            canvas_maximum = bool(cells) and cells[0].strip().casefold().startswith("points possible")
            if any(cells) and not canvas_maximum:
                pairs = zip(header, map(_nfc, cells), strict=False)
                yield reader.line_num, dict(reversed(list(pairs)))  # of two columns of one name, the first counts
    except csv.Error as error:
        raise CourseError(f"{path}, line {reader.line_num}: {error}; expected lines like {EXAMPLE}") from error


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}; expected a CSV file like {EXAMPLE}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CourseError(f"{path}, line {line}: not UTF-8; save it as `CSV UTF-8` in the spreadsheet") from error


def _separator(text: str) -> str:
    header = text.partition("\n")[0]
    return max(SEPARATORS, key=header.count)


def _student(row: Mapping[str, str]) -> Student:
    name = next((row[c] for c in NAMES if row.get(c)), "")
    first, last = (next((row[c] for c in columns if row.get(c)), "") for columns in (FIRST_NAMES, LAST_NAMES))
    has_other_id = any(row.get(c) for c in IDS if c != "student")
    ids = [_bare(row[c]) for c in IDS if row.get(c) and not (c == "student" and has_other_id)]
    if not has_other_id and name == row.get("student"):  # then it is the id, and not, as in Canvas, the name
        name = ""
    email = next((row[c] for c in EMAILS if row.get(c)), "")
    ids += [email] if email and not ids else []
    return Student(ids[0] if ids else "", _forward(name) or f"{first} {last}".strip(), email, tuple(ids[1:]))


def _bare(identifier: str) -> str:
    """Return the number of Moodle's `Participant 1234567`."""
    return re.sub(r"^Participant (?=\d+$)", "", identifier)


def _forward(name: str) -> str:
    """Turn `Last, First` round."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else name


def match(
    submissions: Iterable[Submission], roster: Sequence[Student]
) -> tuple[list[Submission], list[Student], list[str]]:
    """Find out whose each submission is: by id, then email address, then full name, then Canvas' letters of the name.

    Returns the submissions with id, name and email address as in the roster, and attempts numbered anew where several
    that had different ids are one student's; the students without any; and notes on submissions that match nobody, or
    more than one.  Those stay as they are.  To keep the newest attempt of each student, match all of them and then call
    `number_attempts(..., "newest")`.
    """
    indexes = [(_index(roster, keys), looked_up) for keys, looked_up in _LEVELS]
    matched: dict[str, list[Submission]] = defaultdict(list)
    names: dict[str, set[str]] = defaultdict(set)
    others, notes = [], []
    for submission in submissions:
        level, students = _find(submission, indexes)
        if len(students) == 1:
            matched[students[0].id].append(submission)
            names[students[0].id] |= {submission.student} if level >= _BY_NAME else set()
        else:
            others.append(submission)
            whose = f"may be any of {', '.join(s.id for s in students)}" if students else "is nobody"
            notes.append(f"{_label(submission)} {whose} on the roster, and keeps the id it has")
    for student in roster:
        if len(names[student.id]) > 1:  # two people of one name, and only one of them on the roster
            alike = matched.pop(student.id)
            others += alike
            labels = " and ".join(sorted({_label(s) for s in alike}))
            notes.append(f"{labels} both have the name of {student.id} on the roster, and keep the ids they have")
    filled = [s for student in roster for s in _fill(matched.get(student.id, []), student)]
    missing = [student for student in roster if not matched.get(student.id)]
    return sorted(filled + others, key=lambda s: (s.student, s.attempt, s.path)), missing, sorted(set(notes))


_Index = Mapping[str, list[Student]]
_Keys = Callable[[Submission], Iterable[str]]


def _fill(own: list[Submission], student: Student) -> list[Submission]:
    filled = [replace(s, student=student.id, name=student.name or s.name, email=student.email or s.email) for s in own]
    return number_attempts(filled) if len({s.student for s in own}) > 1 else filled


def _find(submission: Submission, indexes: Iterable[tuple[_Index, _Keys]]) -> tuple[int, list[Student]]:
    for level, (index, keys) in enumerate(indexes):
        for key in keys(submission):
            if key in index:
                return level, index[key]
    return -1, []


def _index(roster: Iterable[Student], keys: Callable[[Student], Iterable[str]]) -> _Index:
    index: dict[str, list[Student]] = defaultdict(list)
    for student in roster:
        for key in sorted(set(keys(student)) - {""}):
            index[key].append(student)
    return dict(index)


def _label(submission: Submission) -> str:
    named = submission.name and submission.name != submission.student
    return shown(f"{submission.student} ({submission.name})" if named else submission.student)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _fold(text: str) -> str:
    return " ".join(_nfc(text).casefold().split())


def _squeeze(text: str) -> str:
    """Return the letters and digits of a name, without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


def _squeezed_names(student: Student) -> Iterator[str]:
    """Yield what Canvas may make of a name: last name first, and nobody knows where it begins."""
    words = student.name.split()
    return (_squeeze("".join(words[i:] + words[:i])) for i in range(len(words)))


_LEVELS: tuple[tuple[Callable[[Student], Iterable[str]], _Keys], ...] = (
    (lambda student: [_fold(student.id)], lambda s: [_fold(s.student)]),
    (lambda student: map(_fold, student.others), lambda s: [_fold(s.student)]),
    (lambda student: [_fold(student.email)], lambda s: [_fold(s.email), _fold(s.student)]),
    (lambda student: [_fold(student.name)], lambda s: [_fold(s.name), _fold(s.student)]),
    (_squeezed_names, lambda s: [_squeeze(s.name)]),
)
_BY_NAME = 3
