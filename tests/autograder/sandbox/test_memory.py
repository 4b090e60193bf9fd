"""A conversation that was had before need not be had again, and nothing comes out differently."""

from __future__ import annotations

import dataclasses

import pytest

from autograder.checking.failure import Abandoned
from autograder.sandbox.conversation import Conversation
from autograder.sandbox.limits import Limits
from autograder.sandbox.memory import Exchange, Memory, Outcome, Question, digest
from tests.autograder.sandbox.test_remote import BODIES, PLANE, RIGHT, without_times


def counted(handin, runs: list[str]):
    """Have the checks of a submission say when their body is run."""

    def counting(check):
        def body(impl, inputs):
            runs.append(check.name)
            check.body(impl, inputs)

        return dataclasses.replace(check, body=body)

    handin.checks = [counting(check) for check in handin.checks]
    return handin


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_second_to_answer_alike_gets_the_same_result_without_a_run(handin, body: str):
    memory, runs = Memory(), []
    submission = counted(handin(plane=PLANE.format(body=body)), runs)
    first, _ = submission.grade(memory=memory)
    assert len(runs) == len(submission.checks)
    runs.clear()
    second, _ = submission.grade(memory=memory)
    assert runs == []
    assert without_times(second) == without_times(first)


def test_whoever_answers_differently_has_the_check_run(handin):
    memory, runs = Memory(), []
    handin(plane=PLANE.format(body=RIGHT)).grade(memory=memory)
    other = counted(handin(plane=PLANE.format(body="return (math.pi * radius) * radius * (1 + 1e-15)")), runs)
    results, _ = other.grade(memory=memory)
    assert "check_doubling_the_radius_makes_four_times_the_area" in runs
    assert "check_distances_are_those_of_pythagoras" not in runs
    assert results["plane.circle_area"].status == "passed"


def test_all_wrong_answers_are_told_apart_by_a_memory_full_of_others(handin):
    memory = Memory()
    for body in BODIES.values():
        submission = handin(plane=PLANE.format(body=body))
        assert without_times(submission.grade(memory=memory)[0]) == without_times(submission.grade()[0])


def test_a_limit_that_was_hit_is_not_remembered(handin):
    memory, runs = Memory(), []
    limits = Limits(call_seconds=0.5, total_seconds=5)
    submission = counted(handin(plane=PLANE.format(body="import time; time.sleep(9)")), runs)
    for _ in range(2):
        runs.clear()
        results, remote = submission.grade(limits, memory)
        assert "check_doubling_the_radius_makes_four_times_the_area" in runs
        assert remote.hits
        assert results["plane.circle_area"].points == 0


def conversation(*answers: bytes) -> list[Exchange]:
    return [Exchange(b"question %d" % i, "plane", answer) for i, answer in enumerate(answers)]


def test_conversations_share_what_they_have_in_common():
    memory = Memory()
    memory.keep("check", conversation(b"a", b"b"), Outcome(None, None, "one"))
    memory.keep("check", conversation(b"a", b"c"), Outcome(None, None, "other"))
    first = memory.first("check")
    assert isinstance(first, Question)
    second = first.answers[digest(b"a")]
    assert isinstance(second, Question)
    assert {outcome.printed for outcome in second.answers.values()} == {"one", "other"}


def test_a_full_memory_forgets_and_goes_on():
    memory = Memory(most=20_000)
    for i in range(1000):
        memory.keep(f"check {i}", conversation(b"%d" % i, b"x" * 100), Outcome(None, None, ""))
    assert memory.first("check 0") is None
    assert memory.first("check 999") is not None


def test_a_memory_does_not_grow_beyond_its_bound_however_often_the_same_is_said():
    memory = Memory(most=20_000)
    memory.keep("first", conversation(b"a"), Outcome(None, None, ""))
    for _ in range(1000):
        memory.keep("check", conversation(b"a", b"b"), Outcome(None, None, ""))
    assert memory.first("first") is not None


def test_a_fault_of_the_grader_is_nobodys_mistake_and_is_not_remembered(handin, monkeypatch: pytest.MonkeyPatch):
    memory = Memory()
    submission = handin(plane=PLANE.format(body=RIGHT))

    def faulty(self, frame: bytes, module: str | None) -> bytes:
        raise ValueError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr(Conversation, "ask", faulty)
        with pytest.raises(Abandoned, match="a fault of ours"):
            submission.grade(memory=memory)
    assert {result.status for result in submission.grade(memory=memory)[0].values()} == {"passed"}
