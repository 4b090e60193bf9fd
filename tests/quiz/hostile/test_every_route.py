"""Any request to any route: never a server's error, a trace, a way out of the site, or another student's answer."""

from __future__ import annotations

import logging
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings

from quiz.store.attempts import reopen
from quiz.store.instructors import add_instructor
from quiz.store.rosters import Student
from quiz.store.saves import answers
from quiz.store.sheets import read_fields
from quiz.store.tables import Attempt, Instructor, Seat
from quiz.web.app import create_app
from quiz.web.guard import HEADERS
from tests.quiz.hostile.requesting import Sent, requests
from tests.quiz.web.conftest import SEVEN
from tests.quiz.web.instructing import sit

MARK, MANY = "KILROY-WAS-HERE", 10_000
COOKIES = {"sitting": "quiz_seat", "waiting": "quiz_seat", "done": "quiz_seat", "instructor": "quiz_instructor"}
COOKIES |= {"practising": "quiz_practice", "visiting": "quiz_visit", "forged": "quiz_seat"}
SEATS = {"sitting": "s01", "waiting": "s02", "done": "s03"}


class Town:
    """A server with people in every state, to send anything to."""

    def __init__(self, served):
        self.served = served
        students = [Student(name, name.upper()) for name in ("s01", "s02", "s03", "s04")]
        served.make_sitting(students, attempts=3)
        served.begin("s01")
        sit(served, "s03", {1: "null"})
        sit(served, "s04", {6: f'"{MARK}"'})
        served.database.write(lambda session: add_instructor(session, "grace", "correct horse battery", 0))
        self.ids = [name for field in read_fields(served.attempt().fields) for name in (*field.ids, *field.rights)]
        self.paths = {
            path: [method.upper() for method in methods]
            for path, methods in create_app(served.database, practice_bank=SEVEN).openapi()["paths"].items()
        }
        self.client = served.client()
        self.client.follow_redirects = False
        self.tokens = [served.link().rpartition("/")[2], "quiz.css", "quiz.js", self.practice()]

    def practice(self):
        return self.client.get("/practice?topic=&number=3").headers["location"].rpartition("/")[2]

    def cookie(self, who):
        signing, now = self.served.database.signing, self.served.clock()
        if who in SEATS:
            seat = self.served.seat(SEATS[who])
            return signing.dump("quiz_seat", {"seat": seat.id, "version": seat.link_version, "nonce": "x"}, now)
        if who == "instructor":
            found = self.served.database.read(lambda session: session.get_one(Instructor, "grace").session_version)
            return signing.dump("quiz_instructor", {"name": "grace", "version": found, "nonce": "x"}, now)
        return {"practising": "p" * 32, "visiting": signing.dump("quiz_visit", "x", now)}.get(who, "W10.forged")

    def keep_sitting(self):
        """Whoever sits goes on sitting: else most requests would meet an attempt that has ended."""

        def job(session):
            seat = session.get_one(Seat, self.served.seat("s01").id)
            attempt = session.query(Attempt).filter_by(seat_id=seat.id, number=1).one()
            if attempt.handed_in:
                reopen(session, attempt.id, 40, self.served.clock())

        self.served.database.write(job)

    def send(self, sent: Sent):
        self.client.cookies.clear()
        self.keep_sitting()
        headers = dict(sent.headers)
        token = {"none": "", "wrong": "0" * 64}.get(sent.token, "")
        if sent.who != "nobody":
            cookie = self.cookie(sent.who)
            headers["cookie"] = f"{COOKIES[sent.who]}={cookie}"
            if sent.token == "right":
                token = self.served.database.signing.csrf(cookie)
            elif sent.token == "other":
                token = self.served.database.signing.csrf(self.cookie("waiting"))
        if token:
            headers["x-csrf-token"] = token
        body = sent.body
        if sent.fields is not None:
            body = urlencode([("csrf", token), *sent.fields], errors="replace").encode()
        if sent.method not in ("GET", "HEAD"):
            headers["content-type"] = sent.kind
        content = None if sent.method in ("GET", "HEAD", "TRACE") else body
        return self.client.request(sent.method, sent.path, content=content, headers=headers)


def check(town: Town, sent: Sent, response) -> None:
    assert response.status_code < 500
    assert "Traceback" not in response.text
    where = response.headers.get("location", "/")
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))
    assert "evil.example" not in where
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    if sent.who != "instructor":
        assert MARK not in response.text
        assert "quiz_instructor" not in response.headers.get("set-cookie", "")
    if not sent.path.startswith("/s/"):
        assert "quiz_seat=W" not in response.headers.get("set-cookie", "")


def attack(served, examples: int, caplog) -> Town:
    town = Town(served)

    @settings(
        max_examples=examples,
        derandomize=examples < MANY,  # the same ones in each short run; others in the long one
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(requests(town.paths, town.ids, town.tokens))
    def run(sent):
        response = town.send(sent)
        check(town, sent, response)

    with caplog.at_level(logging.ERROR):
        run()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    return town


def test_any_request_to_any_route_is_answered(served, caplog):
    attack(served, 400, caplog)


@pytest.mark.slow
def test_ten_thousand_requests_to_any_route_are_answered(served, caplog):
    attack(served, MANY, caplog)


def test_nobody_changes_what_another_student_answered(served, caplog):
    town = attack(served, 200, caplog)
    attempt = town.served.attempt("s04").id
    assert MARK in str(town.served.database.read(lambda session: answers(session, attempt)))
