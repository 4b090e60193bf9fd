from __future__ import annotations

import json

import pytest

from quiz.marking import Mark, right_answer
from quiz.store.attempts import begin, hand_in, reopen
from quiz.store.grades import (
    counted,
    current_grades,
    grade,
    marked,
    moment_of,
    regrade,
    set_private,
    sweep,
    totals,
)
from quiz.store.saves import Change, save
from quiz.store.sheets import questions_of
from quiz.store.sittings import release
from quiz.store.tables import Attempt, Grade, Seat

NOW = 1_900_000_000.0


def keys(database, attempt):
    with database.reading() as session:
        found = session.get_one(Attempt, attempt)
        return [right_answer(drawn) for drawn in questions_of(found.public, found.private)]


def answer_right(database, attempt, places, seen=0):
    right = keys(database, attempt)
    changes = [Change(place, json.dumps(right[place - 1])) for place in places]
    database.write(lambda session: save(session, attempt, changes, seen, NOW + 1))


def finish(database, attempt, now=NOW + 9):
    database.write(lambda session: hand_in(session, attempt, now, "student"))
    grade(database, attempt, now)


def test_the_keys_get_all_points_and_blanks_none(database, begun):
    attempt = begun()
    answer_right(database, attempt, range(1, 7))
    finish(database, attempt)
    grades = database.read(lambda session: current_grades(session, attempt))
    assert [found.status for found in grades] == ["right"] * 6 + ["blank"]
    assert database.read(lambda session: totals(session, 1)) == {attempt: (7, 8)}


def test_an_attempt_that_runs_is_not_marked(database, begun):
    attempt = begun()
    grade(database, attempt, NOW)
    assert database.read(lambda session: current_grades(session, attempt)) == []


def test_marking_twice_marks_once(database, begun):
    attempt = begun()
    finish(database, attempt)
    grade(database, attempt, NOW + 10)
    with database.reading() as session:
        assert session.query(Grade).count() == 7


def test_a_regrade_keeps_the_old_mark_and_its_reason(database, begun):
    attempt = begun()
    finish(database, attempt)
    better = Mark(score=1, points=1, of=1, status="right")
    database.write(lambda session: regrade(session, attempt, 1, better, "the key was wrong", "ada", NOW + 20))
    with database.reading() as session:
        rows = session.query(Grade).filter_by(attempt_id=attempt, place=1).order_by(Grade.version).all()
    assert [(row.version, row.points, row.reason, row.by) for row in rows] == [
        (1, 0, None, None),
        (2, 1, "the key was wrong", "ada"),
    ]
    assert database.read(lambda session: totals(session, 1)) == {attempt: (1, 8)}
    assert database.read(lambda session: marked(session, attempt))[0].reason == "the key was wrong"


def test_a_corrected_key_leaves_the_other_questions_alone(database, begun):
    attempt = begun()
    before = keys(database, attempt)
    with database.reading() as session:
        found = session.get_one(Attempt, attempt)
        numeric = questions_of(found.public, found.private)[2]
    private = numeric.private.model_dump(mode="json")
    private["key"]["value"] = 42.0
    database.write(lambda session: set_private(session, attempt, 3, private))
    after = keys(database, attempt)
    assert after[2] == "42.0"
    assert [*after[:2], *after[3:]] == [*before[:2], *before[3:]]


def test_what_is_reopened_is_marked_anew_when_it_is_handed_in(database, begun):
    attempt = begun()
    finish(database, attempt)
    database.write(lambda session: reopen(session, attempt, 5, NOW + 10))
    answer_right(database, attempt, [1])
    finish(database, attempt, NOW + 11)
    grades = database.read(lambda session: current_grades(session, attempt))
    assert (grades[0].status, grades[0].version) == ("right", 2)


def test_a_sweep_hands_in_and_marks_what_nobody_came_back_to(database, begun):
    attempt = begun()
    answer_right(database, attempt, [1])
    assert sweep(database, NOW + 2400) == 0
    assert sweep(database, NOW + 2411) == 1
    assert database.read(lambda session: totals(session, 1)) == {attempt: (1, 8)}


def test_the_review_opens_when_it_is_released_or_all_is_over(database, begun, sitting):
    attempt = begun(closes=NOW + 100)

    def moment(now):
        with database.reading() as session:
            found = session.get_one(Attempt, attempt)
            return moment_of(session, found.seat.sitting, found, now)

    assert moment(NOW + 1) == "during"
    finish(database, attempt)
    assert moment(NOW + 99) == "after"
    assert moment(NOW + 100) == "review"
    with database.reading() as session:
        other = session.query(Seat).filter_by(student="s02").one().id
    database.write(lambda session: begin(session, session.get_one(Seat, other), NOW + 50))
    assert moment(NOW + 100) == "after"
    database.write(lambda session: release(session, 1, NOW + 60))
    assert moment(NOW + 100) == "review"


@pytest.mark.parametrize(("rule", "points"), [("first", 1), ("best", 6), ("last", 2), ("mean", 3)])
def test_of_several_attempts_one_rule_counts(rule, points):
    assert counted([1, 6, 2], rule) == points
