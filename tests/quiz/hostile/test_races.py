"""Two things at once, on both databases, with two connections as two workers have them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from quiz.drawing import paper_of
from quiz.store import open_database
from quiz.store.attempts import begin, hand_in, reopen
from quiz.store.grades import current_grades, grade
from quiz.store.rosters import Student
from quiz.store.saves import Change, NotOpen, answers, save
from quiz.store.sheets import sheet_of
from quiz.store.sittings import Plan, make_sitting
from quiz.store.tables import Attempt, Grade, LogEntry, Seat

NOW = 1_900_000_000.0


@pytest.fixture(params=["sqlite", "postgresql"])
def workers(request):
    """The same database, opened by two workers."""
    url = request.getfixturevalue(request.param)
    opened = [open_database(url), open_database(url)]
    yield opened
    for database in opened:
        database.close()


@pytest.fixture
def attempt(workers, seven):
    sheet = sheet_of(paper_of(list(seven), "a", title="Final quiz", minutes=40))

    def job(session):
        make_sitting(session, Plan("Final quiz", 40), [Student("s01", "Ada")], [sheet], NOW)
        assert begin(session, session.query(Seat).one(), NOW)
        return session.query(Attempt).one().id

    return workers[0].write(job)


def together(*jobs):
    """Run all at the same moment and return their results."""
    barrier = Barrier(len(jobs))

    def wait_and_run(job):
        barrier.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(wait_and_run, job) for job in jobs]]


def test_no_save_is_acknowledged_after_the_end_and_marks_are_of_the_last_one_before(workers, attempt):
    def saving(name):
        told = []
        for number in range(200):
            change = Change(6, json.dumps(f"{name} {number}"))
            try:
                done = workers[name % 2].write(lambda session, change=change: save(session, attempt, [change], 0, NOW))
            except NotOpen:
                return told
            told.append((done.revision, change.answer))
        return told

    def ending():
        while not workers[0].read(lambda session: answers(session, attempt)):
            pass
        workers[1].write(lambda session: hand_in(session, attempt, NOW, "student"))
        grade(workers[1], attempt, NOW)

    *told, _ = together(*(lambda name=name: saving(name) for name in range(6)), ending)
    last = max(entry for entries in told for entry in entries)
    with workers[0].reading() as session:
        assert answers(session, attempt)[6].answer == json.loads(last[1])
        grades = {row.place: row for row in current_grades(session, attempt)}
        assert json.loads(grades[6].answer) == json.loads(last[1])
        logged = {(row.revision, row.answer) for row in session.query(LogEntry).filter_by(what="save")}
    assert {entry for entries in told for entry in entries} == logged


def test_saves_of_two_workers_get_different_revisions(workers, attempt):
    def saving(name):
        change = [Change(name % 7 + 1, None, True)]
        return [
            workers[name % 2].write(lambda session: save(session, attempt, change, 0, NOW)).revision for _ in range(20)
        ]

    revisions = [
        revision for found in together(*(lambda name=name: saving(name) for name in range(6))) for revision in found
    ]
    assert sorted(revisions) == list(range(1, 121))


def test_ending_twice_at_once_ends_and_marks_once(workers, attempt):
    def ending(name):
        ended = workers[name % 2].write(lambda session: hand_in(session, attempt, NOW + name, "student"))
        grade(workers[name % 2], attempt, NOW)
        return ended

    assert sorted(together(*(lambda name=name: ending(name) for name in range(6)))) == [False] * 5 + [True]
    with workers[0].reading() as session:
        assert session.query(Grade).count() == 7
        assert session.query(LogEntry).filter_by(what="hand in").count() == 1


def test_beginning_twice_at_once_begins_once(workers, attempt):
    def reset(session):
        found = session.get_one(Attempt, attempt)
        found.started = found.deadline = None

    workers[0].write(reset)

    def beginning(name):
        return workers[name % 2].write(lambda session: begin(session, session.query(Seat).one(), NOW + name))

    assert together(*(lambda name=name: beginning(name) for name in range(6))) == [True] * 6
    with workers[0].reading() as session:
        began = session.query(LogEntry).filter_by(what="begin").order_by(LogEntry.id).all()
        assert len(began) == 2
        assert session.get_one(Attempt, attempt).started == began[-1].at


def test_what_is_reopened_while_it_is_marked_is_marked_anew_in_the_end(workers, attempt):
    workers[0].write(lambda session: save(session, attempt, [Change(6, '"before"')], 0, NOW))
    workers[0].write(lambda session: hand_in(session, attempt, NOW, "student"))
    together(
        lambda: grade(workers[0], attempt, NOW),
        lambda: workers[1].write(lambda session: reopen(session, attempt, 5, NOW)),
    )
    workers[1].write(lambda session: save(session, attempt, [Change(6, '"after"')], 9, NOW + 1))
    workers[1].write(lambda session: hand_in(session, attempt, NOW + 2, "student"))
    grade(workers[0], attempt, NOW + 2)
    with workers[0].reading() as session:
        assert json.loads({row.place: row for row in current_grades(session, attempt)}[6].answer) == "after"
