"""Everything that is built, as bytes by path.  Building writes it; checking compares it with what is there."""

from __future__ import annotations

from pathlib import Path

import msgspec
import torch

from autograder.build.manifest import make_manifest
from autograder.build.stubs import make_stub
from autograder.checks import load_checks
from autograder.course import Course, CourseError
from autograder.diagnosis import Fingerprints, read_fingerprints, take_fingerprints
from autograder.runner import Settings


def make_artifacts(course: Course) -> dict[Path, bytes]:
    """Build stubs, manifest and fingerprints; the same sources give the same bytes.

    Raises: CourseError in a student's copy, and where the course's files contradict each other.
    """
    if not course.has_solutions:
        raise CourseError("there is no solutions/ here; only an instructor's copy can build")
    torch.set_num_threads(1)
    artifacts = {}
    for exercise in course.exercises:
        reference = course.solutions / f"{exercise}.py"
        if not reference.is_file():
            raise CourseError(f"course.yaml names the exercise {exercise}, but {reference} is not there")
        stub = make_stub(reference.read_text(encoding="utf-8"), exercise, course)
        artifacts[course.stubs / f"{exercise}.py"] = stub.encode()
    checks = load_checks(course)
    artifacts[course.manifest] = _json(make_manifest(course, checks))
    artifacts[course.fingerprints] = _json(take_fingerprints(course, checks, Settings()))
    return artifacts


def stale(course: Course) -> list[Path]:
    """Return the built files that differ from what building gives now."""
    return [path for path, content in make_artifacts(course).items() if not _fresh(path, content, course)]


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
        written = read_fingerprints(path)
        return written is not None and written.same_as(msgspec.json.decode(content, type=Fingerprints))
    return path.read_bytes() == content


def _json(value: msgspec.Struct) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
