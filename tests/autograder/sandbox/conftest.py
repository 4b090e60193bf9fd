"""Submissions to the toy course, in real workers of a real nursery."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

import pytest

from autograder.checking.checks import Check, load_checks
from autograder.course import Course, load_course
from autograder.running.overlay import Source, read_sources
from autograder.running.report import FunctionResult
from autograder.running.runner import Runner, Settings
from autograder.running.trial import homes
from autograder.sandbox.limits import Limits
from autograder.sandbox.memory import Memory
from autograder.sandbox.remote import Handed, Remote
from autograder.sandbox.warm import Nursery
from tests.autograder.conftest import COURSE

QUICK = Limits(call_seconds=1.0, total_seconds=5.0)


@pytest.fixture(scope="session")
def toy() -> Course:
    return load_course(COURSE)


@pytest.fixture(scope="session", params=["namespaces", "landlock"])
def nursery(request: pytest.FixtureRequest, toy: Course) -> Iterator[Nursery]:
    """A nursery at each level that keeps strangers out."""
    with Nursery(toy, request.param) as nursery:
        nursery.ready()
        yield nursery


class Handin:
    """What somebody handed in: the reference, with one function written anew."""

    def __init__(self, course: Course, checks: list[Check], nursery: Nursery, **modules: str) -> None:
        self.course, self.checks, self.nursery = course, checks, nursery
        self.sources = read_sources(course.solutions, course.exercises)
        for name, text in modules.items():
            self.sources[name] = Source(textwrap.dedent(text).encode(), f"{name}.py")

    def remote(self, limits: Limits = QUICK, memory: Memory | None = None) -> Remote:
        return Remote(self.nursery, Handed(self.course, homes(self.checks), self.sources), limits, memory)

    def grade(
        self, limits: Limits = QUICK, memory: Memory | None = None, seed: int = 5
    ) -> tuple[dict[str, FunctionResult], Remote]:
        """Run all checks; return the results and what they ran on."""
        remote = self.remote(limits, memory)
        try:
            return Runner(self.checks, remote, Settings(seed, seconds=limits.call_seconds)).run(), remote
        finally:
            remote.close()


@pytest.fixture
def handin(toy: Course, nursery: Nursery) -> Callable[..., Handin]:
    """Hand in the reference with some modules replaced by other texts."""
    checks = load_checks(toy)
    return lambda **modules: Handin(toy, checks, nursery, **modules)
