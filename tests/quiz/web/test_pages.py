"""Sitting a quiz without JavaScript, and what its pages say."""

from __future__ import annotations

import pytest

from quiz.marking import right_answer
from quiz.store.attempts import extend
from quiz.store.grades import sweep, totals
from quiz.store.saves import answers
from quiz.store.sheets import questions_of, read_fields
from quiz.store.sittings import release, revoke
from quiz.store.tables import LogEntry


def csrf_of(client, path="/quiz"):
    return client.get(path).text.partition('name="csrf" value="')[2].partition('"')[0]


def fields_of(served, student="s01"):
    return read_fields(served.attempt(student).fields)


def right_form(served, student="s01"):
    """The fields of a form with all right answers."""
    attempt = served.attempt(student)
    form = {}
    for place, drawn in enumerate(questions_of(attempt.public, attempt.private), start=1):
        right = right_answer(drawn)
        match drawn.public.type:
            case "order":
                form |= {f"q{place}-{name}": str(number) for number, name in enumerate(right, start=1)}
            case "match":
                form |= {f"q{place}-{left}": name for left, name in right.items()}
            case _:
                form[f"q{place}"] = right
        form[f"here{place}"] = "1"
    return form


def stored(served, student="s01"):
    return served.database.read(lambda session: answers(session, served.attempt(student).id))


def test_a_whole_sitting_by_forms_gets_all_points(served):
    served.make_sitting(shape="all")
    client = served.client()
    assert "40 minutes" in client.get(served.link()).text
    page = client.post("/quiz/begin", data={"csrf": csrf_of(client)})
    assert page.url.path == "/quiz/questions"
    form = {"csrf": csrf_of(client), "seen": "0", "go": "check", **right_form(served)}
    page = client.post("/quiz/questions/1", data=form)
    assert page.url.path == "/quiz/check"
    assert "7 of 7 questions are answered" in page.text
    page = client.post("/quiz/hand-in", data={"csrf": form["csrf"]})
    assert page.url.path == "/quiz/result/1"
    assert "8 of 8 points" in page.text


def test_each_question_has_a_page_and_its_buttons_save_and_lead_on(served):
    client = served.sit()
    token = csrf_of(client)
    form = right_form(served)
    page = client.get("/quiz/questions")
    for place in range(1, 8):
        assert f"Question {place} of 7" in page.text
        mine = {key: value for key, value in form.items() if key.split("-")[0] in (f"q{place}", f"here{place}")}
        data = {"csrf": token, "seen": str(place - 1), "go": "next", **mine}
        page = client.post(f"/quiz/questions/{place}", data=data)
    assert page.url.path == "/quiz/check"
    assert "7 of 7" in page.text


@pytest.mark.parametrize(("go", "path"), [("previous", "1"), ("stay", "2"), ("7", "7"), ("0", "1"), ("x", "2")])
def test_a_button_leads_where_it_says(served, go, path):
    client = served.sit()
    page = client.post("/quiz/questions/2", data={"csrf": csrf_of(client), "seen": "0", "here2": "1", "go": go})
    assert page.url.path == f"/quiz/questions/{path}"


def test_a_flag_is_kept_and_shown(served):
    client = served.sit()
    data = {"csrf": csrf_of(client), "seen": "0", "here3": "1", "flag3": "1", "go": "check"}
    assert "1 is flagged" in client.post("/quiz/questions/3", data=data).text


def test_two_items_with_one_number_are_told(served):
    client = served.sit()
    ids = fields_of(served)[3].ids
    data = {"csrf": csrf_of(client), "seen": "0", "here4": "1", "go": "next"}
    page = client.post("/quiz/questions/4", data=data | {f"q4-{name}": "1" for name in ids[:2]})
    assert "In question 4 two items had the same number" in page.text
    assert stored(served)[4].answer == ids[:2]


def test_an_answer_from_another_page_is_told_when_it_is_replaced(served):
    client = served.sit()
    token = csrf_of(client)
    for text in ("0.5", "0.6"):
        page = client.post("/quiz/questions/3", data={"csrf": token, "seen": "0", "here3": "1", "q3": text})
    assert "had been answered on another page meanwhile" in page.text
    assert stored(served)[3].answer == "0.6"


