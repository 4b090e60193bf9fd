"""A submission before it is graded: whose, when, where from, and what could be read of it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.running.overlay import Source


@dataclass(frozen=True)
class Submission:
    """One attempt of one student, found but not opened yet.

    student:   the id under which the grade is kept: the roster's or the learning platform's.
    path:      the folder or file that was handed in.
    attempt:   counts from 1 in the order of time.
    submitted: when it came, with a time zone, or None where nothing says so.
    name, email: as far as the folder's layout or the roster says.
    files:     where a platform lays one person's files side by side with everybody else's: the name that each file was
               handed in under, and where it is now; `path` is the first of them.
    note:      what the platform says of it (marked late, handed in as a group), for the instructor.
    """

    student: str
    path: Path
    attempt: int = 1
    submitted: datetime.datetime | None = None
    name: str = ""
    email: str = ""
    files: tuple[tuple[str, Path], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Contents:
    """What could be read of a submission.

    sources:  the student's modules by name; their `filename` is plain (`ddim.py`), with no path of this machine.
    problems: what is wrong with it, in sentences that the student may read; they carry no path of this machine.
    opened:   False if nothing at all could be read of it.
    """

    sources: Mapping[str, Source] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    opened: bool = True

    @property
    def digest(self) -> str:
        """The SHA-256 over names, texts and problems: what the grade depends on."""
        digest = hashlib.sha256()
        for name, source in sorted(self.sources.items()):
            digest.update(name.encode() + b"\0" + source.digest.encode() + b"\0")
        digest.update("\n".join(self.problems).encode())
        return digest.hexdigest()
