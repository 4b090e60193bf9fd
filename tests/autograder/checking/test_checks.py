"""A check declares what it is worth and what it grades."""

from __future__ import annotations

import pytest

from autograder import check
from autograder.checking.checks import as_check, load_checks
from autograder.course import CourseError
from tests.autograder.conftest import Person


def test_checks_load_in_the_order_of_the_course(instructor: Person):
    assert [c.name for c in load_checks(instructor.course)] == [
        "check_doubling_the_radius_makes_four_times_the_area",
        "check_area_keeps_dtype_and_device",
        "check_distances_are_those_of_pythagoras",
        "check_volume_is_area_times_height",
    ]


def test_checks_of_one_exercise_load_alone(instructor: Person):
    (only,) = load_checks(instructor.course, ["space"])
    assert (only.qualified, only.points, only.needs) == ("space.cylinder_volume", 3, ("circle_area",))


def test_a_check_that_is_only_imported_is_not_run_twice(instructor: Person):
    instructor.edit(
        "assignments/part2_space/check_space.py",
        "import torch\n",
        "import torch\n\nfrom assignments.part1_plane.check_plane import check_area_keeps_dtype_and_device\n",
    )
    assert len(load_checks(instructor.course)) == 4


def test_a_check_without_its_decorator_is_refused():
    def check_it(impl, inputs):
        """It holds."""

    with pytest.raises(CourseError, match=r"plane: check_it lacks @check\(function=\.\.\., points=\.\.\.\)"):
        as_check("plane", "check_it", check_it)


def test_a_check_without_a_sentence_is_refused():
    @check(function="area", points=1)
    def check_it(impl, inputs):
        pass

    with pytest.raises(CourseError, match="check_it lacks a docstring"):
        as_check("plane", "check_it", check_it)
