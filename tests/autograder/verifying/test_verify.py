"""Is the grader sharp?  Each way in which it may not be is planted in a toy course, and found."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autograder.course import CourseError
from autograder.verifying.verify import Verdict, verify
from tests.autograder.conftest import Person

PLANE, SPACE = "assignments/part1_plane/check_plane.py", "assignments/part2_space/check_space.py"
MISTAKES = "solutions/mistakes/space.py"


def verdict_on(person: Person, *exercises: str, seeds: int = 1) -> Verdict:
    return verify(person.course, exercises or None, seeds, jobs=1)


def append(person: Person, path: str, text: str) -> None:
    with (person.root / path).open("a", encoding="utf-8") as file:
        file.write(text)


def with_mistake(person: Person, replace: str, by: str, says: str = "Something.") -> None:
    mistake = f'Mistake("cylinder_volume", replace={replace!r}, by={by!r}, says={says!r})'
    person.edit(MISTAKES, "MISTAKES = [", f"MISTAKES = [\n    {mistake},")


def test_a_sharp_course_has_nothing_to_mend(instructor: Person):
    verdict = verdict_on(instructor, seeds=2)
    assert verdict.well, verdict
    assert (verdict.reference, verdict.stub, verdict.checks) == (100, 0, 4)
    assert (verdict.mistakes, verdict.caught, verdict.named) == (7, 7, 7)
    assert verdict.by_function["plane.circle_area"] == (3, 3)


def test_a_survivor_is_found(instructor: Person):
    with_mistake(instructor, "* height", "* height * 1.0000000001")
    verdict = verdict_on(instructor, "space")
    assert verdict.survivors == ["space.cylinder_volume: '* height' -> '* height * 1.0000000001'"]
    assert (verdict.mistakes, verdict.caught) == (3, 2)
    assert not verdict.well


def test_an_idle_check_is_found(instructor: Person):
    append(
        instructor,
        SPACE,
        '''

@check(function="cylinder_volume", points=0)
def check_volume_is_something(impl: Implementation, inputs: Inputs) -> None:
    """A volume is something."""
    expect.that(True, "never")
''',
    )
    assert verdict_on(instructor, "space").idle_checks == ["check_volume_is_something"]


def test_a_check_that_tricks_pass_is_found(instructor: Person):
    append(
        instructor,
        SPACE,
        '''

@check(function="cylinder_volume", points=2)
def check_volume_of_nothing(impl: Implementation, inputs: Inputs) -> None:
    """A cylinder of height 0 holds nothing."""
    expect.close(impl.cylinder_volume(torch.ones(3), torch.zeros(3)), torch.zeros(3))
''',
    )
    tricks = verdict_on(instructor, "space").earned_by_tricks
    assert "check_volume_of_nothing is passed by: return zeros" in tricks
    assert "check_volume_of_nothing is passed by: hard-coded table" in tricks


def test_a_mistake_that_has_anothers_values_is_found(instructor: Person):
    with_mistake(instructor, "* height", "* (height / 3)", says="Another sentence.")
    misnamed = verdict_on(instructor, "space").misnamed
    assert "space.cylinder_volume: '* height' -> '* (height / 3)' is named as" in misnamed[0]
    assert len(misnamed) == 2


def test_a_mistake_that_shows_on_some_seeds_only_is_found(instructor: Person):
    with_mistake(instructor, "* height", "* (height * (2 if float(height[0]) > 1.2 else 1))")
    verdict = verdict_on(instructor, "space", seeds=6)
    assert [f for f in verdict.flaky if "height[0]" in f]
    assert verdict.survivors == []


def test_a_reference_that_fails_on_some_seeds_is_found(instructor: Person):
    instructor.edit("solutions/space.py", "circle_area(radius) * height", "circle_area(radius) * height.clamp(max=1.2)")
    verdict = verdict_on(instructor, "space", seeds=4)
    assert verdict.reference < 100
    assert any("the reference fails check_volume_is_area_times_height at seed" in f for f in verdict.flaky)


def test_a_right_function_that_is_blamed_for_anothers_mistake_is_found(instructor: Person):
    instructor.edit(SPACE, ', needs=["circle_area"]', "")
    misblamed = verdict_on(instructor, "plane").misblamed
    assert "plane.circle_area: 'radius**2' -> 'radius' is blamed on space.cylinder_volume" in misblamed


def test_a_solution_left_outside_of_its_region_is_found(instructor: Person):
    left = "    if height is not None:\n        return circle_area(radius) * height\n"
    instructor.edit("solutions/space.py", "    ### BEGIN SOLUTION\n", f"{left}    ### BEGIN SOLUTION\n")
    instructor.edit("solutions/mistakes/space.py", "MISTAKES = [", "MISTAKES = []\nEARLIER = [")
    verdict = verdict_on(instructor, "space")
    assert verdict.stub == 100
    assert not verdict.well


def test_a_course_without_checks_is_not_well(instructor: Person):
    (instructor.root / SPACE).write_text("")
    verdict = verdict_on(instructor, "space")
    assert verdict.checks == 0
    assert not verdict.well


def test_a_students_copy_cannot_verify(beginner: Person):
    with pytest.raises(CourseError, match="only an instructor's copy can verify"):
        verdict_on(beginner)


def test_the_command_prints_json_and_exits_1_where_there_is_something_to_mend(instructor: Person):
    with_mistake(instructor, "* height", "* height + 0")
    result = instructor.type("staff", "verify", "space", "--json")
    found: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == 1
    fields = {"reference", "stub", "mistakes", "caught", "named", "misnamed", "survivors", "idle_checks", "flaky"}
    assert fields <= set(found)
    assert (found["reference"], found["stub"], found["mistakes"], found["caught"]) == (100, 0, 3, 2)
    assert len(found["survivors"]) == 1
