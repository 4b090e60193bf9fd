from __future__ import annotations

from quiz.marking import MOMENTS, POLICIES, Policy, Shows


def test_a_final_shows_nothing_during_the_attempt():
    assert POLICIES["final"].at("during") == Shows(score=False, right_answer=False, explanation=False)


def test_a_final_shows_the_key_only_in_review():
    shown = {moment: POLICIES["final"].at(moment).right_answer for moment in MOMENTS}
    assert shown == {"during": False, "after": False, "review": True}


def test_practice_shows_all_at_once():
    assert {POLICIES["practice"].at(moment) for moment in MOMENTS} == {
        Shows(score=True, right_answer=True, explanation=True)
    }


def test_a_policy_shows_nothing_that_it_does_not_name():
    assert all(Policy().at(moment) == Shows() for moment in MOMENTS)