def test_another_device_goes_on_where_the_first_one_was(served):
    first = served.sit()
    first.post("/quiz/questions/3", data={"csrf": csrf_of(first), "seen": "0", "here3": "1", "q3": "0.731"})
    second = served.client()
    assert "Go on" in second.get(served.link()).text
    assert 'value="0.731"' in second.get("/quiz/questions/3").text


def test_extra_time_is_told_and_given(served):
    client = served.client()
    assert "60 minutes</strong> (with your extra time)" in client.get(served.link("s02")).text
    served.begin("s02")
    attempt = served.attempt("s02")
    assert attempt.deadline - attempt.started == 3600


def test_extended_time_shows_at_the_next_page(served):
    client = served.sit()
    attempt = served.attempt()
    served.database.write(lambda session: extend(session, attempt.id, 30, served.clock()))
    assert "69 minutes left" in client.get("/quiz/questions").text


def test_a_form_after_the_time_is_refused_and_what_was_saved_counts(served):
    client = served.sit()
    token, form = csrf_of(client), right_form(served)
    client.post("/quiz/questions/1", data={"csrf": token, "seen": "0", "here1": "1", "q1": form["q1"]})
    served.clock.offset = 2411
    late = client.post("/quiz/questions/2", data={"csrf": token, "seen": "1", "here2": "1", "q2": form["q2"]})
    assert late.status_code == 409
    assert "its time is up. What was saved before counts." in late.text
    page = client.get("/quiz/result/1")
    assert "1 of 8 points" in page.text
    assert "when the time was up" in page.text


def test_a_save_within_the_grace_counts(served):
    client = served.sit()
    token = csrf_of(client)
    served.clock.offset = 2405
    client.post("/quiz/questions/3", data={"csrf": token, "seen": "0", "here3": "1", "q3": "1"})
    assert stored(served)[3].answer == "1"


def test_an_attempt_that_nobody_came_back_to_is_marked_by_the_server(served):
    served.sit()
    served.clock.offset = 2411
    assert sweep(served.database, served.clock()) == 1
    assert served.database.read(lambda session: totals(session, served.sitting)) == {served.attempt().id: (0, 8)}


def test_handing_in_twice_ends_at_the_result(served):
    client = served.sit()
    token = csrf_of(client)
    for _ in range(2):
        assert client.post("/quiz/hand-in", data={"csrf": token}).url.path == "/quiz/result/1"
    with served.database.reading() as session:
        assert session.query(LogEntry).filter_by(what="hand in").count() == 1


def test_after_handing_in_the_questions_lead_to_the_start(served):
    client = served.sit()
    client.post("/quiz/hand-in", data={"csrf": csrf_of(client)})
    for path in ("/quiz/questions", "/quiz/questions/3", "/quiz/check"):
        assert client.get(path).url.path == "/quiz"


def test_a_sitting_that_is_not_open_says_when_it_is(served):
    served.make_sitting(opens=served.clock() + 3600)
    client = served.client()
    page = client.get(served.link())
    assert "This quiz opens at" in page.text
    assert client.post("/quiz/begin", data={"csrf": csrf_of(client)}).url.path == "/quiz"
    assert served.attempt().started is None


def test_before_the_review_the_result_shows_points_only(served):
    client = served.sit()
    client.post("/quiz/hand-in", data={"csrf": csrf_of(client)})
    page = client.get("/quiz/result/1").text
    assert "0 of 8 points" in page
    assert "once your instructor opens the review" in page
    assert "Sums of independent Gaussians are Gaussian." not in page


def test_in_review_the_result_shows_answers_and_explanations(served):
    client = served.sit()
    ids = fields_of(served)[0].ids
    wrong = next(name for name in ids if name != right_form(served)["q1"])
    client.post("/quiz/questions/1", data={"csrf": csrf_of(client), "seen": "0", "here1": "1", "q1": wrong})
    client.post("/quiz/hand-in", data={"csrf": csrf_of(client)})
    served.database.write(lambda session: release(session, served.sitting, served.clock()))
    page = client.get("/quiz/result/1").text
    for words in ("Sums of independent Gaussians are Gaussian.", "Right answer", "Not right", "Ho et al. 2020"):
        assert words in page


def test_a_second_attempt_can_be_begun_and_both_results_seen(served):
    served.make_sitting(attempts=2)
    client = served.sit()
    client.post("/quiz/hand-in", data={"csrf": csrf_of(client)})
    assert "Begin attempt 2" in client.get("/quiz").text
    client.post("/quiz/begin", data={"csrf": csrf_of(client)})
    assert served.attempt(number=2).started is not None
    client.post("/quiz/hand-in", data={"csrf": csrf_of(client)})
    assert [client.get(f"/quiz/result/{number}").status_code for number in (1, 2, 3)] == [200, 200, 404]


