"""Every route is walked as a student in an attempt on a whole paper; no private text or number of it is in any byte."""

from __future__ import annotations

import html
import json
import random
import re
from pathlib import Path

import pytest

import quiz.web
from quiz.bank_model import FINAL, load_bank, load_blueprint
from quiz.drawing import draw_paper
from quiz.drawing.substitution import show
from quiz.marking import right_answer
from quiz.rendering import to_text
from quiz.store.sheets import questions_of, read_fields, sheet_of
from quiz.store.sittings import Plan, make_sitting, release
from quiz.web.app import create_app
from tests.quiz.load.answering import any_answer, form_fields
from tests.quiz.load.serving import BLUEPRINT
from tests.quiz.web.conftest import SEVEN, STUDENTS
from tests.quiz.web.instructing import csrf_of

KINDS = {"choice", "number", "order", "match", "short", "expression", "net", "all", "each", "coverage"}
FURNITURE = "".join(
    file.read_text(encoding="utf-8")
    for folder in ("templates", "static")
    for file in sorted((Path(quiz.web.__file__).parent / folder).iterdir())
)


def texts_in(value):
    """All texts in data, as they are written and as they are shown where there is no HTML."""
    if isinstance(value, dict | list | tuple):
        inner = value.values() if isinstance(value, dict) else value
        return [text for part in inner for text in texts_in(part)]
    return [value, " ".join(to_text(value).split())] if isinstance(value, str) else []


def private_data(drawn, questions):
    """Texts and numbers of the private part that no public part of the paper and no page itself holds."""
    known = "\n".join(text for other in questions for text in texts_in(other.public.model_dump())) + FURNITURE
    texts, numbers = {drawn.id}, set()

    def walk(value):
        if isinstance(value, dict):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, str) and value not in KINDS:
            texts.add(value.strip())
            texts.update(piece.strip() for piece in re.split(r"[$`*\n]", value) if len(piece.strip()) > 10)
        elif isinstance(value, float) and not value.is_integer():
            numbers.update({repr(value), f"{value:.4g}", show(value)})

    private = drawn.private.model_dump(mode="json")
    private.pop("values")  # what was drawn stands in the text
    walk(private)
    return {text for text in texts if len(text) > 3 and text not in known}, {
        number for number in numbers if len(number) > 3 and number not in known
    }


def found_in(data, sent):
    texts, numbers = data
    found = [text for text in texts if text in sent]
    return found + [number for number in numbers if re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", sent)]


@pytest.fixture(params=["one", "all"])
def exam(served, request):
    """A sitting with whole papers of the final bank, one question or all on a page."""
    bank, blueprint = load_bank(FINAL), load_blueprint(BLUEPRINT)
    sheets = [sheet_of(draw_paper(bank, blueprint, f"private {student.id}")) for student in STUDENTS]
    plan = Plan(title="Final quiz", minutes=40, shape=request.param)
    served.sitting = served.database.write(
        lambda session: make_sitting(session, plan, STUDENTS, sheets, served.clock()).id
    )
    return served


def recording(client):
    bodies = []

    def keep(response):
        bodies.append(html.unescape(response.read().decode()) + str(response.headers))

    client.event_hooks["response"].append(keep)
    return bodies


def test_no_route_sends_a_private_byte_during_an_attempt(exam):
    client = exam.client()
    sent = recording(client)
    client.get(exam.link())
    token = csrf_of(client, "/quiz")
    client.post("/quiz/begin", data={"csrf": token})
    attempt, dice = exam.attempt(), random.Random(0)
    fields, questions = read_fields(attempt.fields), questions_of(attempt.public, attempt.private)
    paths = create_app(exam.database, practice_bank=SEVEN).openapi()["paths"]
    for path, methods in paths.items():
        for value in (*map(str, range(len(fields) + 2)), "quiz.css", questions[0].id, exam.link().rpartition("/")[2]):
            where = re.sub(r"\{\w+\}", value, path)
            if "practice" in where or path == "/quiz/hand-in" or path == "/quiz/leave":
                continue  # practice has its own questions; the others end the attempt or the session
            if "get" in methods:
                client.get(where)
            if "post" in methods:
                client.post(where, data={"csrf": token})
            if "{" not in path:
                break
    for place, field in enumerate(fields, start=1):
        for _ in range(5):
            answer = any_answer(field, dice)
            change = {"place": place, "answer": answer, "flag": True}
            body = json.dumps({"seen": 0, "changes": [change]})
            client.post("/quiz/save", content=body, headers={"x-csrf-token": token})
            pairs = [("csrf", token), ("seen", "99"), *form_fields(field, place, any_answer(field, dice), False)]
            fields_sent = {name: [value for other, value in pairs if other == name] for name, _ in pairs}
            client.post(f"/quiz/questions/{place}", data=fields_sent)
    client.get("/quiz/check")
    assert exam.attempt().handed_in is None
    everything = "\n".join(sent)
    assert re.findall(r"\"(?:key|why|seed|tolerance|misconception|values|source|difficulty)\"", everything) == []
    assert len(sent) > 300
    data = [private_data(drawn, questions) for drawn in questions]
    assert sum(len(texts) + len(numbers) for texts, numbers in data) > 200
    assert [text for secrets in data for text in found_in(secrets, everything)] == []


def test_after_the_review_the_same_search_finds_every_question(exam):
    client = exam.sit()
    client.post("/quiz/hand-in", data={"csrf": csrf_of(client, "/quiz")})
    before = html.unescape(client.get("/quiz/result/1").text)
    exam.database.write(lambda session: release(session, exam.sitting, exam.clock()))
    after = html.unescape(client.get("/quiz/result/1").text)
    attempt = exam.attempt()
    questions = questions_of(attempt.public, attempt.private)
    for drawn in questions:
        assert found_in(private_data(drawn, questions), before) == [], drawn.id
        assert found_in(private_data(drawn, questions), after), drawn.id


def test_saving_the_right_answer_reads_like_saving_a_wrong_one(exam):
    client = exam.sit()
    token, attempt, dice = csrf_of(client, "/quiz"), exam.attempt(), random.Random(1)
    fields, questions = read_fields(attempt.fields), questions_of(attempt.public, attempt.private)
    for place, (field, drawn) in enumerate(zip(fields, questions, strict=True), start=1):
        said = []
        for answer in (right_answer(drawn), any_answer(field, dice, right_answer(drawn))):
            body = json.dumps({"seen": 10**6, "changes": [{"place": place, "answer": answer}]})
            response = client.post("/quiz/save", content=body, headers={"x-csrf-token": token})
            assert response.status_code == 200
            told = response.json()
            said.append((set(told), told["overtaken"], told["newer"], told["deadline"]))
        assert said[0] == said[1]
