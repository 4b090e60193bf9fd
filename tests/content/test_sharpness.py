"""The checks of the homework are sharp: reference 100 %, stubs 0 %, every known mistake caught and named."""

from __future__ import annotations

import pytest

from autograder.course import Course
from autograder.diagnosis.mistakes import load_mistakes
from autograder.verifying.verify import verify

POINTS_OF_PARTS_1_TO_3 = 78


def test_the_matrix_is_clean_on_the_public_seed_in_both_dtypes(course: Course):
    verdict = verify(course)
    assert verdict.well, verdict
    assert (verdict.reference, verdict.stub) == (100.0, 0.0)
    assert verdict.caught == verdict.named == verdict.mistakes


@pytest.mark.slow
def test_the_matrix_is_clean_on_twenty_seeds(course: Course):
    verdict = verify(course, seeds=20)
    assert verdict.well, verdict


def test_there_are_at_least_130_known_mistakes_and_two_for_every_function(course: Course, checks):
    mistakes = load_mistakes(course)
    assert sum(map(len, mistakes.values())) >= 130
    for function, exercise in {(c.function, c.exercise) for c in checks}:
        own = [m for m in mistakes[exercise] if m.function == function]
        assert len(own) >= 2, f"{exercise}.{function} has {len(own)} known mistakes"


def test_the_points_come_to_what_the_course_declares(course: Course, checks):
    assert sum(part.points for part in course.parts[:3]) == POINTS_OF_PARTS_1_TO_3
    for part in course.parts:
        assert sum(c.points for c in checks if c.exercise in part.exercises) == part.points


def test_every_function_has_three_hints(course: Course, checks):
    from autograder.hints import load_hints

    for exercise in course.exercises:
        hints = load_hints(course, exercise)
        assert list(hints) == list(dict.fromkeys(c.function for c in checks if c.exercise == exercise))
        assert all(len(three) == 3 for three in hints.values())
