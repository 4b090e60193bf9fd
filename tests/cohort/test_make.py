"""The class itself: whole, the same each time, and nobody in it without a reason."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from autograder.checking.checks import load_checks
from autograder.course import load_course
from autograder.running.grading import grade
from autograder.running.overlay import Source
from tests.cohort.__main__ import main
from tests.cohort.hand_ins import HAND_INS, an_original
from tests.cohort.make import ROOT, make_cohort, set_due
from tests.cohort.modules import Desk, renamed, talking
from tests.cohort.people import ABSENT, ROSTER


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(load_course(ROOT))


def points(desk: Desk, modules: dict[str, str]) -> float:
    sources = {name: Source(text.encode(), f"{name}.py") for name, text in modules.items()}
    return grade(desk.course, load_checks(desk.course), sources).points


def whole(desk: Desk) -> float:
    return sum(part.points for part in desk.course.parts)


def digest(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_it_is_the_same_to_the_byte_each_time(tmp_path: Path):
    make_cohort(tmp_path / "one")
    make_cohort(tmp_path / "two")
    assert digest(tmp_path / "one") == digest(tmp_path / "two")


def test_everyone_on_the_roster_is_expected_to_have_a_record(tmp_path: Path):
    expected = make_cohort(tmp_path)
    assert expected.keys() == {person.id for person in ROSTER}
    assert {person.id for person in ABSENT} == {i for i, e in expected.items() if e.status == "missing"}
    assert len(HAND_INS) == 24


def test_every_exercise_has_a_typical_mistake_in_it(tmp_path: Path, desk: Desk):
    mistaken = {f.partition(".")[0] for e in make_cohort(tmp_path).values() for f in e.mistakes}
    assert mistaken == set(desk.course.exercises)


def test_renaming_every_variable_changes_the_text_and_not_the_points(desk: Desk):
    original = desk.right(HAND_INS.index(an_original))
    copy = renamed(original, "_mine")
    assert all(copy[name] != text for name, text in original.items())
    assert points(desk, copy) == whole(desk)


def test_debugging_output_stands_in_every_function_and_costs_nothing(desk: Desk):
    noisy = talking(desk.reference, "HERE")
    assert all(text.count('print("HERE"') == text.count("\ndef ") for text in noisy.values())
    assert points(desk, noisy) == whole(desk)


def test_a_function_that_is_left_out_costs_its_own_points(desk: Desk):
    own = sum(c.points for c in load_checks(desk.course) if c.function == "heun_sample")
    assert points(desk, desk.without(desk.reference, "solvers.heun_sample")) == whole(desk) - own


def test_a_mistake_is_found_by_the_beginning_of_its_sentence_or_refused(desk: Desk):
    with pytest.raises(LookupError, match=r"0 known mistakes of ddim\.ddim_step begin with 'No such'"):
        desk.mistake("ddim.ddim_step", "No such")


def test_due_dates_are_set_for_every_part(tmp_path: Path):
    (tmp_path / "assignments").mkdir()
    (tmp_path / "assignments" / "course.yaml").write_bytes((ROOT / "assignments" / "course.yaml").read_bytes())
    set_due(tmp_path)
    dues = {part.due for part in load_course(tmp_path).parts}
    assert len(dues) == 1
    assert None not in dues


def test_the_command_does_not_write_into_a_folder_that_holds_something(tmp_path: Path, capsys):
    (tmp_path / "mine.txt").write_text("keep me")
    assert main([str(tmp_path)]) == 2
    assert "holds something already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
