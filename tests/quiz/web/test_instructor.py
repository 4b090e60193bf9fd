"""The instructor's pages over HTTP, on a real server and database."""

from __future__ import annotations

import csv
import io
import re

import pytest

from quiz.marking import right_answer
from quiz.statistics.tables import read_table
from quiz.store.attempts import hand_in, reopen
from quiz.store.grades import grade
from quiz.store.instructors import add_instructor
from quiz.store.saves import Change, save
from quiz.store.sheets import questions_of
from tests.quiz.web.instructing import (
    PASSWORD,
    csrf_of,
    drawn_of,
    instructor,
    log_in,
    log_of,
    login,
    points_of,
    post,
    sit,
    the_page,
)

__all__ = ["instructor"]
QUESTIONS = 7


PAGES = [
    "/instructor",
    "/instructor/log",
    "/instructor/sittings/1",
    "/instructor/sittings/1/analysis",
    "/instructor/sittings/1/results.csv",
    "/instructor/sittings/1/answers.csv",
    "/instructor/sittings/1/regrade",
    "/instructor/sittings/1/regrade/one-shot",
    "/instructor/seats/1",
]
ACTIONS = [
    "/instructor/logout",
    "/instructor/sittings/1/extend",
    "/instructor/sittings/1/review",
    "/instructor/sittings/1/regrade/one-shot/preview",
    "/instructor/sittings/1/regrade/one-shot/apply",
    "/instructor/seats/1/extend",
    "/instructor/seats/1/reopen",
    "/instructor/seats/1/revoke",
    "/instructor/seats/1/factor",
]


def test_no_page_is_shown_without_a_login(served):
    for client in (served.client(), served.sit("s01")):
        for path in PAGES:
            response = client.get(path, follow_redirects=False)
            assert (response.status_code, response.headers["location"]) == (303, "/instructor/login")
            assert response.text == ""


def test_nothing_is_done_without_a_login(served):
    client = served.sit("s01")
    token = csrf_of(client, "/quiz")
    for path in ACTIONS:
        response = client.post(path, data={"csrf": token, "minutes": "5"}, follow_redirects=False)
        assert response.status_code in (303, 403)
    assert log_of(served) == []


def test_a_form_without_its_token_is_refused(served, instructor):
    before = log_of(served)
    for path in ACTIONS:
        for data in ({"minutes": "5"}, {"minutes": "5", "csrf": "0" * 64}):
            assert instructor.post(path, data=data).status_code == 403
    assert log_of(served) == before


def test_every_page_is_shown_to_an_instructor(instructor):
    assert {path: instructor.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)


def test_a_wrong_password_is_told_and_noted(served, instructor):
    client = served.client()
    response = login(client, "grace", "not the password at all")
    assert response.status_code == 403
    assert "Name or password is wrong" in response.text
    assert ("grace", "login refused") in [action[:2] for action in log_of(served)]
    assert client.get("/instructor", follow_redirects=False).status_code == 303


def test_an_unknown_name_reads_like_a_wrong_password(served, instructor):
    texts = []
    for name in ("grace", "nobody"):
        texts.append(login(served.client(), name, "not the password at all").text)
    assert re.sub(r"value=\"[^\"]*\"", "", texts[0]) == re.sub(r"value=\"[^\"]*\"", "", texts[1])


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(served, instructor):
    client = served.client()
    for _ in range(5):
        assert login(client, "grace", "wrong").status_code == 403
    assert login(client, "grace", PASSWORD).status_code == 429
    served.clock.offset += 61
    assert "Sittings" in login(client, "grace", PASSWORD).text


def test_the_login_itself_needs_its_token(served, instructor):
    client = served.client()
    data = {"name": "grace", "password": PASSWORD}
    assert client.post("/instructor/login", data=data).status_code == 403


def test_the_session_ends_after_half_a_day(served, instructor):
    served.clock.offset += 12 * 3600 + 1
    assert instructor.get("/instructor", follow_redirects=False).status_code == 303


