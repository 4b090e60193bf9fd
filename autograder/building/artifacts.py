"""Everything that is built, as bytes by path.  Building writes it; checking compares it with what is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from autograder.building.manifest import make_manifest
from autograder.building.stubs import make_stub
from autograder.checking.checks import load_checks
from autograder.course import Course, CourseError
from autograder.diagnosis.diagnoser import (
    decode_fingerprints,
    encode_fingerprints,
    read_fingerprints,
    same_fingerprints,
    take_fingerprints,
)

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""


def make_stubs(course: Course) -> dict[Path, bytes]:
    """Build stubs and manifest; the same sources give the same bytes.

    Raises: CourseError in a student's copy, and where the course's files contradict each other.
    """
    if not course.has_solutions:
        raise CourseError("there is no solutions/ here; only an instructor's copy can build")
    artifacts = {}
    for exercise in course.exercises:
        reference = course.solutions / f"{exercise}.py"
        if not reference.is_file():
            raise CourseError(f"course.yaml names the exercise {exercise}, but {reference} is not there")
        stub = make_stub(reference.read_text(encoding="utf-8"), exercise, course)
        artifacts[course.stubs / f"{exercise}.py"] = stub.encode()
    checks = load_checks(course)
    manifest = msgspec.json.encode(make_manifest(course, checks))
    artifacts[course.manifest] = msgspec.json.format(manifest, indent=1) + b"\n"
    return artifacts


def make_fingerprints(course: Course, progress: Progress | None = None, pairs: bool = True) -> dict[Path, bytes]:
    """Build the fingerprints; with `pairs`, of two mistakes at once too, which takes minutes."""
    return {course.fingerprints: encode_fingerprints(take_fingerprints(course, pairs, progress))}


def stale(course: Course, progress: Progress | None = None) -> list[Path]:
    """Return the built files that differ from what building gives now.

    Of the fingerprints only those of single mistakes are made anew: those of two at once take minutes, and come from
    the same checks and mistakes.
    """
    fresh = make_stubs(course) | make_fingerprints(course, progress, pairs=False)
    return [path for path, content in fresh.items() if not _fresh(path, content, course)]


def write(artifacts: dict[Path, bytes]) -> list[Path]:
    """Write what has changed, and return its paths."""
    changed = [p for p, content in artifacts.items() if not p.is_file() or p.read_bytes() != content]
    for path in changed:
        path.write_bytes(artifacts[path])
    return changed


def _fresh(path: Path, content: bytes, course: Course) -> bool:
    if not path.is_file():
        return False
    if path == course.fingerprints:
        single = [known for known in read_fingerprints(path) or () if len(known.says) == 1]
        return same_fingerprints(single, decode_fingerprints(content))
    return path.read_bytes() == content
