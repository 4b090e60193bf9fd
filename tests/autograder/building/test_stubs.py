"""A stub is the reference with the solutions taken out."""

from __future__ import annotations

import pytest

from autograder.building.stubs import make_stub, solution_lines
from autograder.course import Course, CourseError, Part

COURSE = Course("Geometry", "geometry", (Part("part1", 'The "plane"', 1, ("plane",)),))
REFERENCE = '''"""The plane."""

SIDES = 4


def area(side: float) -> float:
    """Return the area."""
    if side < 0:
        raise ValueError("side")
    ### BEGIN SOLUTION
    squared = side**2
    return squared
    ### END SOLUTION
'''


def stub_of(text: str) -> str:
    return make_stub(text, "plane", COURSE)


def test_everything_outside_of_the_solutions_stays():
    stub = stub_of(REFERENCE)
    for kept in ("SIDES = 4", "def area(side: float) -> float:", '"""Return the area."""', 'raise ValueError("side")'):
        assert kept in stub


def test_no_line_of_a_solution_stays():
    assert solution_lines(REFERENCE) == ["squared = side**2", "return squared"]
    assert not set(solution_lines(REFERENCE)) & {line.strip() for line in stub_of(REFERENCE).splitlines()}


def test_a_stub_names_the_function_its_exercise_and_its_part():
    names: dict[str, object] = {}
    exec(stub_of(REFERENCE), names)
    with pytest.raises(NotImplementedError, match=r'^plane\.area: not written yet \(part 1, The "plane"\)$'):
        names["area"](2)  # type: ignore[operator]


def test_the_same_reference_gives_the_same_stub():
    assert stub_of(REFERENCE) == stub_of(REFERENCE)
    assert stub_of(REFERENCE).endswith("\n")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    ### END SOLUTION\n", "", "plane.py line 10: this solution is not closed; add '### END SOLUTION'"),
        ("    ### BEGIN SOLUTION\n", "", "plane.py line 12: a solution ends that has not begun"),
        (
            "    return squared\n",
            "    ### BEGIN SOLUTION\n",
            "plane.py line 12: a solution begins inside the one of line 10",
        ),
        ("SIDES = 4\n", "### BEGIN SOLUTION\n", "plane.py line 3: a solution begins outside of any function"),
        ("side**2", "side**", "plane.py line 11: invalid syntax"),
    ],
    ids=["not closed", "not opened", "nested", "outside", "not Python"],
)
def test_a_wrong_region_names_its_line(old: str, new: str, message: str):
    with pytest.raises(CourseError) as caught:
        stub_of(REFERENCE.replace(old, new))
    assert str(caught.value) == message
