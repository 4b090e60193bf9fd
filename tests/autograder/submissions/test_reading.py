"""The modules of a submission are found whatever form it has."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.running.overlay import Source
from autograder.submissions.reading import read_contents, read_submission
from autograder.submissions.submission import Contents, Submission
from tests.autograder.conftest import Person
from tests.autograder.submissions.conftest import (
    BOTH,
    PLANE,
    SPACE,
    WHOLE,
    make_folder,
    make_zip,
    said,
)


@pytest.mark.parametrize("inside", ["", "geometry/", "my work/", "homework/geometry/", "./", "a/b/c/"])
def test_modules_are_found_at_the_top_or_in_a_folder(tmp_path: Path, course: Course, inside: str):
    entries = {f"{inside}{name}": text for name, text in BOTH.items()}
    assert read_contents(make_zip(tmp_path / "a.zip", entries), course) == WHOLE
    assert read_contents(make_folder(tmp_path / "a", entries), course) == WHOLE


def test_what_pack_makes_is_read_without_a_word(student: Person):
    student.type("pack")
    contents = read_contents(student.root / "submission.zip", student.course)
    assert contents.problems == ()
    assert contents.sources["plane"].text == student.path("plane").read_bytes()


def test_a_zip_that_was_packed_again_by_hand_costs_nothing(tmp_path: Path, course: Course):
    manifest = b'{"course": "Geometry", "version": "1", "files": {"plane.py": {"sha256": "0", "bytes": 1}}}'
    assert read_contents(make_zip(tmp_path / "a.zip", BOTH | {"manifest.json": manifest}), course) == WHOLE


def test_a_whole_copy_of_the_homework_is_read_and_so_is_no_other_file(student: Person):
    student.type("pack")
    contents = read_contents(student.root, student.course)
    assert set(contents.sources) == {"plane", "space"}
    assert contents.problems == ()


def test_the_order_of_the_files_changes_nothing(tmp_path: Path, course: Course):
    entries = [*BOTH.items(), ("b/plane.py", b"b"), ("a/x.py", b"x"), ("a/plane.py", b"a"), ("../y", b""), ("/z", b"")]
    answers = set()
    for seed in range(6):
        random.Random(seed).shuffle(entries)
        contents = read_contents(make_zip(tmp_path / "a.zip", entries), course)
        answers.add((contents.digest, contents.problems))
    assert len(answers) == 1


def test_the_shallowest_module_counts(tmp_path: Path, course: Course):
    entries = {"old/plane.py": b"old", "geometry/old/space.py": b"old"} | BOTH
    assert read_contents(make_zip(tmp_path / "a.zip", entries), course) == WHOLE


def test_of_two_as_deep_the_first_by_name_counts_and_that_is_said(tmp_path: Path, course: Course):
    entries = {"b/plane.py": b"b = 1", "a/plane.py": PLANE, "a/space.py": SPACE}
    contents = read_contents(make_folder(tmp_path / "a", entries), course)
    assert contents.sources == WHOLE.sources
    assert contents.problems == ("plane.py is there more than once; a/plane.py was taken, not: b/plane.py",)


def test_of_two_as_deep_the_one_in_the_package_counts(tmp_path: Path, course: Course):
    entries = {"backup/plane.py": b"old", "geometry/plane.py": PLANE, "geometry/space.py": SPACE}
    assert read_contents(make_zip(tmp_path / "a.zip", entries), course) == WHOLE


def test_modules_from_two_folders_are_taken_and_that_is_said(tmp_path: Path, course: Course):
    contents = read_contents(make_zip(tmp_path / "a.zip", {"plane.py": PLANE, "more/space.py": SPACE}), course)
    assert contents.sources == WHOLE.sources
    assert "more than one folder: a.zip, a.zip/more" in said(contents)


@pytest.mark.parametrize("missing", ["plane", "space"])
def test_a_missing_module_is_named_and_the_other_is_read(tmp_path: Path, course: Course, missing: str):
    entries = {name: text for name, text in BOTH.items() if name != f"{missing}.py"}
    contents = read_contents(make_zip(tmp_path / "a.zip", entries), course)
    assert set(contents.sources) == {"plane", "space"} - {missing}
    assert contents.problems == (f"there is no {missing}.py",)


def test_missing_modules_are_said_in_one_sentence(tmp_path: Path, course: Course):
    contents = read_contents(make_zip(tmp_path / "a.zip", {"readme.txt": b"hello"}), course)
    assert contents == Contents({}, ("there is no plane.py, space.py",), opened=True)


@pytest.mark.parametrize("name", ["Plane.py", "plane (1).py", "plane-2.py", "plane - Copy.py", "plane.py.txt"])
def test_a_module_with_almost_the_right_name_is_pointed_out(tmp_path: Path, course: Course, name: str):
    contents = read_contents(make_folder(tmp_path / "a", {name: PLANE, "space.py": SPACE}), course)
    assert f"a file must be called plane.py to be graded as it; there is {name}" in contents.problems


def test_a_loose_module_is_a_submission(tmp_path: Path, course: Course):
    (tmp_path / "plane.py").write_bytes(PLANE)
    contents = read_contents(tmp_path / "plane.py", course)
    assert contents.sources == {"plane": Source(PLANE, "plane.py")}
    assert contents.problems == ("there is no space.py",)


def test_a_loose_file_of_another_name_is_no_module(tmp_path: Path, course: Course):
    (tmp_path / "alice.py").write_bytes(PLANE)
    contents = read_contents(tmp_path / "alice.py", course)
    assert not contents.sources
    assert "these are no modules of the homework by their names: alice.py" in contents.problems


def test_files_handed_in_one_by_one_are_read_by_the_names_they_had(tmp_path: Path, course: Course):
    (tmp_path / "ada_1_2_plane.py").write_bytes(PLANE)
    make_zip(tmp_path / "ada_1_3_rest.zip", {"space.py": SPACE, "plane.py": b"old"})
    files = (("plane.py", tmp_path / "ada_1_2_plane.py"), ("rest.zip", tmp_path / "ada_1_3_rest.zip"))
    contents = read_submission(Submission("1", files[0][1], files=files), course)
    assert contents.sources == WHOLE.sources


def test_a_submission_without_files_is_its_path(tmp_path: Path, course: Course):
    assert read_submission(Submission("1", make_folder(tmp_path / "a", BOTH)), course) == WHOLE


def test_one_zip_in_a_zip_is_opened(tmp_path: Path, course: Course):
    inner = make_zip(tmp_path / "inner.zip", BOTH).read_bytes()
    assert read_contents(make_zip(tmp_path / "a.zip", {"x/submission.zip": inner}), course) == WHOLE
    assert read_contents(make_folder(tmp_path / "a", {"submission.zip": inner}), course) == WHOLE


def test_a_zip_in_a_zip_in_a_zip_is_not(tmp_path: Path, course: Course):
    for name, inside in (("b.zip", "a.zip"), ("c.zip", "b.zip"), ("d.zip", "c.zip")):
        if not (tmp_path / "a.zip").exists():
            make_zip(tmp_path / "a.zip", BOTH)
        make_zip(tmp_path / name, {inside: (tmp_path / inside).read_bytes()})
    assert read_contents(tmp_path / "b.zip", course) == WHOLE
    assert read_contents(tmp_path / "c.zip", course).sources == {}


def test_zips_are_not_opened_for_modules_that_are_there_without(tmp_path: Path, course: Course):
    assert read_contents(make_folder(tmp_path / "a", BOTH | {"old.zip": b"broken"}), course) == WHOLE


def test_a_broken_zip_beside_a_module_costs_only_what_is_in_it(tmp_path: Path, course: Course):
    contents = read_contents(make_folder(tmp_path / "a", {"plane.py": PLANE, "rest.zip": b"PK\3\4 broken"}), course)
    assert set(contents.sources) == {"plane"}
    assert "rest.zip is a zip that is damaged or cut short" in said(contents)


@pytest.mark.parametrize(
    "clutter",
    ["__MACOSX/plane.py", "__MACOSX/._plane.py", ".git/plane.py", "venv/lib/site-packages/x/plane.py", ".plane.py"],
)
def test_what_systems_and_tools_leave_behind_is_no_module(tmp_path: Path, course: Course, clutter: str):
    entries = {clutter: b"clutter", "space.py": SPACE}
    for path in (make_zip(tmp_path / "a.zip", entries), make_folder(tmp_path / "a", entries)):
        contents = read_contents(path, course)
        assert set(contents.sources) == {"space"}
        assert contents.problems == ("there is no plane.py",)
