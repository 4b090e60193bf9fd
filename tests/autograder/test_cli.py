"""What students and instructors type."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from autograder.commands.main import main
from tests.autograder.conftest import Person, environment

TOY_NAMES = {
    "ddim_step": "circle_area",
    "ddim": "plane",
    "check_ddim_step_with_the_true_noise": "check_doubling",
}


def commands(group: click.Group = main, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


COMMANDS = dict(commands())


def example_of(command: click.Command) -> list[str]:
    lines = [line.strip() for line in (command.help or "").splitlines()]
    (example,) = [line.removeprefix("Example: ") for line in lines if line.startswith("Example: ")]
    words = example.split()
    assert words[0] == "autograder"
    return [TOY_NAMES.get(word, word) for word in words[1:]]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_shows_an_example_of_the_command(path: tuple[str, ...]):
    shown = CliRunner().invoke(main, [*path, "--help"])
    assert shown.exit_code == 0
    assert "Example: autograder" in shown.output
    assert example_of(COMMANDS[path])[: len(path)] == list(path) or path in GROUPS


GROUPS = (("staff",), ("staff", "export"))
ELSEWHERE = (("watch",), *(path for path in COMMANDS if path[:2] == ("staff", "export")))
"""What runs until it is stopped, and what has tests of its examples beside it."""


def hand_in(instructor: Person) -> None:
    """Have a class hand in something, and the class on a list."""
    for student in ("ana", "chidi"):
        shutil.copytree(instructor.root / "solutions", instructor.root / "submissions" / student)
    (instructor.root / "class.csv").write_text("id,name\nana,Ana A\nhana,Hana H\n", encoding="utf-8")


@pytest.mark.parametrize("path", [p for p in COMMANDS if p not in GROUPS + ELSEWHERE], ids=" ".join)
def test_the_example_in_the_help_runs(instructor: Person, path: tuple[str, ...]):
    if path[0] != "staff":
        instructor.solve()
    hand_in(instructor)
    if path == ("staff", "report"):
        instructor.type("staff", "grade", "submissions", "--out", "results")
    result = instructor.type(*example_of(COMMANDS[path]))
    assert result.exit_code == 0, result.output


def test_the_examples_of_the_groups_run(instructor: Person):
    instructor.solve()
    assert instructor.type(*example_of(main)).exit_code == 0
    assert example_of(main)[0] == "check"
    hand_in(instructor)
    assert instructor.type(*example_of(COMMANDS["staff",])).exit_code == 0


def test_status_before_the_first_check_says_what_is_next(beginner: Person):
    result = beginner.type()
    assert result.exit_code == 0
    assert "0 of 8 points; nothing has been checked yet" in result.output
    assert "next    circle_area in geometry/plane.py" in result.output


def test_status_after_a_check_shows_what_it_found(student: Person):
    student.distances("return points")
    student.type("check")
    output = student.type().output
    assert "6 of 8 points" in output
    assert "next    distances in geometry/plane.py" in output
    assert "changed since" not in output


def test_status_with_everything_right_says_how_to_hand_in(student: Person):
    student.type("check")
    assert "Everything is right.  Hand in with  autograder pack" in student.type().output


def test_status_marks_what_was_changed_since_the_last_check(student: Person):
    student.type("check")
    student.circle_area("return radius")
    lines = student.type().output.splitlines()
    (changed,) = (number for number, line in enumerate(lines) if "changed since the last check" in line)
    assert "plane" in lines[changed - 1]
    assert "5 / 5" in lines[changed - 1]


def test_checking_one_exercise_leaves_another_marked_as_changed(student: Person):
    student.type("check")
    student.circle_area("return radius")
    student.type("check", "cylinder_volume")
    assert "changed since the last check" in student.type().output


def test_a_check_keeps_what_an_earlier_one_found_of_other_functions(student: Person):
    student.type("check", "distances")
    student.type("check", "cylinder_volume")
    assert "5 of 8 points" in student.type().output


def test_check_exits_0_when_all_is_right_and_1_when_something_is_wrong(student: Person):
    assert student.type("check").exit_code == 0
    student.circle_area("return radius")
    assert student.type("check").exit_code == 1
    assert student.type("check", "distances").exit_code == 0


def test_check_shows_the_diagnosis_and_offers_a_hint(student: Person):
    student.distances("return (points * points).sum(1)")
    output = student.type("check", "distances").output
    assert "This is the squared distance: the root is missing." in output
    assert "autograder hint distances" in output


@pytest.mark.parametrize(
    "words",
    [
        ("check", "nothing"),
        ("hint", "nothing"),
        ("hint",),
        ("explain", "nothing"),
        ("fly",),
        ("check", "--from", "nowhere"),
        ("check", "--device", "nothing"),
        ("check", "--dtype", "int8"),
        ("check", "--seconds", "0"),
        ("check", "--seconds", "-1"),
        ("staff", "verify", "nothing"),
        ("staff", "verify", "--seeds", "0"),
        ("staff", "verify", "--jobs", "0"),
        ("staff", "verify"),
        ("staff", "build"),
        ("staff", "build", "--check"),
        ("staff", "demo"),
    ],
    ids=" ".join,
)
def test_wrong_use_exits_2_with_a_message_and_no_traceback(beginner: Person, words: tuple[str, ...]):
    result = beginner.type(*words)
    assert result.exit_code == 2, result.output
    assert result.output.strip()
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_an_unknown_name_suggests_the_one_that_was_meant(student: Person):
    assert "did you mean circle_area?" in student.type("check", "circel_area").output
    assert "did you mean check_volume" in student.type("explain", "check_volume_area").output


@pytest.mark.parametrize("words", [(), ("check",), ("pack",), ("hint", "x"), ("staff", "verify")])
def test_outside_of_a_course_the_message_says_where_to_go(tmp_path: Path, words: tuple[str, ...]):
    result = Person(tmp_path).type(*words)
    assert result.exit_code == 2
    assert "go into the folder of the homework first" in result.output


def test_a_course_that_was_never_built_says_who_builds_it(beginner: Person):
    (beginner.root / "assignments/manifest.json").unlink()
    result = beginner.type()
    assert result.exit_code == 2
    assert "an instructor makes it with `autograder staff build`" in result.output


def test_from_another_folder_as_json(beginner: Person):
    other = beginner.root / "other"
    shutil.copytree(beginner.root / "geometry", other)
    helper = Person(beginner.root)
    helper.solve()
    shutil.copy(helper.path("plane"), other)
    helper.edit(other / "plane.py", "squares.sum(dim=1).sqrt()", "squares.sum(dim=1)")
    (other / "space.py").write_text("print('noise')\n")
    result = beginner.run("autograder", "check", "--from", "other", "--json")
    report = json.loads(result.stdout)
    assert result.returncode == 1
    assert (report["points"], report["of"]) == (3, 8)
    seen = {f: (r["points"], r["of"], r["status"], r["diagnosis"]) for f, r in report["functions"].items()}
    assert seen == {
        "plane.circle_area": (3, 3, "passed", None),
        "plane.distances": (0, 2, "failed", "This is the squared distance: the root is missing."),
        "space.cylinder_volume": (0, 3, "missing", None),
    }
    assert not (beginner.root / ".autograder").exists()


def test_from_an_empty_folder_everything_is_missing(beginner: Person):
    (beginner.root / "empty").mkdir()
    result = beginner.type("check", "--from", "empty", "--json")
    assert {r["status"] for r in json.loads(result.stdout)["functions"].values()} == {"missing"}


def test_another_dtype_or_seed_does_not_count_as_the_last_check(student: Person):
    assert student.type("check", "--dtype", "float32").exit_code == 0
    assert student.type("check", "--seed", "7").exit_code == 0
    assert "nothing has been checked yet" in student.type().output


def test_explain_shows_sentence_worth_and_code(student: Person):
    output = student.type("explain", "volume").output
    assert "checks space.cylinder_volume for 3 of its 3 points; usually needs circle_area" in output
    assert "A cylinder of radius 1 and height 1 holds pi." in output
    assert '@check(function="cylinder_volume", points=3, needs=["circle_area"])' in output
    assert "assignments/part2_space/check_space.py line 8" in output


def test_explain_shows_how_the_check_went(student: Person):
    student.distances("return (points * points).sum(1)")
    student.type("check")
    output = student.type("explain", "distances_are").output
    assert "at the last check: wrong" in output
    assert "It is the square of what is expected." in output


def test_explain_lists_the_checks_of_a_function(student: Person):
    output = student.type("explain", "circle_area").output
    assert "check_doubling_the_radius_makes_four_times_the_area" in output
    assert "check_area_keeps_dtype_and_device" in output


def test_explain_says_when_the_manifest_is_older_than_the_checks(student: Person):
    student.edit("assignments/part2_space/check_space.py", "def check_volume_is", "def check_a_volume_is")
    result = student.type("explain", "volume")
    assert result.exit_code == 2
    assert "autograder staff build" in result.output


@pytest.mark.parametrize(
    "words",
    [(), ("hint", "distances"), ("explain", "volume"), ("pack",), ("--help",), ("check", "--help")],
    ids=" ".join,
)
def test_what_needs_no_torch_does_not_wait_for_it(student: Person, words: tuple[str, ...]):
    student.type("check")
    script = (
        "import sys\nfrom autograder.commands.main import main\n"
        f"main({list(words)!r}, standalone_mode=False, prog_name='autograder')\n"
        "sys.exit('torch' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], cwd=student.root, env=environment(), check=True, timeout=60)


def test_it_works_from_a_folder_inside(student: Person):
    result = student.run("autograder", cwd=student.root / "geometry")
    assert result.returncode == 0
    assert "Geometry" in result.stdout


def test_build_lists_what_is_stale_and_then_builds_it(instructor: Person):
    instructor.path("plane").unlink()
    stale = instructor.type("staff", "build", "--check")
    assert stale.exit_code == 1
    assert "stale: geometry/plane.py" in stale.stdout
    assert "run `autograder staff build`" in stale.stderr
    built = instructor.type("staff", "build")
    assert built.exit_code == 0
    assert "wrote geometry/plane.py" in built.output
    assert instructor.type("staff", "build", "--check").exit_code == 0


def test_build_names_the_line_of_an_error(instructor: Person):
    instructor.edit("solutions/space.py", "    ### END SOLUTION\n", "")
    result = instructor.type("staff", "build")
    assert result.exit_code == 2
    assert "space.py line 14: this solution is not closed" in result.output


def test_demo_shows_stubs_and_reference_side_by_side(instructor: Person):
    result = instructor.type("staff", "demo")
    assert result.exit_code == 0
    assert "plane.circle_area" in result.output
    assert "8 / 8" in result.output


def test_a_flood_on_the_terminal_is_kept_away_from_json(student: Person):
    student.distances("for i in range(1000):\n    print('flood')\nreturn points.norm(dim=1)")
    result = student.type("check", "--json")
    assert json.loads(result.stdout)["points"] == 8
