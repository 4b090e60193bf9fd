"""The search for lost answers finds what is lost: else its silence would mean nothing."""

from __future__ import annotations

import pytest

from quiz.drawing import paper_of
from quiz.store import open_database
from quiz.store.attempts import begin, hand_in
from quiz.store.grades import grade
from quiz.store.rosters import Student
from quiz.store.saves import Change, save
from quiz.store.sheets import sheet_of
from quiz.store.sittings import Plan, make_sitting
from quiz.store.tables import Attempt, Grade, LogEntry, SavedAnswer, Seat
from tests.quiz.load.ledger import Ledger, Told, losses

NOW = 1_900_000_000.0


@pytest.fixture
def database(tmp_path):
    database = open_database(f"sqlite:///{tmp_path / 'quiz.db'}")
    yield database
    database.close()


@pytest.fixture
def ledger(database, seven):
    """A student who has saved an answer, with what was acknowledged, and has handed in."""
    sheet = sheet_of(paper_of(list(seven), "a", title="Final quiz", minutes=40))

    def job(session):
        make_sitting(session, Plan("Final quiz", 40), [Student("s01", "Ada")], [sheet], NOW)
        begin(session, session.query(Seat).one(), NOW)
        attempt = session.query(Attempt).one().id
        saved = save(session, attempt, [Change(3, '"0.5"', True)], 0, NOW)
        hand_in(session, attempt, NOW, "student")
        return attempt, saved.revision

    attempt, revision = database.write(job)
    grade(database, attempt, NOW)
    ledger = Ledger("s01", begun=True, handed_in=True)
    ledger.note(Told(3, "0.5", True, revision))
    return ledger


def test_what_was_kept_is_no_loss(database, ledger):
    assert losses(database, [ledger]) == []


LOST = {
    "an answer that is gone": lambda session: session.query(SavedAnswer).delete(),
    "an older answer": lambda session: session.query(SavedAnswer).update({"answer": '"0.4"'}),
    "a flag": lambda session: session.query(SavedAnswer).update({"flag": False}),
    "a line of the log": lambda session: session.query(LogEntry).filter_by(what="save").delete(),
    "a mark": lambda session: session.query(Grade).filter_by(place=7).delete(),
    "the answer of a mark": lambda session: session.query(Grade).filter_by(place=3).update({"answer": "null"}),
    "the points of a mark": lambda session: session.query(Grade).filter_by(place=3).update({"points": 0.25}),
    "the end": lambda session: session.query(Attempt).update({"handed_in": None}),
}


@pytest.mark.parametrize("what", LOST)
def test_what_is_lost_is_found(database, ledger, what):
    database.write(LOST[what])
    assert len(losses(database, [ledger])) == 1
