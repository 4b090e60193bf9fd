"""How a class is graded: with which seed and limits, which functions, and how a submission's key follows from that."""

from __future__ import annotations

import datetime
import hashlib
import os
import secrets
from pathlib import Path

import msgspec

from autograder.building.manifest import Manifest
from autograder.course import CourseError
from autograder.sandbox.limits import Level, Limits
from autograder.submissions.submission import Contents, Submission

GRADER_VERSION = 1
"""Raised whenever the engine comes to another grade for the same submission, so that records are made anew."""

SEED_BITS = 62


class Plan(msgspec.Struct, frozen=True):
    """What holds for every submission of a run.

    version:   of the checks, from the manifest.
    functions: simple names of those that are graded, or None for all.
    """

    root: str
    results: str
    level: Level
    seed: int
    version: str
    limits: Limits = Limits()
    functions: tuple[str, ...] | None = None


class Task(msgspec.Struct, frozen=True):
    """One submission to be graded, as it is told to a grader; `record` is the name of its record's file."""

    record: str
    student: str
    path: str
    attempt: int
    submitted: datetime.datetime | None = None
    name: str = ""
    email: str = ""
    files: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def submission(self) -> Submission:
        """The submission that is meant."""
        files = tuple((name, Path(path)) for name, path in self.files)
        whose = (self.student, Path(self.path), self.attempt, self.submitted, self.name, self.email)
        return Submission(*whose, files, self.note)


def task_of(submission: Submission, record: str) -> Task:
    """Return the task of grading a submission into a record of that name."""
    s = submission
    files = tuple((name, str(path)) for name, path in s.files)
    return Task(record, s.student, str(s.path), s.attempt, s.submitted, s.name, s.email, files, s.note)


def key_of(plan: Plan, submission: Submission, contents: Contents) -> str:
    """Return what a record is known by: two submissions with the same key earn the same points."""
    means = (GRADER_VERSION, plan.version, plan.seed, plan.limits, plan.functions)
    return hashlib.sha256(msgspec.json.encode((contents.digest, submission.student, means))).hexdigest()


def make_plan(
    root: Path,
    results: Path,
    manifest: Manifest,
    level: Level,
    seed: int,
    limits: Limits = Limits(),
    functions: tuple[str, ...] | None = None,
) -> Plan:
    """Return the plan of a run."""
    return Plan(str(root), str(results.resolve()), level, seed, manifest.version, limits, functions)


def secret_seed(results: Path, key_file: Path | None = None) -> int:
    """Return the seed of a class: from a key file or, without one, from `seed.key` in the results, made if need be.

    Raises: CourseError if the key file cannot be read or is empty.
    """
    path = key_file or results / "seed.key"
    if key_file is None and not path.exists():
        results.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(16) + "\n")
    try:
        text = path.read_bytes().strip()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from error
    if not text:
        raise CourseError(
            f"{path} is empty; a key file holds any text that is hard to guess, for example of 32 letters"
        )
    return int.from_bytes(hashlib.sha256(text).digest()) >> (256 - SEED_BITS)
