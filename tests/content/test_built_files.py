"""Stubs, manifest and fingerprints are what building gives now."""

from __future__ import annotations

from autograder.building.artifacts import stale
from autograder.course import Course


def test_everything_built_is_fresh(course: Course):
    assert stale(course) == []
