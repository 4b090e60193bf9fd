from __future__ import annotations

import pytest

from quiz.store.attempts import begin, close_expired, current_attempt, hand_in, running, state_of
from quiz.store.saves import GRACE
from quiz.store.tables import Attempt, LogEntry, Seat

NOW = 1_900_000_000.0


def begins(database, seat, now=NOW):
    return database.write(lambda session: begin(session, session.get_one(Seat, seat), now))


def current(database, seat):
    with database.reading() as session:
        return current_attempt(session, session.get_one(Seat, seat))


def state(database, seat, now):
    with database.reading() as session:
        found = session.get_one(Seat, seat)
        return state_of(found.sitting, current_attempt(session, found), now)


def test_extra_time_is_in_the_deadline(database, sitting):
    plain, extra = sitting(minutes=40)
    assert begins(database, plain)
    assert begins(database, extra)
    assert current(database, plain).deadline == NOW + 2400
    assert current(database, extra).deadline == NOW + 3600


def test_beginning_twice_changes_nothing(database, sitting):
    seat = sitting()[0]
    assert begins(database, seat)
    assert begins(database, seat, NOW + 100)
    assert current(database, seat).started == NOW
    with database.reading() as session:
        assert session.query(LogEntry).filter_by(what="begin").count() == 1


def test_nobody_begins_before_it_opens_or_after_it_closes(database, sitting):
    seat = sitting(opens=NOW + 10, closes=NOW + 20)[0]
    assert not begins(database, seat, NOW + 9)
    assert not begins(database, seat, NOW + 20)
    assert [state(database, seat, NOW + at) for at in (9, 10, 20)] == ["early", "ready", "closed"]


def test_who_has_begun_keeps_the_full_time_when_it_closes(database, sitting):
    seat = sitting(opens=NOW, closes=NOW + 20)[0]
    begins(database, seat, NOW + 19)
    assert current(database, seat).deadline == NOW + 19 + 2400
    assert state(database, seat, NOW + 1000) == "running"


def test_an_attempt_ends_once(database, begun):
    attempt = begun()
    assert database.write(lambda session: hand_in(session, attempt, NOW + 5, "student"))
    assert not database.write(lambda session: hand_in(session, attempt, NOW + 6, "time"))
    with database.reading() as session:
        assert session.get_one(Attempt, attempt).handed_in == NOW + 5


def test_what_runs_out_of_time_is_handed_in_as_of_its_deadline(database, begun):
    attempt = begun()
    assert database.write(lambda session: close_expired(session, NOW + 2400 + GRACE)) == []
    assert database.write(lambda session: close_expired(session, NOW + 2400 + GRACE + 1)) == [attempt]
    with database.reading() as session:
        found = session.get_one(Attempt, attempt)
        assert (found.handed_in, found.handed_in_by) == (NOW + 2400, "time")


def test_a_second_attempt_follows_the_first(database, sitting):
    seat = sitting(attempts=2)[0]
    begins(database, seat)
    first = current(database, seat)
    database.write(lambda session: hand_in(session, first.id, NOW + 1, "student"))
    assert begins(database, seat, NOW + 2)
    assert current(database, seat).number == 2
    assert database.read(lambda session: running(session, 1)) == 1


@pytest.mark.parametrize("number", [1, 2])
def test_there_is_no_attempt_beyond_those_planned(database, sitting, number):
    seat = sitting(attempts=number)[0]
    for at in range(number):
        assert begins(database, seat, NOW + at)
        found = current(database, seat)
        database.write(lambda session, name=found.id: hand_in(session, name, NOW + 1, "student"))
    assert not begins(database, seat, NOW + 9)
