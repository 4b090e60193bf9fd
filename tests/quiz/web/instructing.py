"""What tests of the instructor's pages share."""

from __future__ import annotations

import re

import pytest

from quiz.store.attempts import hand_in
from quiz.store.grades import current_grades, grade
from quiz.store.instructors import add_instructor
from quiz.store.saves import Change, save
from quiz.store.sheets import questions_of
from quiz.store.tables import Action

PASSWORD = "correct horse battery"


@pytest.fixture
def instructor(served):
    """A client of an instructor who is logged in."""
    served.database.write(lambda session: add_instructor(session, "grace", PASSWORD, served.clock()))
    return log_in(served)


def log_in(served, name="grace", password=PASSWORD):
    client = served.client()
    login(client, name, password)
    return client


def login(client, name, password):
    token = csrf_of(client, "/instructor/login")
    return client.post("/instructor/login", data={"name": name, "password": password, "csrf": token})


def csrf_of(client, path="/instructor"):
    return client.get(path).text.partition('name="csrf" value="')[2].partition('"')[0]


def post(client, path, **data):
    return client.post(path, data={"csrf": csrf_of(client), **data})


def sit(served, student, answers=()):
    """Begin, save some answers by place (as JSON), hand in, mark."""
    served.begin(student)
    attempt = served.attempt(student).id
    now = served.clock()
    changes = [Change(place, answer) for place, answer in dict(answers).items()]
    if changes:
        served.database.write(lambda session: save(session, attempt, changes, 0, now))
    served.database.write(lambda session: hand_in(session, attempt, now, "student"))
    grade(served.database, attempt, now)


def drawn_of(served, student, place):
    attempt = served.attempt(student)
    return questions_of(attempt.public, attempt.private)[place - 1]


def points_of(served, student, place):
    attempt = served.attempt(student).id
    grades = served.database.read(lambda session: current_grades(session, attempt))
    return next(found.points for found in grades if found.place == place)


def log_of(served):
    def read(session):
        return [(action.who, action.what, action.detail) for action in session.query(Action).order_by(Action.id)]

    return served.database.read(read)


def the_page(response):
    assert response.status_code == 200, response.text
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())
