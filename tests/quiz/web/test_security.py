"""What must not be possible, tried."""

from __future__ import annotations

import json
import socket

import pytest

from quiz.store.saves import MOST_SAVES, answers
from quiz.store.sheets import questions_of
from quiz.store.tables import Attempt
from quiz.web.guard import HEADERS


def csrf_of(client, path="/quiz"):
    return client.get(path).text.partition('name="csrf" value="')[2].partition('"')[0]


def save(client, token, place=3, answer="1", **more):
    body = {"seen": 0, "changes": [{"place": place, "answer": answer}], **more}
    return client.post("/quiz/save", content=json.dumps(body), headers={"x-csrf-token": token})


def stored(served, student="s01"):
    return served.database.read(lambda session: answers(session, served.attempt(student).id))


KEEP = "public, max-age=31536000, immutable"


def test_the_public_part_alone_makes_the_pages(served):
    """Pages are rendered from `shown`; without the private part they look the same."""
    served.sit()
    attempt = served.attempt()
    assert "private" not in attempt.shown + attempt.fields + attempt.public
    for drawn in questions_of(attempt.public, attempt.private):
        assert drawn.private.why not in attempt.shown
        assert drawn.id not in attempt.shown


@pytest.mark.parametrize("path", ["/quiz/begin", "/quiz/questions/1", "/quiz/hand-in", "/quiz/leave", "/quiz/save"])
@pytest.mark.parametrize("token", [None, "", "0" * 64])
def test_a_post_without_its_token_is_refused(served, path, token):
    client = served.sit()
    data = {} if token is None else {"csrf": token}
    assert client.post(path, data=data, headers={"x-csrf-token": token or ""}).status_code == 403
    assert served.attempt().handed_in is None
    assert client.get("/quiz/questions").url.path == "/quiz/questions"


def test_the_token_of_another_session_is_refused(served):
    ada, emile = served.sit("s01"), served.sit("s02")
    assert save(ada, csrf_of(emile)).status_code == 403
    assert stored(served) == {}


def test_a_forged_session_is_nobody(served):
    client = served.sit()
    cookie = client.cookies["quiz_seat"]
    signed, _, signature = cookie.rpartition(".")
    altered = f"{signed}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    for forged in (altered, "", "x" * 5000, cookie.split(".")[0], "\u00e9"):
        response = served.client().get("/quiz", headers={"cookie": f"quiz_seat={forged}".encode()})
        assert response.status_code == 403


def test_a_link_token_is_no_session_and_a_session_is_no_link(served):
    client = served.sit()
    link = served.link().rpartition("/")[2]
    assert served.client().get("/quiz", headers={"cookie": f"quiz_seat={link}"}).status_code == 403
    assert served.client().get(f"/s/{client.cookies['quiz_seat']}").status_code == 404


def test_each_seat_reaches_its_own_attempt_only(served):
    ada, emile = served.sit("s01"), served.sit("s02")
    save(ada, csrf_of(ada), answer="0.111")
    emile.post("/quiz/hand-in", data={"csrf": csrf_of(emile)})
    assert "0.111" not in emile.get("/quiz/state").text + emile.get("/quiz/result/1").text
    assert served.attempt("s01").handed_in is None
    assert ada.get("/quiz/result/1").url.path == "/quiz"


def test_wrong_links_are_slowed_down_and_right_ones_of_others_later_work(served):
    client = served.client()
    statuses = [client.get(f"/s/guess{number}").status_code for number in range(31)]
    assert statuses == [404] * 30 + [429]
    served.clock.offset = 61
    assert client.get(served.link()).status_code == 200


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "WzEsMV0.", "é", "a" * 3000])
def test_a_token_that_we_did_not_sign_is_a_plain_page(served, token):
    response = served.client().get(f"/s/{token}")
    assert response.status_code == 404
    assert "Ask your instructor" in response.text


def test_every_answer_carries_the_security_headers(served):
    client = served.sit()
    for path in ("/quiz", "/nothing", "/static/quiz.css", "/practice", "/quiz/state", "/s/x", "/static/../app.py"):
        headers = client.get(path).headers
        assert {name: headers[name] for name in HEADERS} == HEADERS, path
        assert headers["cache-control"] == (KEEP if "quiz.css" in path else "no-store")


def test_cookies_are_for_this_site_and_no_script(served):
    response = served.client().get(served.link())
    cookie = response.history[0].headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_cookies_are_secure_behind_https(served):
    response = served.client().get(served.link(), headers={"x-forwarded-proto": "https"}, follow_redirects=False)
    assert "; Secure" in response.headers["set-cookie"]


