"""`pytest assignments/` shows the same checks."""

from __future__ import annotations

import shutil

from tests.autograder.conftest import Person


def pytest_in(person: Person, *words: str) -> tuple[int, str]:
    result = person.run("pytest", "-p", "no:cacheprovider", "-v", "-rA", *words)
    return result.returncode, result.stdout + result.stderr


def test_right_functions_pass_even_with_a_warning_where_warnings_are_errors(student: Person):
    student.distances("import warnings\nwarnings.warn('careful')\nreturn points.norm(dim=1)")
    code, output = pytest_in(student, "-W", "error", "assignments")
    assert code == 0, output
    assert "4 passed" in output


def test_wrong_ones_fail_with_what_a_student_should_read_and_blocked_ones_are_skipped(student: Person):
    student.circle_area("return radius.double()")
    student.distances("n = 0\nreturn 1 / n")
    code, output = pytest_in(student, "assignments")
    assert code == 1
    assert "3 failed, 1 skipped" in output
    assert "waits for plane.circle_area" in output
    assert "plane.py line 30: return 1 / n" in output
    assert "the area at entry" in output
    assert "expected" in output
    assert "Traceback" not in output
    assert "runner.py" not in output


def test_stubs_fail_by_name(beginner: Person):
    code, output = pytest_in(beginner, "assignments/part1_plane")
    assert code == 1
    assert "plane.circle_area: not written yet (part 1, The plane)" in output


def test_modules_of_another_folder_and_another_seed(beginner: Person):
    other = beginner.root / "other"
    other.mkdir()
    beginner_stubs = beginner.path("space").read_text()
    beginner.solve()
    shutil.move(beginner.path("plane"), other / "plane.py")
    (other / "space.py").write_text(beginner_stubs)
    code, output = pytest_in(beginner, "assignments", "--student", "other", "--check-seed", "3", "-k", "not volume")
    assert code == 0, output
    assert "3 passed, 1 deselected" in output


def test_a_file_called_check_that_belongs_to_no_course_is_left_alone(student: Person, tmp_path):
    (tmp_path / "check_it.py").write_text("def check_it():\n    assert False\n")
    code, output = pytest_in(student, str(tmp_path / "check_it.py"))
    assert code != 1
    assert "check_it" not in output or "found no collectors" in output