def test_logging_out_ends_a_copied_session_too(served, instructor):
    copied = served.client()
    copied.cookies.set("quiz_instructor", instructor.cookies["quiz_instructor"], domain="127.0.0.1")
    assert copied.get("/instructor", follow_redirects=False).status_code == 200
    post(instructor, "/instructor/logout")
    assert copied.get("/instructor", follow_redirects=False).status_code == 303


def test_a_new_password_ends_old_sessions(served, instructor):
    served.database.write(lambda session: add_instructor(session, "grace", "another long password", served.clock()))
    assert instructor.get("/instructor", follow_redirects=False).status_code == 303


def with_another(text, place):
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


def test_a_forged_session_is_none(served, instructor):
    name, value = "quiz_instructor", instructor.cookies["quiz_instructor"]
    # Not the last character: it holds two bits that are not part of the signature, so four of them say the same.
    changed = [with_another(value, place) for place in (*range(0, len(value) - 1, 9), len(value) - 2)]
    of_a_student = served.sit("s01").cookies["quiz_seat"]
    client = served.client()
    for forged in (*changed, value.partition(".")[0], "x", "", of_a_student):
        client.cookies.clear()
        client.cookies.set(name, forged, domain="127.0.0.1")
        assert client.get("/instructor", follow_redirects=False).status_code == 303, forged
    client.cookies.set(name, value, domain="127.0.0.1")
    assert client.get("/instructor", follow_redirects=False).status_code == 200


def test_the_session_cookie_is_not_for_scripts(served, instructor):
    client = served.client()
    token = csrf_of(client, "/instructor/login")
    data = {"name": "grace", "password": PASSWORD, "csrf": token}
    cookie = client.post("/instructor/login", data=data, follow_redirects=False).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


def test_a_sitting_shows_who_is_where(served, instructor):
    served.begin("s01")
    sit(served, "s02")
    page = the_page(instructor.get("/instructor/sittings/1"))
    assert "1 sitting, 1 not begun, 1 handed in" in page
    assert "39 minutes" in page or "40 minutes" in page
    sections = re.split(r"<h2", instructor.get("/instructor/sittings/1").text)
    assert "Ada Lovelace" in sections[1]
    assert "&lt;b&gt;Eve&lt;/b&gt;" in sections[2]
    assert "Émile Borel" in sections[3]
    assert "0 of 8" in sections[3]


def test_time_that_is_up_counts_as_the_end(served, instructor):
    served.begin("s01")
    served.clock.offset += 41 * 60
    assert "0 sitting, 2 not begun, 1 handed in" in the_page(log_in(served).get("/instructor/sittings/1"))


def test_more_time_for_one(served, instructor):
    served.begin("s01")
    served.begin("s02")
    before = served.attempt("s01").deadline, served.attempt("s02").deadline
    page = the_page(post(instructor, f"/instructor/seats/{served.seat('s01').id}/extend", minutes="7"))
    assert "has more time" in page
    assert served.attempt("s01").deadline == before[0] + 7 * 60
    assert served.attempt("s02").deadline == before[1]
    assert log_of(served)[-1] == ("grace", "extend", '{"student": "s01", "minutes": 7}')


def test_more_time_for_all_reaches_those_who_are_sitting(served, instructor):
    served.begin("s01")
    sit(served, "s02")
    before = served.attempt("s01").deadline, served.attempt("s02").deadline
    post(instructor, "/instructor/sittings/1/extend", minutes="5")
    assert served.attempt("s01").deadline == before[0] + 300
    assert served.attempt("s02").deadline == before[1]
    assert served.attempt("s03").deadline is None
    assert log_of(served)[-1] == ("grace", "extend all", '{"minutes": 5, "students": 1}')


def test_minutes_that_are_none_are_refused(served, instructor):
    served.begin("s01")
    before = served.attempt("s01").deadline
    for minutes in ("0", "-5", "241", "x", "", "1e3", "٥"):
        response = post(instructor, "/instructor/sittings/1/extend", minutes=minutes)
        assert response.status_code == 422
        assert "whole number from 1 to 240" in response.text
    assert served.attempt("s01").deadline == before


