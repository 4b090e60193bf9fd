"""What a user means by a name."""

from __future__ import annotations

import pytest

from autograder.building.manifest import read_manifest
from autograder.commands.naming import check_named, functions_named
from autograder.course import CourseError, load_course
from tests.autograder.conftest import COURSE

EVERYTHING = ["circle_area", "distances", "cylinder_volume"]


def named(*names: str) -> list[str]:
    course = load_course(COURSE)
    return [f.name for f in functions_named(course, read_manifest(course), names)]


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        ((), EVERYTHING),
        (("distances",), ["distances"]),
        (("plane.distances",), ["distances"]),
        (("plane",), ["circle_area", "distances"]),
        (("plane.py",), ["circle_area", "distances"]),
        (("geometry/plane.py",), ["circle_area", "distances"]),
        (("1",), ["circle_area", "distances"]),
        (("part2_space",), ["cylinder_volume"]),
        (("space", "distances"), ["distances", "cylinder_volume"]),
        (("plane", "distances"), ["circle_area", "distances"]),
    ],
)
def test_a_name_means_a_function_an_exercise_or_a_part(names: tuple[str, ...], meant: list[str]):
    assert named(*names) == meant


@pytest.mark.parametrize(
    ("name", "advice"), [("distance", "did you mean distances"), ("xyz", "`autograder` lists them")]
)
def test_an_unknown_name_brings_advice(name: str, advice: str):
    with pytest.raises(CourseError, match=f"no function, exercise or part is called '{name}'") as caught:
        named(name)
    assert advice in str(caught.value)


def check_meant(name: str) -> str:
    return check_named(read_manifest(load_course(COURSE)), name)[1].name


@pytest.mark.parametrize("name", ["check_volume_is_area_times_height", "check_volume", "volume"])
def test_a_check_may_be_shortened(name: str):
    assert check_meant(name) == "check_volume_is_area_times_height"


def test_a_check_that_is_shortened_too_far_asks_for_more():
    with pytest.raises(CourseError, match="write more of it"):
        check_meant("d")


def test_an_unknown_check_suggests_one():
    with pytest.raises(CourseError, match="did you mean check_distances_are_those_of_pythagoras"):
        check_meant("distances_those_of_pythagoras")
