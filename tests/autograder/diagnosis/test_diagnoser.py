"""Which mistake is it?  The right sentence, or none."""

from __future__ import annotations

import pytest

from autograder.checking.failure import Evidence
from autograder.diagnosis.diagnoser import read_fingerprints
from tests.autograder.conftest import Person

AREA, DISTANCES, VOLUME = "plane.circle_area", "plane.distances", "space.cylinder_volume"
SQUARE = "The area grows with the square of the radius."
ROOT = "This is the squared distance: the root is missing."
SQUARES = "Coordinates are squared before they are added."


def sentence(person: Person, function: str, seed: int = 0) -> str | None:
    return person.check(function.split(".")[1], seed=seed).functions[function].diagnosis


def relation(person: Person, function: str) -> str | None:
    checks = person.check(function.split(".")[1]).functions[function].checks
    return next(o.failure.relation for o in checks if o.failure)


def test_a_known_mistake_is_named_without_the_solutions(student: Person):
    student.distances("return (points * points).sum(1)")
    assert sentence(student, DISTANCES) == ROOT


def test_a_known_mistake_is_named_in_other_words(student: Person):
    student.circle_area("import torch\nreturn torch.pi * radius")
    assert sentence(student, AREA) == SQUARE


def test_a_known_mistake_of_another_dtype_is_named(student: Person):
    student.circle_area("return 3.141592653589793 * radius.double() * radius.double()")
    assert sentence(student, AREA) == "The area has another dtype than the radius."


def test_two_known_mistakes_at_once_are_both_named(student: Person):
    student.distances("return points.abs().sum(dim=1)")
    assert sentence(student, DISTANCES) == f"{ROOT} And: {SQUARES}"


def test_a_mistake_that_nobody_knows_gets_no_sentence_but_its_relation(student: Person):
    student.distances("return 3 * points.norm(dim=1)")
    assert sentence(student, DISTANCES) is None
    assert relation(student, DISTANCES) == "it is 3 times what is expected, everywhere"


def test_right_functions_get_no_sentence(student: Person):
    assert {r.diagnosis for r in student.check().functions.values()} == {None}


def test_stubs_and_blocked_functions_get_no_sentence(student: Person):
    student.circle_area("raise NotImplementedError('plane.circle_area: not written yet')")
    report = student.check()
    assert report.functions[VOLUME].status == "blocked"
    assert {r.diagnosis for r in report.functions.values()} == {None}


def test_without_fingerprints_there_is_no_sentence(student: Person):
    student.course.fingerprints.unlink()
    student.distances("return (points * points).sum(1)")
    assert sentence(student, DISTANCES) is None


def test_broken_fingerprints_are_none(student: Person):
    student.course.fingerprints.write_text('{"function": 3}')
    assert read_fingerprints(student.course.fingerprints) is None
    assert student.check().points == 8


def test_on_another_seed_a_student_gets_no_sentence(student: Person):
    student.distances("return (points * points).sum(1)")
    assert sentence(student, DISTANCES, seed=5) is None


@pytest.mark.parametrize(("body", "said"), [("(points * points).sum(1)", ROOT), ("points.norm(dim=1) * 3", None)])
def test_on_another_seed_an_instructor_makes_the_mistakes_live(instructor: Person, body: str, said: str | None):
    instructor.solve()
    instructor.distances(f"return {body}")
    assert sentence(instructor, DISTANCES, seed=5) == said


def test_two_at_once_are_named_live(instructor: Person):
    instructor.solve()
    instructor.distances("return points.abs().sum(dim=1)")
    assert sentence(instructor, DISTANCES, seed=5) == f"{ROOT} And: {SQUARES}"


def test_a_withheld_mistake_gets_no_sentence(student: Person):
    path = student.course.fingerprints
    lines = path.read_text().splitlines(keepends=True)
    kept = [line for line in lines if "root is missing" not in line]
    assert len(kept) < len(lines)
    path.write_text("".join(kept))
    student.distances("return (points * points).sum(1)")
    assert sentence(student, DISTANCES) is None
    assert relation(student, DISTANCES) == "it is the square of what is expected"


def test_the_same_exception_for_another_reason_gets_no_sentence(instructor: Person):
    instructor.edit(
        "solutions/mistakes/space.py",
        "MISTAKES = [",
        "MISTAKES = [\n    "
        'Mistake("cylinder_volume", replace="* height", by="* height[:2]", says="All heights count."),',
    )
    assert instructor.type("staff", "build").exit_code == 0
    instructor.solve()
    instructor.cylinder_volume("return circle_area(radius) * height[:2]")
    assert sentence(instructor, VOLUME) == "All heights count."
    instructor.edit(instructor.path("space"), "height[:2]", "radius.reshape(5, 1)[:, [0, 0, 0]]")
    assert instructor.check("cylinder_volume").functions[VOLUME].checks[0].failure.message.startswith("RuntimeError")
    assert sentence(instructor, VOLUME) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Evidence("x", (1.0, 2.0)), Evidence("x", (1.00001, 2.0)), True),
        (Evidence("x", (1.0, 2.0)), Evidence("x", (1.01, 2.0)), False),
        (Evidence("x", (1.0,), 0.5), Evidence("x", (1.4,)), True),
        (Evidence("x", (None, 1.0)), Evidence("x", (None, 1.0)), True),
        (Evidence("x", (None,)), Evidence("x", (1.0,)), False),
        (Evidence("x"), Evidence("y"), False),
        (Evidence("x", (1.0,)), Evidence("x"), False),
    ],
)
def test_evidence_matches_up_to_rounding(one: Evidence, other: Evidence, same: bool):
    assert one.matches(other) is same
    assert other.matches(one) is same
