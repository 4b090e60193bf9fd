"""Markup, SQL and formulas of spreadsheets in names and answers stay what they are: text."""

from __future__ import annotations

import csv
import html
import io
import json
import subprocess
import sys

import pytest

from quiz.store.rosters import Student
from quiz.store.sheets import read_fields
from quiz.store.sittings import release
from quiz.store.tables import Seat
from tests.quiz.web.instructing import csrf_of

EVIL = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE seat; --",
    "' OR 1=1 --",
    "{{ 7*7 }}{% raw %}",
    '=HYPERLINK("http://evil.example";"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "&lt;b&gt;&#x3c;script&#x3e;",
    "</textarea></select></title><svg/onload=alert(1)>",
    "\u202eadA",
]
STUDENTS = [Student(f"{number} {text}"[:100], text, text) for number, text in enumerate(EVIL)]


def is_text_only(page):
    """Whether none of the texts has become markup."""
    return not any(sign in page for sign in ("<script>alert", "<img src=x", "<svg/onload", "<b>", ">49<", " 49{"))


def places_to_write(served):
    """The questions that take a text."""
    fields = read_fields(served.attempt(STUDENTS[0].id).fields)
    return [place for place, field in enumerate(fields, start=1) if not field.ids]


def as_attribute(text):
    """An answer as a page holds it: signs that nobody sees are taken out, others escaped."""
    seen = "".join(sign for sign in text if sign.isprintable())
    return html.escape(seen).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")


@pytest.mark.parametrize("number", range(len(EVIL)))
def test_a_name_is_shown_as_it_is_written(served, number):
    served.make_sitting(STUDENTS)
    student = STUDENTS[number]
    client = served.sit(student.id)
    for path in ("/quiz", "/quiz/questions/1", "/quiz/check"):
        page = client.get(path).text
        assert is_text_only(page)
        assert html.escape(student.name, quote=False) in page.replace("&#34;", '"').replace("&#39;", "'")


def test_the_instructor_sees_names_as_text_and_tables_hold_no_formula(served, instructor):
    served.make_sitting(STUDENTS)
    number = served.sitting
    for name in ("log", f"sittings/{number}", f"sittings/{number}/analysis", f"sittings/{number}/regrade"):
        assert is_text_only(instructor.get(f"/instructor/{name}").text), name
    for student in STUDENTS:
        assert is_text_only(instructor.get(f"/instructor/seats/{served.seat(student.id).id}").text)
    for name in ("results", "answers"):
        table = instructor.get(f"/instructor/sittings/{number}/{name}.csv").text.removeprefix("\ufeff")
        for row in csv.reader(io.StringIO(table)):
            assert not [cell for cell in row if cell.startswith(("=", "@", "+", "\t"))], name
    assert served.database.read(lambda session: session.query(Seat).filter_by(sitting_id=number).count()) == len(EVIL)


def test_an_answer_comes_back_as_it_was_typed_and_nowhere_as_markup(served, instructor):
    served.make_sitting(STUDENTS[:1])
    client = served.sit(STUDENTS[0].id)
    token = csrf_of(client, "/quiz")
    written = places_to_write(served)
    for text in EVIL:
        changes = [{"place": place, "answer": text} for place in written]
        body = json.dumps({"seen": 0, "changes": changes})
        assert client.post("/quiz/save", content=body, headers={"x-csrf-token": token}).status_code == 200
        for place in written:
            page = client.get(f"/quiz/questions/{place}").text
            assert is_text_only(page)
            assert f'value="{as_attribute(text)}"' in page
    client.post("/quiz/hand-in", data={"csrf": token})
    served.database.write(lambda session: release(session, served.sitting, served.clock()))
    assert is_text_only(client.get("/quiz/result/1").text)
    for name in ("one-shot", "signal-left", "name-of-the-null-token", "noisy-image"):
        assert is_text_only(instructor.get(f"/instructor/sittings/{served.sitting}/regrade/{name}").text)


UNREADABLE = [
    "(" * 2000,
    "-" * 2000,
    "9**" * 600 + "9",
    "exp(" * 400,
    "1e999999999",
    "9" * 2000,
    "1/0",
    "nan",
    "٣",
    "0x1F",
]
UNREADABLE += [
    "sqrt(-1)",
    "x0" * 1000,
    "abar**-1e308**9",
    "__import__('os').system('x')",
    "[].__class__",
    "1;2",
    "%" * 2000,
]


def test_answers_that_are_made_to_harm_marking_are_marked(served):
    served.make_sitting(STUDENTS[:1], attempts=len(UNREADABLE))
    client = served.sit(STUDENTS[0].id)
    token = csrf_of(client, "/quiz")
    written = places_to_write(served)
    for number, text in enumerate(UNREADABLE, start=1):
        client.post("/quiz/begin", data={"csrf": token})
        body = json.dumps({"seen": 0, "changes": [{"place": place, "answer": text} for place in written]})
        assert client.post("/quiz/save", content=body, headers={"x-csrf-token": token}).status_code == 200
        done = client.post("/quiz/hand-in", data={"csrf": token})
        assert (done.status_code, done.url.path) == (200, f"/quiz/result/{number}")
        assert served.attempt(STUDENTS[0].id, number).graded is not None


def test_a_roster_of_any_bytes_is_read_or_refused_in_words(tmp_path):
    blank = b"id,name\ns1,Ada\n"
    rosters = [b"", b"\xff\xfe\x00", blank + b"\x00,\x00\n", b"id,name\n" + b'"' * 1000, b"id,name\n" + b"x" * 200_000]
    rosters += [b"id,name,time_factor\ns1,Ada,nan\n", b"id,name,time_factor\ns1,Ada,1e400\n", b"id;name\ns1;Ada\n"]
    rosters += [b"id,name\n" + b"s1,Ada\n" * 3, b"id,name\n=cmd|' /C calc'!A0,Ada\n", b"id,name\n\xe2\x80\xae,Ada\n"]
    for number, data in enumerate(rosters):
        file = tmp_path / f"roster{number}.csv"
        file.write_bytes(data)
        command = [sys.executable, "-m", "quiz", "sitting", "new", "T", "--roster", str(file), "--blueprint", "none"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert "Traceback" not in done.stderr, data[:50]
