from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

import psycopg
import pytest

from quiz.drawing import paper_of
from quiz.store import Database, open_database
from quiz.store.attempts import begin
from quiz.store.rosters import Student
from quiz.store.sheets import sheet_of
from quiz.store.sittings import Plan, find_sitting, make_sitting
from quiz.store.tables import Attempt, Seat
from tests.postgresql import server

NOW = 1_900_000_000.0
STUDENTS = [Student("s01", "Ada"), Student("s02", "Émile", time_factor=1.5)]
NAMES = (f"quiz{number}" for number in count())


@pytest.fixture(scope="session")
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


_URL: list[str] = []


@pytest.fixture
def postgresql(stack) -> str:
    """The URL of a new PostgreSQL database; the server starts when the first test wants it."""
    if not _URL:
        _URL.append(stack.enter_context(server()).url)
    name = next(NAMES)
    with psycopg.connect(_URL[0].format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return _URL[0].format(name)


@pytest.fixture
def sqlite(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'quiz.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request) -> Iterator[Database]:
    database = open_database(request.getfixturevalue(request.param))
    yield database
    database.close()


@pytest.fixture
def sitting(database, seven):
    """A function that makes a sitting in which every student gets all seven questions; it returns the seats' ids."""

    def sitting(**plan: object) -> list[int]:
        plan = {"title": "Final quiz", "minutes": 40, **plan}
        number = len(STUDENTS) * plan.get("attempts", 1)
        papers = [paper_of(list(seven), f"paper {place}", title="Final quiz", minutes=40) for place in range(number)]
        sheets = [sheet_of(paper) for paper in papers]

        def job(session):
            made = make_sitting(session, Plan(**plan), STUDENTS, sheets, NOW)
            return [seat.id for seat in find_sitting(session, made.id).seats]

        return database.write(job)

    return sitting


@pytest.fixture
def begun(database, sitting):
    """A function that begins the attempt of the first student and returns its id."""

    def begun(now: float = NOW, **plan: object) -> int:
        seats = sitting(**plan)

        def job(session):
            assert begin(session, session.get_one(Seat, seats[0]), now)
            return session.query(Attempt).filter_by(seat_id=seats[0], number=1).one().id

        return database.write(job)

    return begun
