"""Reading a roster: who sits, and with how much time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("id", "name", "email", "time_factor")
FACTORS = (1.0, 5.0)


@dataclass(frozen=True)
class Student:
    """A line of the roster."""

    id: str
    name: str
    email: str = ""
    time_factor: float = 1.0


class RosterError(ValueError):
    """All that is wrong with a roster, a line for each."""


def read_roster(file: Path) -> list[Student]:
    """Read a CSV file with the columns id and name, and if wanted email and time_factor (1.25 is a quarter more).

    Raises: RosterError that names file and line.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise RosterError(f"{file} is not UTF-8; save it as `CSV UTF-8`") from None
    rows = csv.DictReader(text.splitlines(), strict=True)
    if missing := [name for name in COLUMNS[:2] if name not in (rows.fieldnames or ())]:
        seen = ", ".join(rows.fieldnames or ()) or "nothing"
        raise RosterError(f"{file}:1: no column `{missing[0]}`; seen {seen}; expected {','.join(COLUMNS)}")
    problems: list[str] = []
    students: dict[str, Student] = {}
    try:
        for row in rows:
            if not any(cell and cell.strip() for cell in row.values() if not isinstance(cell, list)):
                continue  # spreadsheets leave lines of commas behind
            student, wrong = _student(row)
            if student.id in students:
                wrong.append(f"id `{student.id}` is there twice; give each student one line")
            problems.extend(f"{file}:{rows.line_num}: {what}" for what in wrong)
            students[student.id] = student
    except csv.Error as error:
        problems.append(f"{file}:{rows.line_num}: {error}; write fields with commas or quotes in double quotes")
    if not students and not problems:
        problems.append(f"{file}: no student; write a line for each below the names of the columns")
    if problems:
        raise RosterError("\n".join(problems))
    return list(students.values())


def _student(row: dict[str, str]) -> tuple[Student, list[str]]:
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    wrong = list(_problems(cells))
    factor = float(cells["time_factor"] or 1) if not any("time_factor" in what for what in wrong) else 1.0
    return Student(cells["id"], cells["name"] or cells["id"], cells["email"], factor), wrong


def _problems(cells: dict[str, str]) -> Iterator[str]:
    if not cells["id"]:
        yield "no id; every student needs one that no other has"
    for name, most in (("id", 100), ("name", 200), ("email", 200)):
        if len(cells[name]) > most:
            yield f"{name} has {len(cells[name])} characters; at most {most} are kept"
    try:
        fits = FACTORS[0] <= float(cells["time_factor"] or 1) <= FACTORS[1]
    except ValueError:
        fits = False
    if not fits:
        low, high = FACTORS
        expected = f"write a number from {low:g} to {high:g}, such as 1.25 for a quarter more"
        yield f"time_factor is `{cells['time_factor']}`; {expected}"
