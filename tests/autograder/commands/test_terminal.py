"""What a student reads."""

from __future__ import annotations

import io

from rich.console import Console

from autograder.checking.failure import Evidence, Failure
from autograder.commands import terminal
from autograder.running.report import FunctionResult, Outcome
from tests.autograder.conftest import Person


def shown(view: object, width: int = 140) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(view)
    return console.file.getvalue()  # type: ignore[attr-defined]


def outcome(failure: Failure | None = None, status: str = "failed", check: str = "check_it") -> Outcome:
    return Outcome(check, "plane.area", status, 0, 2, "It holds.", failure=failure)  # type: ignore[arg-type]


def test_the_diagnosis_comes_first(student: Person):
    student.distances("return (points * points).sum(1)")
    text = shown(terminal.results_view(student.course, student.check().functions))
    assert text.index("the root is missing") < text.index("got") < text.index("expected")


def test_a_failure_shows_got_expected_tolerance_relation_line_and_hint():
    failure = Failure(
        "value",
        "x at entry 1",
        Evidence("x"),
        "2",
        "1",
        "0.1",
        "it is twice",
        hint="halve it",
        line="plane.py line 3: x",
    )
    assert shown(terminal.failure_view(failure)).splitlines() == [
        "x at entry 1:  got 2   expected 1   tolerance 0.1",
        "It is twice.",
        "plane.py line 3: x",
        "hint  halve it",
    ]


def test_square_brackets_of_a_student_are_shown_as_they_are():
    failure = Failure("error", "IndexError: x[0] [red]", Evidence("x"), line="plane.py line 3: return x[/]")
    text = shown(terminal.failure_view(failure))
    assert "x[0] [red]" in text
    assert "return x[/]" in text


def test_an_exercise_that_nobody_has_begun_takes_one_line(beginner: Person):
    text = shown(terminal.results_view(beginner.course, beginner.check().functions))
    assert "○ plane  not written yet: circle_area, distances" in text
    assert "doubling" not in text


def test_a_failure_that_all_checks_share_is_shown_once(student: Person):
    student.circle_area("raise ValueError('once')")
    text = shown(terminal.results_view(student.course, student.check().functions))
    assert text.count("ValueError: once") == 1


def test_a_blocked_function_says_what_it_waits_for(student: Person):
    student.circle_area("return 3 * radius**2")
    text = shown(terminal.results_view(student.course, student.check().functions))
    assert "· cylinder_volume  waits for circle_area" in text


def test_prints_of_a_wrong_function_are_shown_and_cut():
    result = FunctionResult(0, 2, "failed", printed="\n".join(["x" * 500] * 20), checks=(outcome(),))
    text = shown(terminal.function_view("plane.area", result), width=300)
    assert "it printed:" in text
    assert "… and 14 lines more" in text
    assert "x" * 121 not in text


def test_prints_of_a_right_function_are_not_shown_unless_asked_for():
    result = FunctionResult(2, 2, "passed", printed="hello", checks=(outcome(status="passed"),))
    assert "hello" not in shown(terminal.function_view("plane.area", result))
    assert "hello" in shown(terminal.function_view("plane.area", result, verbose=True))


def test_verbose_shows_every_check(student: Person):
    text = shown(terminal.results_view(student.course, student.check().functions, verbose=True))
    assert text.count("✓") == 3 + 4


def test_a_narrow_terminal_keeps_the_points(student: Person):
    text = shown(terminal.results_view(student.course, student.check().functions), width=40)
    assert "5 / 5" in text
    assert max(len(line) for line in text.splitlines()) <= 40
