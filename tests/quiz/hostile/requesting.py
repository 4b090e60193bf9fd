"""Requests that nobody's browser would send: any method and body to any route, from anybody, with any token."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

NASTY = [
    "",
    "0",
    "-1",
    "1e400",
    str(2**31),
    str(2**63),
    str(2**80),
    "nan",
    "' OR '1'='1",
    "'; DROP TABLE answer; --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "%(x)s %n {0.__class__}",
    "../../../../etc/passwd",
    "..\\..\\app.py",
    "//evil.example/",
    "https://evil.example/",
    "\r\nset-cookie: quiz_seat=x",
    "\x00",
    "\x1b[2J",
    "\u202e\u0000\ufeff",
    "x" * 2001,
    "1" * 5000,
    "- " * 2000,
    "\N{PILE OF POO}",
]
NAMES = ["csrf", "seen", "go", "by", "name", "password", "minutes", "factor", "review", "topic", "number", "done"]
NAMES += ["kind", "how", "reason", "group", "question", "fingerprint", "only_up", "text", "yaml"]
WORDS = ["next", "previous", "check", "stay", "skip", "time", "open", "close", "key", "accept", "full", "one-shot"]

texts = st.one_of(st.sampled_from(NASTY), st.sampled_from(WORDS), st.text(max_size=30), st.integers(-3, 12).map(str))
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts)
data = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)
WHO = ("nobody", "sitting", "waiting", "done", "instructor", "practising", "visiting", "forged")


@dataclass(frozen=True)
class Sent:
    """A request, but for the secrets of who sends it."""

    method: str
    path: str
    who: str
    token: str
    kind: str
    body: bytes
    fields: tuple[tuple[str, str], ...] | None
    headers: tuple[tuple[str, str], ...]


def requests(paths: dict[str, list[str]], ids: list[str], tokens: list[str]) -> st.SearchStrategy[Sent]:
    """Return a strategy over all routes; `paths` gives their methods, `ids` and `tokens` are real ones."""
    values = st.one_of(st.integers(1, 8).map(str), st.sampled_from([*ids, *tokens, "one-shot"]), texts)
    fitting = {
        "name": st.sampled_from(["quiz.css", "quiz.js"]),
        "token": st.sampled_from(tokens),
        "question": st.sampled_from(["one-shot", "signal-left"]),
    }
    numbers = st.integers(1, 8).map(str)
    answer = st.one_of(st.sampled_from(ids), st.lists(st.sampled_from(ids), max_size=5), data)
    places = st.one_of(st.integers(1, 8), st.integers(), data)

    @st.composite
    def sent(draw: st.DrawFn) -> Sent:
        template = draw(st.sampled_from(sorted(paths)))
        path = template
        while "{" in path:
            before, _, rest = path.partition("{")
            name, _, after = rest.partition("}")
            fits = draw(st.integers(0, 2))
            value = draw(fitting.get(name, numbers) if fits else values)
            path = before + quote(value, safe=draw(st.sampled_from(["", "/", "/.:"]))) + after
        query = draw(st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=3))
        if query:
            path += "?" + urlencode(query, errors="replace")
        usual = draw(st.sampled_from(paths[template]))
        method = draw(st.sampled_from([usual] * 20 + ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"]))
        shape = draw(st.sampled_from(["form", "form", "save", "json", "bytes", "nothing"]))
        fields, body, kind = None, b"", "application/x-www-form-urlencoded"
        if shape == "form":
            fields = tuple(draw(st.lists(st.tuples(field_names(ids), values), max_size=8)))
        elif shape == "save":
            change = st.fixed_dictionaries({"place": places}, optional={"answer": answer, "flag": st.booleans() | data})
            whole = {"seen": st.integers(0, 50) | data, "changes": st.lists(change, max_size=4) | data}
            body, kind = _json(draw(st.fixed_dictionaries(whole))), "application/json"
        elif shape == "json":
            body, kind = _json(draw(data)), draw(st.sampled_from(["application/json", kind, "text/plain"]))
        elif shape == "bytes":
            body, kind = draw(st.binary(max_size=200)), draw(st.sampled_from([kind, "multipart/form-data; boundary=x"]))
        extra = {
            "host": "evil.example",
            "origin": "https://evil.example",
            "x-forwarded-host": "evil.example",
            "x-forwarded-for": draw(st.sampled_from(["1.2.3.4", "", "x, y", "::1", "9" * 300])),
            "x-http-method-override": "DELETE",
            "range": "bytes=0-5",
            "if-none-match": "*",
        }
        names = draw(st.lists(st.sampled_from(sorted(extra)), max_size=2, unique=True))
        headers = tuple((name, extra[name]) for name in names)
        who = draw(st.sampled_from([usual_visitor(template)] * 6 + list(WHO)))
        token = draw(st.sampled_from(["right"] * 8 + ["none", "wrong", "other"]))
        return Sent(method, path, who, token, kind, body, fields, headers)

    return sent()


def usual_visitor(path: str) -> str:
    """Return who has business there."""
    if path == "/instructor/login":
        return "visiting"
    if path.startswith("/instructor"):
        return "instructor"
    return "practising" if path.startswith("/practice") else "sitting"


def field_names(ids: list[str]) -> st.SearchStrategy[str]:
    """Return names of fields: those that pages have, and any others."""
    places = st.integers(1, 8)
    return st.one_of(
        st.sampled_from(NAMES),
        st.builds(lambda name, place: f"{name}{place}", st.sampled_from(["q", "here", "flag"]), places),
        st.builds(lambda place, name: f"q{place}-{name}", places, st.sampled_from(ids)),
        texts,
    )


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
