"""Hints go from gentle to plain."""

from __future__ import annotations

from autograder.building.manifest import read_manifest
from autograder.commands.hints import next_hints
from tests.autograder.conftest import Person

GENTLE_TO_PLAIN = ["Pythagoras.", "Squares first.", "The root of the sum of the squares."]


def test_each_time_a_plainer_one_and_the_last_again(beginner: Person):
    shown = [beginner.type("hint", "distances").output.strip() for _ in range(4)]
    wanted = [f"Hint {n} of 3  {GENTLE_TO_PLAIN[n - 1]}" for n in (1, 2, 3, 3)]
    assert shown == wanted


def test_all_at_once_on_request(beginner: Person):
    function = read_manifest(beginner.course).functions[1]
    assert [text for _, _, text in next_hints(beginner.course, function, every=True)] == GENTLE_TO_PLAIN


def test_each_function_counts_for_itself(beginner: Person):
    beginner.type("hint", "distances")
    assert "Hint 1 of 3  Cut it into slices." in beginner.type("hint", "cylinder_volume").output


def test_a_hint_is_for_one_function(beginner: Person):
    result = beginner.type("hint", "plane")
    assert result.exit_code == 2
    assert "plane has circle_area, distances" in result.output


def test_where_there_is_no_hint_the_message_says_where_to_look(beginner: Person):
    beginner.edit("assignments/part1_plane/hints_plane.yaml", "distances:", "others:")
    result = beginner.type("hint", "distances")
    assert result.exit_code == 2
    assert "its docstring and the handout" in result.output


def test_a_broken_file_of_hints_is_named(beginner: Person):
    (beginner.root / "assignments/part2_space/hints_space.yaml").write_text("cylinder_volume: one\n")
    result = beginner.type("hint", "cylinder_volume")
    assert result.exit_code == 2
    assert "hints_space.yaml" in result.output


def test_a_broken_memory_of_hints_starts_anew(beginner: Person):
    memory = beginner.root / ".autograder/hints.json"
    memory.parent.mkdir()
    memory.write_text("{")
    assert "Hint 1 of 3" in beginner.type("hint", "distances").output