def test_a_long_answer_is_refused_with_its_limit_and_the_old_one_stays(served):
    client = served.sit()
    token = csrf_of(client)
    save(client, token, answer="0.5")
    refused = save(client, token, answer="x" * 2001)
    assert refused.status_code == 422
    assert refused.json()["error"] == (
        "The answer to question 3 has 2,001 characters; at most 2,000 are kept. Shorten it and save again."
    )
    form = {"csrf": token, "seen": "0", "here3": "1", "q3": "x" * 2001}
    assert "at most 2,000 are kept" in client.post("/quiz/questions/3", data=form).text
    assert stored(served)[3].answer == "0.5"


def test_too_many_saves_are_told_and_handing_in_still_works(served):
    client = served.sit()
    token, number = csrf_of(client), served.attempt().id

    def all_used(session):
        session.get_one(Attempt, number).revision = MOST_SAVES

    served.database.write(all_used)
    response = save(client, token)
    assert (response.status_code, str(MOST_SAVES) in response.json()["error"]) == (413, True)
    client.post("/quiz/hand-in", data={"csrf": token})
    assert served.attempt().handed_in


@pytest.mark.parametrize("chunked", [False, True])
def test_a_huge_body_is_refused_with_its_limit(served, chunked):
    client = served.sit()
    headers = {"x-csrf-token": csrf_of(client)}
    body = b" " * 70_000
    response = client.post("/quiz/save", content=iter([body]) if chunked else body, headers=headers)
    assert response.status_code == 413
    assert "larger than 64 KiB" in response.json()["error"]


BAD = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"seen": "x", "changes": []}',
    b'{"seen": 0, "changes": [{}]}',
    b"\xff\xfe",
    b"[" * 60_000,
]
BAD += [b'{"seen": 1e400, "changes": []}', b'{"seen": 0, "changes": [{"place": 3, "answer": "1", "seat": 2}]}']


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
def test_json_that_is_none_of_ours_is_refused(served, body):
    client = served.sit()
    response = client.post("/quiz/save", content=body, headers={"x-csrf-token": csrf_of(client)})
    assert response.status_code == 400
    assert response.json() == {"error": "The request cannot be read."}


WRONG = [(1, "nope"), (1, ["x"]), (1, 1), (2, "x"), (2, ["x"]), (2, [1]), (3, 5), (3, ["1"]), (3, {"a": "b"})]
WRONG += [(4, ["x"]), (4, [["x"]]), (5, {"x": "y"}), (5, ["x"]), (6, True), (7, 1.5), (6, "\ud800")]


@pytest.mark.parametrize(("place", "answer"), WRONG, ids=range(len(WRONG)))
def test_an_answer_that_a_question_cannot_have_is_refused(served, place, answer):
    client = served.sit()
    assert save(client, csrf_of(client), place, answer).status_code in (400, 422)
    assert stored(served) == {}


def test_a_place_that_the_paper_does_not_have_is_left_out(served):
    client = served.sit()
    token = csrf_of(client)
    for place, status in ((8, 200), (10**9, 200), (0, 400), (-1, 400)):
        assert save(client, token, place).status_code == status
    assert stored(served) == {}


def test_a_number_beyond_a_database_is_no_server_error(served):
    client = served.sit()
    assert save(client, csrf_of(client), seen=2**80).status_code == 400
    assert client.get(f"/quiz/state?seen={2**80}").status_code == 404
    assert client.get(f"/quiz/result/{2**80}").status_code == 404


def test_control_characters_are_taken_out(served):
    client = served.sit()
    save(client, csrf_of(client), 6, "a\x00b\x1b[31m")
    assert stored(served)[6].answer == "ab[31m"


def test_the_host_that_a_client_names_is_in_no_redirect(served):
    client = served.client()
    client.follow_redirects = False
    for path in ("/", "/practice/", "/quiz/", "/instructor/"):
        response = client.get(path, headers={"host": "evil.example"})
        assert "evil.example" not in str(response.headers) + response.text, path


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain", "application/json"])
def test_a_form_of_another_kind_is_refused(served, kind):
    client = served.sit()
    response = client.post("/quiz/hand-in", content=b"csrf=x", headers={"content-type": kind})
    assert response.status_code == 415


@pytest.mark.parametrize(
    "path", ["/nothing", "/quiz/questions/x", "/static/app.py", "/quiz/result/-", "/openapi.json", "/docs"]
)
def test_an_unknown_page_is_a_plain_page(served, path):
    response = served.sit().get(path)
    assert response.status_code == 404
    assert "<h1>Not found</h1>" in response.text


def test_what_breaks_shows_no_trace_and_no_token_is_logged(served, capfd):
    client = served.sit()
    link = served.link()
    with served.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE answer RENAME TO gone")
    response = client.get("/quiz/questions")
    assert response.status_code == 503
    assert "Traceback" not in response.text
    assert "sqlite" not in response.text.lower()
    client.get(link)
    logged = capfd.readouterr()
    assert link.rpartition("/")[2] not in logged.out + logged.err


def test_a_request_that_is_no_http_ends_nothing(served):
    port = int(served.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"\x00\x01nonsense\r\n\r\n")
        connection.recv(1000)
    assert served.client().get("/practice").status_code == 200
