"""What no browser sends, on a bare socket: slow, endless, huge, ambiguous. The next visitor is served all the same."""

from __future__ import annotations

import contextlib
import socket

import pytest

SECRET_FILES = ("root:", "from __future__", "SQLite format")


def port_of(served):
    return int(served.address.rpartition(":")[2])


def talk(served, data, most=200_000):
    """Send bytes and return all that comes back until the server is silent."""
    with socket.create_connection(("127.0.0.1", port_of(served)), timeout=3) as connection:
        with contextlib.suppress(ConnectionError, TimeoutError):
            connection.sendall(data)
        answer = b""
        with contextlib.suppress(ConnectionError, TimeoutError):
            while len(answer) < most and (piece := connection.recv(65536)):
                answer += piece
        return answer


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else None


def serves(served):
    return served.client().get("/practice").status_code == 200


def test_slow_visitors_keep_nobody_waiting(served):
    with contextlib.ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port_of(served)), timeout=5)) for _ in range(200)
        ]
        for beginning in (b"GET /practice HTTP/1.1\r\n", b"host: x\r\n", b"x-slow: a"):
            for connection in slow:
                connection.sendall(beginning)
            assert serves(served)
        body = b"POST /quiz/save HTTP/1.1\r\nhost: x\r\ncontent-length: 60000\r\n\r\n{"
        bodies = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port_of(served)), timeout=5)) for _ in range(60)
        ]
        for connection in bodies:
            connection.sendall(body)
        assert serves(served)
        client = served.sit()
        assert client.get("/quiz/questions/1").status_code == 200


HEAD = b"GET /practice HTTP/1.1\r\nhost: x\r\n"
POST = b"POST /quiz/save HTTP/1.1\r\nhost: x\r\n"
AMBIGUOUS = {
    "two lengths": POST + b"content-length: 5\r\ncontent-length: 50\r\n\r\nhello",
    "length and chunks": POST
    + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
    "a negative length": POST + b"content-length: -5\r\n\r\nhello",
    "a length that is none": POST + b"content-length: 0x10\r\n\r\nhello",
    "a bad chunk": POST + b"transfer-encoding: chunked\r\n\r\nZZ\r\nhello\r\n0\r\n\r\n",
    "a header without a colon": HEAD + b"nonsense\r\n\r\n",
    "a header with a zero byte": HEAD + b"x: a\x00b\r\n\r\n",
    "a header before a space": HEAD + b"x : a\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "an unknown version": b"GET / HTTP/9.9\r\n\r\n",
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_a_request_that_can_be_read_in_two_ways_is_refused(served, name):
    status = status_of(talk(served, AMBIGUOUS[name]))
    assert status is None or 400 <= status < 500
    assert serves(served)


@pytest.mark.parametrize(
    "data",
    [
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
        HEAD + b"x: " + b"a" * 1_000_000 + b"\r\n\r\n",
        HEAD + b"".join(b"x%d: a\r\n" % number for number in range(20_000)) + b"\r\n",
        HEAD + b"cookie: quiz_seat=" + b"A.B" * 100_000 + b"\r\n\r\n",
        HEAD + b"cookie: " + b"quiz_seat=x; " * 20_000 + b"\r\n\r\n",
    ],
    ids=["address", "header", "headers", "cookie", "cookies"],
)
def test_a_huge_head_harms_nobody(served, data):
    status = status_of(talk(served, data))
    assert status is None or status < 500
    assert serves(served)


def test_a_body_without_end_is_refused_before_it_ends(served):
    client = served.sit()
    cookie = f"cookie: quiz_seat={client.cookies['quiz_seat']}\r\n".encode()
    for length in (b"content-length: 10000000000\r\n\r\n", b"transfer-encoding: chunked\r\n\r\n"):
        piece = b"ffff\r\n" + b"x" * 65535 + b"\r\n" if b"chunked" in length else b"x" * 65536
        head = b"POST /quiz/questions/1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n"
        assert status_of(talk(served, head + cookie + length + piece * 3)) == 413
    assert serves(served)


PATHS = [
    "/static/../app.py",
    "/static/..%2fapp.py",
    "/static/%2e%2e/app.py",
    "/static/%2e%2e%2fapp.py",
    "/static/..%5c..%5capp.py",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/....//....//etc/passwd",
    "/static/quiz.css%00.js",
    "/static/quiz.css/../../app.py",
    "/static/%c0%ae%c0%ae/app.py",
    "/../../../../etc/passwd",
    "/s/../../../etc/passwd",
    "/practice/..%2f..%2fbank%2ffinal%2farchitectures.yaml",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_the_static_files(served, path):
    answer = talk(served, f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
    assert status_of(answer) in (400, 404)
    assert not any(secret.encode() in answer for secret in SECRET_FILES)


def test_a_foreign_host_is_in_no_page_and_no_redirect_of_a_student(served):
    client = served.sit()
    headers = {"host": "evil.example", "x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    link = served.link().removeprefix(served.address)
    for path in ("/", link, "/quiz", "/quiz/questions", "/quiz/check", "/quiz/result/1", "/nothing", "/practice"):
        response = client.get(path, headers=headers, follow_redirects=False)
        assert "evil.example" not in response.text + str(response.headers)


@pytest.mark.parametrize("path", ["//evil.example", "/%2f%2fevil.example/", "/quiz//evil.example/", "/\\evil.example"])
def test_no_address_redirects_to_another_site(served, path):
    answer = talk(served, f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
    assert b"evil.example" not in answer.partition(b"\r\n\r\n")[0]