def test_who_is_not_sitting_gets_no_more_time(served, instructor):
    sit(served, "s02")
    assert post(instructor, f"/instructor/seats/{served.seat('s02').id}/extend", minutes="5").status_code == 409
    assert post(instructor, f"/instructor/seats/{served.seat('s03').id}/extend", minutes="5").status_code == 409


def test_an_attempt_is_opened_again_and_its_marks_are_kept(served, instructor):
    sit(served, "s01")
    seat = served.seat("s01").id
    assert "is open again" in the_page(post(instructor, f"/instructor/seats/{seat}/reopen", minutes="10"))
    student = served.client()
    student.get(served.link("s01"))
    assert student.get("/quiz/questions").status_code == 200
    right = drawn_of(served, "s01", 3)
    attempt, now = served.attempt("s01").id, served.clock()
    answer = f'"{right_answer(right)}"'
    served.database.write(lambda session: save(session, attempt, [Change(3, answer)], 0, now))
    student.post("/quiz/hand-in", data={"csrf": csrf_of(student, "/quiz")})
    assert points_of(served, "s01", 3) == 1
    page = the_page(instructor.get(f"/instructor/seats/{seat}"))
    assert "signal-left 0 1 1 handed in again" in page


def test_what_has_not_ended_is_not_opened_again(served, instructor):
    served.begin("s01")
    for student in ("s01", "s03"):
        response = post(instructor, f"/instructor/seats/{served.seat(student).id}/reopen", minutes="5")
        assert response.status_code == 409


def test_a_revoked_link_ends_and_the_new_one_works(served, instructor):
    student = served.sit("s01")
    old, seat = served.link("s01"), served.seat("s01").id
    page = post(instructor, f"/instructor/seats/{seat}/revoke")
    assert student.get("/quiz").status_code == 403
    assert served.client().get(old).status_code == 404
    new = re.search(r"<code>(http[^<]+)</code>", page.text)[1]
    assert new != old
    assert served.client().get(new).status_code == 200


def test_the_share_of_time_changes_what_a_student_gets(served, instructor):
    seat = served.seat("s03").id
    post(instructor, f"/instructor/seats/{seat}/factor", factor="1.25")
    served.begin("s03")
    attempt = served.attempt("s03")
    assert attempt.deadline - attempt.started == pytest.approx(50 * 60)
    for wrong in ("0.5", "nan", "inf", "x", "9"):
        assert post(instructor, f"/instructor/seats/{seat}/factor", factor=wrong).status_code == 422


def test_the_review_is_opened_and_closed(served, instructor):
    sit(served, "s01")
    student = served.client()
    student.get(served.link("s01"))
    assert "The network has learned" not in student.get("/quiz/result/1").text
    post(instructor, "/instructor/sittings/1/review", review="open")
    assert "Gaussian steps compose" in student.get("/quiz/result/1").text
    post(instructor, "/instructor/sittings/1/review", review="close")
    assert "Gaussian steps compose" not in student.get("/quiz/result/1").text
    assert [action[1] for action in log_of(served)][-2:] == ["open review", "close review"]


def test_results_come_as_a_table(served, instructor):
    sit(served, "s01", {3: f'"{right_answer(drawn_of(served, "s01", 3))}"'})
    served.begin("s02")
    response = instructor.get("/instructor/sittings/1/results.csv")
    assert 'filename="sitting-1-results.csv"' in response.headers["content-disposition"]
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))}
    assert (rows["s01"]["state"], rows["s01"]["points"], rows["s01"]["of"]) == ("handed in", "1", "8")
    assert rows["s01"]["percent"] == "12.50"
    assert (rows["s02"]["state"], rows["s02"]["points"]) == ("sitting", "")
    assert (rows["s03"]["name"], rows["s03"]["state"]) == ("<b>Eve</b>", "not begun")


