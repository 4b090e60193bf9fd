"""A course is what its declaration says, found from any folder inside."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import CourseError, find_course, load_course
from tests.autograder.conftest import COURSE, Person


def test_a_course_is_found_from_a_folder_inside():
    assert find_course(COURSE / "assignments" / "part1_plane").root == COURSE


def test_outside_of_a_course_the_message_says_what_to_do(tmp_path: Path):
    with pytest.raises(CourseError, match="go into the folder of the homework first"):
        find_course(tmp_path)


def test_exercises_stand_in_the_order_in_which_they_are_done():
    course = load_course(COURSE)
    assert course.exercises == ("plane", "space")
    assert course.part_of("space").title == "Space"
    with pytest.raises(KeyError):
        course.part_of("time")


def test_files_are_where_they_belong():
    course = load_course(COURSE)
    assert course.checks_file("plane").is_file()
    assert course.mistakes_file("plane").is_file()
    assert course.stubs.is_dir()
    assert course.manifest.is_file()
    assert course.fingerprints.is_file()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: Geometry\n", "", "missing required field `title`"),
        ("points: 5", "points: five", r"Expected `float`, got `str` - at `\$.parts"),
        ("package: geometry", "package: geometry\nteacher: me", "unknown field `teacher`"),
        ("parts:", "parts: [", "line 4"),
    ],
)
def test_a_wrong_declaration_names_its_file_and_the_place(instructor: Person, old: str, new: str, message: str):
    instructor.edit("assignments/course.yaml", old, new)
    with pytest.raises(CourseError, match=message) as caught:
        load_course(instructor.root)
    assert "course.yaml" in str(caught.value)