def test_leaving_ends_the_session_on_this_device_only(served):
    client = served.sit()
    client.post("/quiz/leave", data={"csrf": csrf_of(client)})
    assert client.get("/quiz").status_code == 403
    assert client.get(served.link()).status_code == 200


def test_a_revoked_link_and_its_sessions_end_and_the_answers_stay(served):
    client, old = served.sit(), served.link()
    client.post("/quiz/questions/3", data={"csrf": csrf_of(client), "seen": "0", "here3": "1", "q3": "0.5"})
    seat = served.seat().id
    served.database.write(lambda session: revoke(session, seat))
    assert client.get("/quiz").status_code == 403
    assert client.get(old).status_code == 404
    fresh = served.client()
    fresh.get(served.link())
    assert 'value="0.5"' in fresh.get("/quiz/questions/3").text


def test_the_script_hears_of_a_save_and_of_news(served):
    client = served.sit()
    headers = {"x-csrf-token": csrf_of(client)}
    client.post("/quiz/save", json={"seen": 0, "changes": [{"place": 3, "answer": "1", "flag": True}]}, headers=headers)
    body = {"seen": 0, "changes": [{"place": 6, "answer": "word"}]}
    told = client.post("/quiz/save", json=body, headers=headers).json()
    assert told["revision"] == 2
    assert [(new["place"], new["answer"], new["flag"]) for new in told["newer"]] == [(3, "1", True)]
    state = client.get("/quiz/state?seen=1").json()
    assert [new["place"] for new in state["newer"]] == [6]


def test_every_type_is_saved_by_the_script(served):
    client = served.sit()
    attempt = served.attempt()
    right = [right_answer(drawn) for drawn in questions_of(attempt.public, attempt.private)]
    changes = [{"place": place, "answer": answer} for place, answer in enumerate(right, start=1)]
    body, token = {"seen": 0, "changes": changes}, csrf_of(client)
    assert client.post("/quiz/save", json=body, headers={"x-csrf-token": token}).status_code == 200
    assert "8 of 8 points" in client.post("/quiz/hand-in", data={"csrf": token}).text


def test_practice_needs_no_login_and_explains_at_once(served):
    client = served.client()
    page = client.get("/practice?topic=guidance&number=5")
    token = csrf_of(client, page.url.path)
    page = client.post(page.url.path, data={"csrf": token, "q1": "unsupervised"})
    for words in ("Not right", "The noise is still the target.", "The condition is dropped.", "unconditional"):
        assert words in page.text
    end = client.get(page.text.partition('class="button main" href="')[2].partition('"')[0])
    assert "0 of 1 points in 1 question" in end.text


def test_a_practice_answer_that_cannot_be_read_may_be_given_again(served):
    client = served.client()
    for _ in range(50):
        page = client.get("/practice?topic=basics&number=1")
        if "Write a number" in page.text:
            break
    token = csrf_of(client, page.url.path)
    again = client.post(page.url.path, data={"csrf": token, "q1": "a half"})
    assert "is not a number that can be read" in again.text
    assert 'value="a half"' in again.text


def test_practice_shows_no_key_before_the_answer(served):
    client = served.client()
    page = client.get("/practice?number=7")
    drawn_explanations = ["Sums of independent", "Each of the three", "The condition is dropped", "tolerance"]
    assert not [words for words in drawn_explanations if words in page.text]


def test_a_run_of_practice_that_was_tampered_with_is_not_found(served):
    client = served.client()
    page = client.get("/practice?number=1")
    assert client.get(page.url.path[:-3] + "abc").status_code == 404


def test_names_are_text(served):
    client = served.client()
    assert "&lt;b&gt;Eve&lt;/b&gt;" in client.get(served.link("s03")).text


def test_answers_are_text(served):
    client = served.sit()
    evil = "\"><script>alert(1)</script>'; DROP TABLE answer; --"
    client.post("/quiz/questions/6", data={"csrf": csrf_of(client), "seen": "0", "here6": "1", "q6": evil})
    assert stored(served)[6].answer == evil
    page = client.get("/quiz/questions/6").text
    assert "<script>alert" not in page
