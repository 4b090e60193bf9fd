"""The real homework comes out of the sandbox as it comes out of this process, remembered or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from autograder.checking.checks import Check
from autograder.course import Course
from autograder.diagnosis.mistakes import load_mistakes, make_mistake, reference_sources
from autograder.running.overlay import Source, read_sources
from autograder.running.report import FunctionResult
from autograder.running.runner import Runner, Settings
from autograder.running.trial import homes, try_modules
from autograder.sandbox.limits import Limits
from autograder.sandbox.memory import Memory
from autograder.sandbox.remote import Handed, Remote
from autograder.sandbox.warm import Nursery

RIGHT = sorted(p for p in (Path(__file__).parent / "right").iterdir() if p.is_dir() and p.name != "__pycache__")
SEED = 4711


@pytest.fixture(scope="module")
def nursery(course: Course) -> Iterator[Nursery]:
    with Nursery(course, "namespaces") as nursery:
        nursery.ready()
        yield nursery


@pytest.fixture(scope="module")
def memory() -> Memory:
    """What is remembered of all that was graded in this file."""
    return Memory()


def in_sandbox(
    course: Course,
    checks: list[Check],
    nursery: Nursery,
    sources: dict[str, Source],
    functions: list[str] | None = None,
    memory: Memory | None = None,
) -> dict[str, FunctionResult]:
    remote = Remote(nursery, Handed(course, homes(checks), sources), Limits(), memory)
    try:
        return Runner(checks, remote, Settings(SEED)).run(functions)
    finally:
        remote.close()


def plain(results: dict[str, FunctionResult]) -> dict[str, object]:
    data = msgspec.to_builtins(results)
    for result in data.values():
        for outcome in result["checks"]:
            outcome.pop("seconds", None)
    return data


def named(sources: dict[str, Source]) -> dict[str, Source]:
    return {name: Source(source.text, f"{name}.py") for name, source in sources.items()}


@pytest.mark.parametrize("folder", RIGHT, ids=lambda folder: folder.name)
def test_right_answers_that_look_different_pass_in_the_sandbox(course, checks, nursery, memory, folder: Path):
    sources = named({**reference_sources(course), **read_sources(folder, course.exercises)})
    own = [check.function for check in checks if (folder / f"{check.exercise}.py").is_file()]
    for remembered in (None, memory):
        results = in_sandbox(course, checks, nursery, sources, own, remembered)
        assert {name: result.status for name, result in results.items()} == dict.fromkeys(results, "passed")


def every_few_mistakes(course: Course, step: int) -> Iterator[tuple[str, dict[str, Source], str]]:
    reference = reference_sources(course)
    mistakes = [(exercise, m) for exercise, ms in load_mistakes(course).items() for m in ms]
    for exercise, mistake in mistakes[::step]:
        yield f"{exercise}: {mistake.says}", named(make_mistake(reference, exercise, mistake)), mistake.function


def test_known_mistakes_fail_in_the_sandbox_as_they_do_here(course, checks, nursery, memory):
    count = 0
    for label, sources, function in every_few_mistakes(course, step=6):
        expected = plain(try_modules(course, checks, sources, Settings(SEED), [function]))
        for remembered in (None, memory):
            assert plain(in_sandbox(course, checks, nursery, sources, [function], remembered)) == expected, label
        count += 1
    assert count > 80


def test_the_untouched_stubs_are_missing_in_the_sandbox_as_they_are_here(course, checks, nursery):
    sources = named(read_sources(course.stubs, course.exercises))
    assert plain(in_sandbox(course, checks, nursery, sources)) == plain(
        try_modules(course, checks, sources, Settings(SEED))
    )
