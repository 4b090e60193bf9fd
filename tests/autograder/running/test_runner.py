"""Whatever one function does, it costs its own points and no others, and the student reads why."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.checking.failure import Failure
from autograder.running.report import FunctionResult
from tests.autograder.conftest import Person

AREA, DISTANCES, VOLUME = "plane.circle_area", "plane.distances", "space.cylinder_volume"


def failure(result: FunctionResult) -> Failure:
    return next(o.failure for o in result.checks if o.failure)


def leaving_a_mark(log: Path) -> str:
    return f"with open({str(log)!r}, 'a') as log:\n    log.write('x')"


def test_the_reference_earns_everything(student: Person):
    report = student.check()
    assert (report.points, report.of) == (8, 8)
    assert {r.status for r in report.functions.values()} == {"passed"}


def test_stubs_earn_nothing_and_are_missing(beginner: Person):
    report = beginner.check()
    assert (report.points, report.of) == (0, 8)
    assert {r.status for r in report.functions.values()} == {"missing"}


def test_an_exception_shows_the_students_own_line(student: Person):
    student.distances("n = 0\nreturn points / (1 / n)")
    report = student.check()
    found = failure(report.functions[DISTANCES])
    assert found.message == "ZeroDivisionError: division by zero"
    assert found.line == "plane.py line 30: return points / (1 / n)"
    assert report.points == 6


def test_a_syntax_error_shows_its_line_and_blocks_what_is_built_on_it(student: Person):
    student.distances("return points +")
    report = student.check()
    found = failure(report.functions[DISTANCES])
    assert found.kind == "load"
    assert found.message == "plane.py does not load: SyntaxError: invalid syntax"
    assert found.line == "plane.py line 29: return points +"
    assert report.functions[AREA].status == "failed"
    assert report.functions[VOLUME].status == "blocked"
    assert report.functions[VOLUME].blocked_by == AREA


def test_an_exception_at_the_top_of_a_module_shows_its_line(student: Person):
    student.path("space").write_text("import math\nx = math.sqrt(-1)\n")
    report = student.check()
    found = failure(report.functions[VOLUME])
    assert "space.py does not load: ValueError" in found.message
    assert found.line == "space.py line 2: x = math.sqrt(-1)"
    assert report.points == 5


def test_a_loop_without_end_is_stopped_and_named_with_its_line(student: Person):
    student.distances("while True:\n    points = points + 0")
    report = student.check(seconds=1)
    found = failure(report.functions[DISTANCES])
    assert found.kind == "time"
    assert found.message == "stopped after 1 s; is there a loop that never ends?"
    assert found.line is not None
    assert found.line.startswith("plane.py line")
    assert report.points == 6


def test_a_loop_that_catches_everything_is_stopped(student: Person):
    student.distances(
        "import time\nwhile True:\n    try:\n        time.sleep(0.01)\n    except:\n        print('never mind')"
    )
    assert failure(student.check(seconds=0.3).functions[DISTANCES]).kind == "time"


def test_a_loop_at_the_top_of_a_module_is_run_once_for_all_its_functions(student: Person, tmp_path: Path):
    path, log = student.path("plane"), tmp_path / "log"
    path.write_text(f"{path.read_text()}\n{leaving_a_mark(log)}\nwhile True:\n    pass\n")
    report = student.check(seconds=1)
    assert log.read_text() == "x"
    for function in (AREA, DISTANCES):
        found = failure(report.functions[function])
        assert found.message.startswith("plane.py does not load: stopped after 1 s")
        assert found.line is not None
        assert found.line.startswith("plane.py line 3")
    assert report.functions[VOLUME].status == "blocked"


def test_a_function_at_its_limit_is_not_run_again_for_its_other_checks(student: Person, tmp_path: Path):
    log = tmp_path / "log"
    student.circle_area(f"{leaving_a_mark(log)}\nwhile True:\n    pass")
    report = student.check("circle_area", seconds=1)
    assert log.read_text() == "x"
    assert [o.failure.kind for o in report.functions[AREA].checks if o.failure] == ["time", "time"]


def test_what_waits_for_a_function_at_its_limit_is_blocked_in_all_its_checks(student: Person):
    checks = student.root / "assignments/part2_space/check_space.py"
    text = checks.read_text()
    second = text[text.index("@check") :].replace("def check_volume", "def check_again_that_volume")
    checks.write_text(f"{text}\n\n{second}")
    student.circle_area("while True:\n    pass")
    report = student.check("cylinder_volume", seconds=0.3)
    assert report.functions[VOLUME].status == "blocked"
    assert {o.status for o in report.functions[VOLUME].checks} == {"blocked"}


def test_a_flood_of_prints_is_kept_short(student: Person):
    student.distances("for i in range(20000):\n    print('flood', i)\nreturn points.norm(dim=1)")
    result = student.check("distances").functions[DISTANCES]
    assert result.status == "passed"
    assert result.printed.startswith("flood 0\n")
    assert len(result.printed) <= 64 * 1024


@pytest.mark.parametrize("call", ["exit()", "raise SystemExit", "import sys; sys.exit(0)"])
def test_leaving_the_program_costs_one_function(student: Person, call: str):
    student.distances(call)
    report = student.check()
    assert failure(report.functions[DISTANCES]).message == "it calls exit(); return a result instead"
    assert report.points == 6


def test_asking_for_input_does_not_hang(student: Person):
    student.distances("n = input('how many? ')")
    found = failure(student.check("distances").functions[DISTANCES])
    assert found.message.startswith("EOFError")
    assert found.line == "plane.py line 29: n = input('how many? ')"


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("None", "the distance is None"),
        ("'five'", "the distance is of type str"),
        ("{}", "the distance is of type dict"),
        ("points.norm(dim=1) + 0j", "the distance is a complex tensor"),
        ("points", "the shape of the distance"),
        ("5.0", "the shape of the distance"),
        ("points.norm(dim=1) / 0 - 1e400", "4 of 4 values are not finite"),
        ("(points[:, 0] - points[:, 0]) / 0", "4 of 4 values are not finite"),
        ("distances", "the distance is of type function"),
        ("[points, points]", "the distance is of type list"),
    ],
)
def test_a_wrong_kind_of_result_is_said_plainly(student: Person, returned: str, message: str):
    student.distances(f"return {returned}")
    result = student.check("distances").functions[DISTANCES]
    assert result.status == "failed"
    assert message in failure(result).message


@pytest.mark.parametrize(
    "returned",
    [
        "points.float().norm(dim=1)",
        "points.norm(dim=1).requires_grad_()",
    ],
)
def test_an_unusual_kind_of_a_right_result_passes(student: Person, returned: str):
    student.distances(f"return {returned}")
    assert student.check("distances").functions[DISTANCES].status == "passed"


def test_a_warning_costs_nothing(student: Person):
    student.distances("import warnings\nwarnings.warn('careful')\nreturn points.norm(dim=1)")
    result = student.check("distances").functions[DISTANCES]
    assert result.status == "passed"
    assert "UserWarning: careful" in result.printed


def test_a_missing_function_is_said_to_be_missing(student: Person):
    student.edit(student.path("plane"), "def distances(", "def distance(")
    result = student.check().functions[DISTANCES]
    assert result.status == "missing"
    assert failure(result).message == "plane.py has no function distances"


def test_a_missing_file_is_said_to_be_missing(student: Person):
    student.path("space").unlink()
    report = student.check()
    assert report.functions[VOLUME].status == "missing"
    assert failure(report.functions[VOLUME]).message == "there is no space.py"
    assert report.points == 5


def test_something_that_is_no_function_is_said_to_be_none(student: Person):
    student.path("space").write_text("cylinder_volume = 3\n")
    assert "space.cylinder_volume is int, not a function" in failure(student.check().functions[VOLUME]).message


@pytest.mark.parametrize("definition", ["distances = lambda points: points.norm(dim=1)", "from torch import tensor"])
def test_a_function_bound_by_assignment_is_a_function(student: Person, definition: str):
    path = student.path("plane")
    path.write_text(f"{path.read_text()}\n{definition}\n")
    assert student.check("distances").functions[DISTANCES].status == "passed"


def test_a_wrong_function_blocks_what_is_built_on_it(student: Person):
    student.circle_area("return 3 * radius**2")
    report = student.check()
    assert report.functions[AREA].status == "failed"
    assert (report.functions[VOLUME].status, report.functions[VOLUME].blocked_by) == ("blocked", AREA)
    assert report.functions[VOLUME].points == 0


def test_a_function_that_was_renamed_blocks_what_imports_it(student: Person):
    student.edit(student.path("plane"), "def circle_area(", "def area(")
    report = student.check()
    assert report.functions[AREA].status == "missing"
    assert (report.functions[VOLUME].status, report.functions[VOLUME].blocked_by) == ("blocked", AREA)


def test_a_missing_module_blocks_what_imports_it(student: Person):
    student.path("plane").unlink()
    report = student.check()
    assert (report.functions[VOLUME].status, report.functions[VOLUME].blocked_by) == ("blocked", AREA)


def test_a_stub_called_at_the_top_of_a_module_blocks_it(beginner: Person):
    path = beginner.path("space")
    path.write_text(f"{path.read_text()}\nAREA = circle_area(1.0)\n")
    assert beginner.check().functions[VOLUME].blocked_by == AREA


def test_checked_alone_a_function_still_knows_that_another_is_wrong(student: Person):
    student.circle_area("return 3 * radius**2")
    report = student.check("cylinder_volume")
    assert list(report.functions) == [VOLUME]
    assert (report.functions[VOLUME].status, report.functions[VOLUME].blocked_by) == ("blocked", AREA)


def test_a_right_answer_that_does_without_the_wrong_function_passes(student: Person):
    student.circle_area("return 3 * radius**2")
    student.cylinder_volume("import math\nreturn math.pi * radius**2 * height")
    assert student.check().functions[VOLUME].status == "passed"


def test_a_wrong_function_is_failed_where_what_it_needs_is_right(student: Person):
    student.cylinder_volume("return circle_area(radius) * height * 2")
    assert student.check().functions[VOLUME].status == "failed"


def test_instructors_may_take_another_seed(student: Person):
    student.distances(
        "table = {32.7229: 1}\nraise KeyError(points.sum().item())",
    )
    first, second = (student.check("distances", seed=seed).functions[DISTANCES] for seed in (0, 1))
    assert failure(first).message != failure(second).message


def test_a_changed_default_dtype_harms_nobody_else(student: Person):
    student.circle_area("import torch\ntorch.set_default_dtype(torch.float16)\nreturn radius")
    assert student.check().functions[DISTANCES].status == "passed"
