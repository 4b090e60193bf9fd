"""What a hand-in is, and what it deserves."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.cohort.record import RecordStatus
from autograder.sandbox.limits import LimitName
from tests.cohort.modules import Modules
from tests.cohort.packing import Files, python_files, zipped
from tests.cohort.people import Person

DUE = datetime.datetime(2026, 3, 15, 22, 59, tzinfo=datetime.UTC)
IN_TIME = DUE - datetime.timedelta(days=2)
DEBUG = "DEBUG-41f7c2"
"""What one student prints from every function."""

PERCENT, LAST_DAY = 10, 5
"""The late policy of the course: what a started day costs, and how many may be started."""


@dataclass(frozen=True)
class Expected:
    """What a student deserves, known without the grader that is tested.

    honest:   modules without tricks that deserve the same points: those handed in, or with stubs in place of what
              must not earn any.
    mistakes: functions (qualified names) and the sentence about each.
    limits:   the limits that are hit.
    problem:  a word that stands in what is said about the hand-in.
    days:     started days after the due date.
    """

    status: RecordStatus = "graded"
    honest: Modules = field(default_factory=dict)
    mistakes: Mapping[str, str] = field(default_factory=dict)
    limits: frozenset[LimitName] = frozenset()
    problem: str = ""
    days: int = 0
    attempt: int = 1

    @property
    def share_left(self) -> float:
        """What is left of the points when lateness has been taken off."""
        return 0.0 if self.days > LAST_DAY else 1 - self.days * PERCENT / 100


@dataclass(frozen=True)
class HandIn:
    """What lies in the folder for one student, files and folders by name; what it deserves; when it came."""

    files: Mapping[str, bytes | Files]
    expected: Expected
    when: datetime.datetime = IN_TIME


def a_zip(modules: Modules, when: datetime.datetime = IN_TIME) -> bytes:
    """Return modules flat in a zip."""
    return zipped(python_files(modules), when)


def collected(person: Person, files: Files, when: datetime.datetime) -> dict[str, Files]:
    """Return files as nbgrader collects them: in a folder of the student, with the time in a file."""
    timestamp = f"{when:%Y-%m-%d %H:%M:%S.%f} UTC\n".encode()
    return {person.id: {f"homework/{name}": text for name, text in {**files, "timestamp.txt": timestamp}.items()}}
