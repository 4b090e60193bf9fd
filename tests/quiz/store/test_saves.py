from __future__ import annotations

import threading

import pytest

from quiz.store.attempts import extend, hand_in, reopen
from quiz.store.saves import GRACE, MOST_SAVES, Change, NotOpen, TooManySaves, answers, save
from quiz.store.tables import Attempt, LogEntry

NOW = 1_900_000_000.0
DEADLINE = NOW + 40 * 60


@pytest.fixture
def put(database):
    def put(attempt, place, answer, seen=0, now=NOW + 1, flag=None, whole_form=False):
        change = Change(place, answer, flag)
        return database.write(lambda session: save(session, attempt, [change], seen, now, whole_form=whole_form))

    return put


def logged(database, attempt, place=1):
    with database.reading() as session:
        entries = session.query(LogEntry).filter_by(attempt_id=attempt, place=place).order_by(LogEntry.id)
        return [entry.answer for entry in entries]


def test_a_saved_answer_is_read_back_with_its_time(database, begun, put):
    attempt = begun()
    put(attempt, 1, '"abc"', now=NOW + 5)
    found = database.read(lambda session: answers(session, attempt))
    assert (found[1].answer, found[1].saved_at, found[1].flag) == ("abc", NOW + 5, False)


def test_of_two_pages_the_last_save_wins_and_both_are_logged(database, begun, put):
    attempt = begun()
    put(attempt, 1, '"first"')
    saved = put(attempt, 1, '"second"', seen=0)
    assert saved.overtaken == (1,)
    assert database.read(lambda session: answers(session, attempt))[1].answer == "second"
    assert logged(database, attempt) == ['"first"', '"second"']


def test_an_attempt_is_not_saved_without_end(database, begun, put):
    attempt = begun()

    def nearly(session):
        session.get_one(Attempt, attempt).revision = MOST_SAVES - 1

    database.write(nearly)
    put(attempt, 1, '"last"')
    with pytest.raises(TooManySaves):
        put(attempt, 1, '"one more"')
    assert database.read(lambda session: answers(session, attempt))[1].answer == "last"


def test_a_save_that_is_sent_twice_overtakes_nobody(begun, put):
    attempt = begun()
    put(attempt, 1, '"same"')
    assert put(attempt, 1, '"same"', seen=0).overtaken == ()


def test_a_save_tells_what_the_page_does_not_know(begun, put):
    attempt = begun()
    put(attempt, 1, '"one"')
    put(attempt, 2, '"two"', flag=True)
    saved = put(attempt, 3, '"three"', seen=1)
    assert [(found.place, found.answer, found.flag) for found in saved.newer] == [(2, "two", True)]


def test_a_flag_alone_keeps_the_answer(database, begun, put):
    attempt = begun()
    put(attempt, 1, '"abc"')
    put(attempt, 1, None, seen=1, flag=True)
    found = database.read(lambda session: answers(session, attempt))[1]
    assert (found.answer, found.flag) == ("abc", True)


def test_a_form_that_shows_an_old_answer_does_not_bring_it_back(database, begun, put):
    attempt = begun()
    put(attempt, 1, '"old"')
    put(attempt, 1, '"new"', seen=1)
    put(attempt, 1, '"old"', seen=1, flag=False, whole_form=True)
    assert database.read(lambda session: answers(session, attempt))[1].answer == "new"
    assert logged(database, attempt) == ['"old"', '"new"']


def test_a_form_with_a_change_counts_over_a_newer_answer(database, begun, put):
    attempt = begun()
    put(attempt, 1, '"old"')
    put(attempt, 1, '"new"', seen=1)
    saved = put(attempt, 1, '"mine"', seen=1, flag=False, whole_form=True)
    assert saved.overtaken == (1,)
    assert database.read(lambda session: answers(session, attempt))[1].answer == "mine"


def test_an_unanswered_question_in_a_form_is_not_logged(database, begun, put):
    attempt = begun()
    put(attempt, 1, "null", flag=False, whole_form=True)
    assert logged(database, attempt) == []


@pytest.mark.parametrize("late", [0, GRACE])
def test_a_save_until_the_end_of_the_grace_counts(begun, put, late):
    put(begun(), 1, '"x"', now=DEADLINE + late)


def test_a_save_after_the_grace_is_refused_and_not_logged(database, begun, put):
    attempt = begun()
    put(attempt, 1, '"in time"')
    with pytest.raises(NotOpen):
        put(attempt, 1, '"late"', seen=1, now=DEADLINE + GRACE + 0.1)
    assert logged(database, attempt) == ['"in time"']


def test_what_is_handed_in_takes_no_answers(database, begun, put):
    attempt = begun()
    database.write(lambda session: hand_in(session, attempt, NOW + 9, "student"))
    with pytest.raises(NotOpen):
        put(attempt, 1, '"x"')


def test_what_is_reopened_takes_answers_until_its_new_deadline(database, begun, put):
    attempt = begun()
    database.write(lambda session: hand_in(session, attempt, NOW + 9, "student"))
    database.write(lambda session: reopen(session, attempt, 5, DEADLINE + 100))
    assert put(attempt, 1, '"x"', now=DEADLINE + 101).deadline == DEADLINE + 400


def test_extended_time_moves_the_deadline_and_is_logged(database, begun, put):
    attempt = begun()
    database.write(lambda session: extend(session, attempt, 10, NOW))
    assert put(attempt, 1, '"x"').deadline == DEADLINE + 600
    with database.reading() as session:
        assert session.query(LogEntry).filter_by(attempt_id=attempt, what="extend").count() == 1


def test_a_save_that_fails_harms_no_other(database, begun):
    attempt = begun()

    def fails(session):
        save(session, attempt, [Change(2, '"half"')], 0, NOW)
        raise LookupError("after writing")

    futures = [database.submit(fails if place == 2 else _saving(attempt, place)) for place in (1, 2, 3)]
    with pytest.raises(LookupError):
        futures[1].result()
    assert [futures[0].result().overtaken, futures[2].result().overtaken] == [(), ()]
    assert set(database.read(lambda session: answers(session, attempt))) == {1, 3}


def _saving(attempt, place):
    return lambda session: save(session, attempt, [Change(place, '"x"')], 0, NOW)


def test_saves_of_many_threads_are_all_kept_in_a_row(database, begun, put):
    attempt = begun()

    def many(place):
        for number in range(20):
            put(attempt, place, f'"{number}"')

    threads = [threading.Thread(target=many, args=(place,)) for place in range(1, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = database.read(lambda session: answers(session, attempt))
    assert [found[place].answer for place in range(1, 8)] == ["19"] * 7
    with database.reading() as session:
        revisions = [entry.revision for entry in session.query(LogEntry).filter_by(attempt_id=attempt, what="save")]
    assert sorted(revisions) == list(range(1, 141))