def test_of_several_attempts_the_rule_of_the_sitting_counts(served, instructor):
    number = served.make_sitting(attempts=2, counts="best")
    sit(served, "s01")
    served.begin("s01")
    attempt, now = served.attempt("s01", 2).id, served.clock()
    right = questions_of(served.attempt("s01", 2).public, served.attempt("s01", 2).private)[2]
    served.database.write(lambda session: save(session, attempt, [Change(3, f'"{right_answer(right)}"')], 0, now))
    served.database.write(lambda session: hand_in(session, attempt, now, "student"))
    grade(served.database, attempt, now)
    text = instructor.get(f"/instructor/sittings/{number}/results.csv").content.decode("utf-8-sig")
    (row,) = [row for row in csv.DictReader(io.StringIO(text)) if row["student"] == "s01"]
    assert (row["attempts"], row["points"]) == ("2", "1")


def test_the_table_of_answers_is_what_the_report_reads(served, instructor, tmp_path):
    for student in ("s01", "s02"):
        sit(served, student, {3: f'"{right_answer(drawn_of(served, student, 3))}"'})
    file = tmp_path / "answers.csv"
    file.write_bytes(instructor.get("/instructor/sittings/1/answers.csv").content)
    found = read_table(file)
    assert len(found.responses) == 2 * QUESTIONS
    assert sum(response.score for response in found.responses) == 2
    assert sum(response.blank for response in found.responses) == 2 * (QUESTIONS - 1)


def test_the_analysis_names_each_question(served, instructor):
    for student in ("s01", "s02"):
        sit(served, student)
    page = the_page(instructor.get("/instructor/sittings/1/analysis"))
    assert "Students (first attempts) 2" in page
    assert "signal-left" in page
    assert "Few points were given (0%)" in page


def test_the_log_shows_what_was_done_with_names_escaped(served, instructor):
    served.begin("s01")
    post(instructor, f"/instructor/seats/{served.seat('s01').id}/extend", minutes="5")
    served.client().get("/instructor/login")
    login(served.client(), "<script>x</script>", "wrong")
    text = instructor.get("/instructor/log").text
    assert "student: s01; minutes: 5" in text
    assert "<script>" not in text


def test_what_is_not_there_is_told(instructor):
    for path in ("sittings/99", "sittings/x", "seats/99", "sittings/1/regrade/none", "sittings/99/results.csv"):
        assert instructor.get(f"/instructor/{path}").status_code == 404


@pytest.mark.parametrize("path", ["seats/{}", "sittings/{}", "sittings/{}/analysis", "sittings/{}/regrade"])
def test_a_number_beyond_a_database_is_a_page_that_is_not_there(instructor, path):
    assert instructor.get(f"/instructor/{path.format(2**63)}").status_code == 404


def test_an_instructor_reads_what_a_student_answered_with_marks(served, instructor):
    sit(served, "s01", {6: '"typed <b>words</b>"', 3: '"-7"'})
    seat = served.seat("s01").id
    assert f"/instructor/seats/{seat}/attempts/1" in instructor.get(f"/instructor/seats/{seat}").text
    page = instructor.get(f"/instructor/seats/{seat}/attempts/1").text
    assert 'value="typed &lt;b&gt;words&lt;/b&gt;"' in page
    assert "signal-left" in page
    assert "Not answered" in page
    served.begin("s02")
    assert instructor.get(f"/instructor/seats/{served.seat('s02').id}/attempts/1").status_code == 404
    student = served.sit("s03")
    assert student.get(f"/instructor/seats/{seat}/attempts/1").url.path == "/instructor/login"


def test_handing_in_once_more_is_no_changed_mark(served, instructor):
    sit(served, "s01")
    attempt = served.attempt("s01").id
    served.database.write(lambda session: reopen(session, attempt, 10, served.clock()))
    served.database.write(lambda session: hand_in(session, attempt, served.clock(), "student"))
    grade(served.database, attempt, served.clock())
    page = instructor.get(f"/instructor/seats/{served.seat('s01').id}").text
    assert "handed in again" not in page
