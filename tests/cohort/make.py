"""Write a class of 24 as they really are, and say what each of them deserves.

Everything is made at run time from solutions/ and tests/content/right, the same to the byte each time.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import yaml

from autograder.course import Course, load_course
from tests.cohort.hand_ins import HAND_INS
from tests.cohort.handing_in import DUE, LAST_DAY, PERCENT, Expected
from tests.cohort.modules import Desk
from tests.cohort.packing import put
from tests.cohort.people import ABSENT, ROSTER, roster_csv

ROOT = Path(__file__).parents[2]


def make_cohort(folder: Path, course: Course | None = None) -> dict[str, Expected]:
    """Write `submissions/` and `roster.csv` into a folder; return what everyone on the roster deserves, by id."""
    desk = Desk(course or load_course(ROOT))
    expected = {person.id: Expected("missing", problem="nothing was handed in") for person in ABSENT}
    for number, (person, hands_in) in enumerate(zip(ROSTER[: -len(ABSENT)], HAND_INS, strict=True)):
        hand_in = hands_in(desk, person, number)
        for name, content in hand_in.files.items():
            put(folder / "submissions" / name, content, hand_in.when)
        expected[person.id] = hand_in.expected
    (folder / "roster.csv").write_text(roster_csv(), encoding="utf-8")
    return dict(sorted(expected.items()))


def set_due(root: Path, due: datetime.datetime = DUE) -> None:
    """Give every part of the course in a folder, which should be a copy, the same due date and the usual policy."""
    path = root / "assignments" / "course.yaml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    declared["late"] = {"policy": "percent-per-day", "percent": PERCENT, "days": LAST_DAY}
    for part in declared["parts"]:
        part["due"] = due
    path.write_text(yaml.safe_dump(declared, sort_keys=False, allow_unicode=True), encoding="utf-8")
