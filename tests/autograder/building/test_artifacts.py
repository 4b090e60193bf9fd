"""What is built is built from one truth, to the same bytes."""

from __future__ import annotations

import pytest

from autograder.building.artifacts import make_fingerprints, make_stubs, stale, write
from autograder.course import CourseError
from tests.autograder.conftest import COURSE, Person


def test_what_is_committed_of_the_toy_course_is_fresh(instructor: Person):
    assert stale(instructor.course) == []


def test_two_builds_in_two_processes_give_the_same_bytes(instructor: Person):
    made = make_stubs(instructor.course) | make_fingerprints(instructor.course)
    for path in made:
        path.unlink()
    assert instructor.run("autograder", "staff", "build").returncode == 0
    assert {path: path.read_bytes() for path in made} == made


def test_building_writes_only_what_has_changed(instructor: Person):
    artifacts = make_stubs(instructor.course) | make_fingerprints(instructor.course)
    stub = instructor.path("plane")
    stub.write_text("x = 1\n")
    assert write(artifacts) == [stub]
    assert write(artifacts) == []


def test_everything_stale_is_listed(instructor: Person):
    course = instructor.course
    course.manifest.unlink()
    course.fingerprints.write_text("{")
    instructor.solve()
    files = {path.relative_to(course.root).as_posix() for path in stale(course)}
    assert files == {
        "geometry/plane.py",
        "geometry/space.py",
        "assignments/manifest.json",
        "assignments/fingerprints.jsonl",
    }


def test_rounding_of_another_machine_makes_nothing_stale(instructor: Person):
    path = instructor.course.fingerprints
    text = path.read_text()
    assert text.count("9.5597") == 1
    path.write_text(text.replace("9.5597", "9.5598"))
    assert stale(instructor.course) == []
    path.write_text(text.replace("9.5597", "9.66"))
    assert stale(instructor.course) == [path]


def test_another_mistake_makes_the_fingerprints_stale(instructor: Person):
    instructor.edit("solutions/mistakes/space.py", "* height / 3", "* height / 4")
    assert stale(instructor.course) == [instructor.course.fingerprints]


def test_a_students_copy_cannot_build(beginner: Person):
    with pytest.raises(CourseError, match="only an instructor's copy can build"):
        make_stubs(beginner.course)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("assignments/course.yaml", "points: 5", "points: 6", "gives part1_plane 6 points, but its checks come to 5"),
        ("assignments/course.yaml", "[space]", "[space, time]", "names the exercise time, but"),
        (
            "assignments/part2_space/check_space.py",
            'needs=["circle_area"]',
            'needs=["square_area"]',
            "check_volume_is_area_times_height needs square_area, which no check grades",
        ),
        (
            "assignments/part2_space/check_space.py",
            'function="cylinder_volume"',
            'function="circle_area"',
            "circle_area is graded in plane and space; a function belongs to one exercise",
        ),
        (
            "assignments/part2_space/check_space.py",
            "check_volume_is_area_times_height",
            "check_area_keeps_dtype_and_device",
            "two checks are called check_area_keeps_dtype_and_device",
        ),
        (
            "solutions/mistakes/space.py",
            'replace="* height"',
            'replace="* hight"',
            "replaces '* hight', which stands 0 times in the solution of cylinder_volume; it must stand there once",
        ),
        ("solutions/space.py", "    ### END SOLUTION\n", "", "space.py line 14: this solution is not closed"),
    ],
)
def test_a_contradiction_in_the_course_is_named(instructor: Person, file: str, old: str, new: str, message: str):
    instructor.edit(file, old, new)
    with pytest.raises(CourseError) as caught:
        make_stubs(instructor.course) | make_fingerprints(instructor.course)
    assert message in str(caught.value)


def test_no_formula_of_a_mistake_is_published():
    published = (COURSE / "assignments/fingerprints.jsonl").read_text()
    for formula in ("math.pi", "radius**2", "points**2", ".sqrt()", "* height"):
        assert formula not in published
