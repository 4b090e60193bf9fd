"""What a student reads, and what a student must not read."""

from __future__ import annotations

import html
import itertools
import re
from typing import Any, get_args

import msgspec
import msgspec.inspect as inspect
import pytest

from autograder.checking.failure import Kind
from autograder.cohort.record import Record, RecordStatus
from autograder.course import Late
from autograder.reporting.feedback import feedback_page
from autograder.reporting.words import KINDS, LIMITS, STATUSES
from autograder.sandbox.limits import LimitHit, LimitName

PUBLIC = {
    "student": "ada",
    "name": "Ada Lovelace",
    "problems": "the problem they may read",
    "statement": "the sentence of the check",
    "diagnosis": "which mistake it is",
    "blocked_by": "plane.distances",
}
NUMBERS = {"points": 1.0, "of": 2.0, "grade": 3.0, "penalty": 1.0, "late_days": 1, "attempt": 1}
CHOICES = {"limit": "memory"}
FAILURE = "Record.functions.checks.failure"
PRIVATE = {
    *(f"{FAILURE}.{f}" for f in ("message", "got", "expected", "tolerance", "relation", "hint", "line")),
    *(f"{FAILURE}.evidence.{f}" for f in ("what", "values", "tolerance")),
    *(f"Record.{f}" for f in ("seed", "key", "noticed", "email", "seconds", "limits.note", "functions.printed")),
}
"""What must be among the canaries, whatever else is."""


class Canaries:
    """Fills a type: every private text and number is one that stands nowhere else."""

    def __init__(self, status: str, kind: str) -> None:
        self.status, self.kind = status, kind
        self.texts: dict[str, str] = {}
        self._count = itertools.count(1)

    def fill(self, kind: inspect.Type, path: str) -> Any:
        name = path.rpartition(".")[2]
        match kind:
            case inspect.StructType():
                return {f.name: self.fill(f.type, f"{path}.{f.name}") for f in kind.fields}
            case inspect.VarTupleType() | inspect.ListType():
                return [self.fill(kind.item_type, path)]
            case inspect.DictType():
                return {"plane.circle_area": self.fill(kind.value_type, path)}
            case inspect.UnionType():
                return self.fill(next(t for t in kind.types if not isinstance(t, inspect.NoneType)), path)
            case inspect.LiteralType():
                return self.choice(path, kind)
            case inspect.DateTimeType():
                return "2030-03-01T12:00:00Z"
            case inspect.StrType():
                return PUBLIC.get(name) or self.canary(path, f"canary{next(self._count):03}x")
            case inspect.IntType() | inspect.FloatType():
                if name in NUMBERS:
                    return NUMBERS[name]
                number = 7_770_000 + next(self._count)
                self.canary(path, str(number))
                return number
        raise AssertionError(f"a field of a kind that this test does not know: {path}: {kind}")

    def choice(self, path: str, kind: inspect.LiteralType) -> Any:
        if path == "Record.status":
            return "graded"
        chosen = {"status": self.status, "kind": self.kind, **CHOICES}[path.rpartition(".")[2]]
        assert chosen in kind.values
        return chosen

    def canary(self, path: str, text: str) -> str:
        self.texts[path] = text
        return text


@pytest.mark.parametrize("status", ["passed", "failed", "blocked", "missing"])
def test_no_private_field_of_a_record_is_on_the_page(course, manifest, hints, status):
    for kind in get_args(Kind):
        canaries = Canaries(status, kind)
        filled = msgspec.convert(canaries.fill(inspect.type_info(Record), "Record"), Record)
        page = html.unescape(feedback_page(filled, course, manifest, hints))
        assert "the sentence of the check" in page
        assert "the problem they may read" in page
        shown = page.replace(",", "").replace("\u202f", "")
        assert [path for path, canary in canaries.texts.items() if canary in shown] == []
        assert canaries.texts.keys() >= PRIVATE


def test_what_a_real_failure_saw_is_not_on_the_page(record, course, manifest, hints):
    one = record("two mistakes")
    failures = [o.failure for r in one.functions.values() for o in r.checks if o.failure]
    texts = [t for f in failures for t in (f.message, f.got, f.expected, f.tolerance, f.line) if t]
    page = html.unescape(feedback_page(one, course, manifest, hints))
    assert len(texts) > 4
    assert [t for t in texts if t in page] == []


def test_the_text_of_an_error_is_not_on_the_page(record, course, manifest, hints):
    page = text(feedback_page(record("raises"), course, manifest, hints))
    assert "it raised an error" in page
    assert "a secret of the traceback" not in page


def test_a_wrong_function_says_which_mistake_it_is_and_gives_the_first_hint(record, course, manifest, hints):
    page = text(feedback_page(record("circumference"), course, manifest, hints))
    assert "That is the circumference." in page
    assert "A hint for the next try Think of a square." in page
    assert "Which power of r?" not in page


def test_a_right_function_gets_no_hint(record, course, manifest, hints):
    page = text(feedback_page(record("right"), course, manifest, hints))
    assert "A hint" not in page
    assert "8 of 8 points" in page


def test_every_check_is_there_with_its_sentence_and_how_it_went(record, course, manifest, hints):
    one = record("circumference")
    page = text(feedback_page(one, course, manifest, hints))
    for result in one.functions.values():
        for outcome in result.checks:
            assert outcome.statement in page
    assert (
        "A circle of twice the radius has four times the area, and a circle of radius 1 the area pi. the values" in page
    )


def test_a_blocked_function_names_what_it_waits_for(record, course, manifest, hints):
    assert "It builds on circle_area, which is not right yet." in text(
        feedback_page(record("circumference"), course, manifest, hints)
    )


def test_a_module_that_was_not_handed_in_is_named(record, course, manifest, hints):
    page = text(feedback_page(record("no plane"), course, manifest, hints))
    assert "There is no plane.py in what was handed in." in page
    assert "There is no space.py" not in page


def test_a_module_that_does_not_load_says_so_and_gives_no_hint(record, course, manifest, hints):
    page = text(feedback_page(record("does not load", status="failed to load"), course, manifest, hints))
    assert "plane.py does not load, so nothing in it could be checked." in page
    assert "Think of a square." not in page


def test_points_stand_by_part_and_function(record, course, manifest, hints):
    page = text(feedback_page(record("two mistakes"), course, manifest, hints))
    assert "1. The plane 0 of 2 0 of 5" in page
    assert "Together 0 of 3 0 of 8" in page
    assert "distances wrong 0 of 2 points" in page


def test_a_late_one_reads_what_was_taken_off_and_why(record, course, manifest, hints):
    course = msgspec.structs.replace(course, late=Late("percent-per-day", 10, 5))
    page = text(feedback_page(record("right", late_days=2, penalty=1.6), course, manifest, hints))
    assert "6.4 of 8 points" in page
    assert "Taken off for being late −1.6" in page
    assert "2 days had begun since. Each takes off 10 % of the points, and after 5 days nothing counts." in page


def test_a_late_one_that_loses_nothing_reads_that(record, course, manifest, hints):
    page = text(feedback_page(record("right", late_days=1), course, manifest, hints))
    assert "1 day had begun since. No points were taken off." in page


def test_a_cut_off_is_explained(record, course, manifest, hints):
    course = msgspec.structs.replace(course, late=Late("cut-off"))
    page = text(feedback_page(record("right", late_days=1, penalty=8), course, manifest, hints))
    assert "What comes after the due date does not count." in page
    assert "0 of 8 points" in page


def test_a_limit_stands_with_its_function_and_in_words(record, course, manifest, hints):
    hit = LimitHit("call seconds", "check_distances_are_those_of_pythagoras", "no answer in 10 s")
    page = feedback_page(record("two mistakes", limits=(hit, hit)), course, manifest, hints)
    assert page.count(LIMITS["call seconds"]) == 1
    assert page.index('id="plane-distances"') < page.index(LIMITS["call seconds"]) < page.index('id="part-2"')
    assert "no answer in 10 s" not in page


def test_a_limit_outside_of_checks_stands_on_top(record, course, manifest, hints):
    page = feedback_page(record("right", limits=(LimitHit("memory", "", ""),)), course, manifest, hints)
    assert page.index(LIMITS["memory"]) < page.index("Points by part")


def test_one_that_was_not_graded_shows_no_grade(record, course, manifest, hints):
    page = text(feedback_page(record(None, status="not graded"), course, manifest, hints))
    assert "Not graded yet" in page
    assert "this is not a grade" in page
    assert "0 of 8 points" not in page
    assert "Together – of 3 – of 8" in page


@pytest.mark.parametrize("status", ["unreadable", "missing"])
def test_nothing_that_could_be_read_is_explained(record, course, manifest, hints, status):
    page = text(feedback_page(record(None, status=status), course, manifest, hints))
    assert STATUSES[status] in page
    assert "0 of 8 points" in page


def test_there_are_words_for_every_kind_limit_and_status():
    assert KINDS.keys() == set(get_args(Kind))
    assert LIMITS.keys() == set(get_args(LimitName))
    assert STATUSES.keys() == set(get_args(RecordStatus))


def test_text_that_looks_like_html_stays_text(record, course, manifest, hints):
    name = "<script>alert(1)</script>"
    page = feedback_page(record("right", name=name, problems=("<img src=x>",)), course, manifest, hints)
    assert "<script" not in page
    assert "<img" not in page
    assert name in text(page)


def test_nothing_hides_in_a_name_or_a_problem(record, course, manifest, hints):
    hidden = "a\x1b[2J\u202e\u2066\x07\x9b\r\n\u200bb"
    page = feedback_page(record("right", name=hidden, problems=(hidden,)), course, manifest, hints)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", page)
    assert page.count("⟨U+202E⟩") == 3  # title, heading, problem


def test_many_and_long_problems_are_cut_and_say_so(record, course, manifest, hints):
    problems = tuple(f"file {i} " + "x" * 10_000 for i in range(500))
    page = feedback_page(record("right", problems=problems), course, manifest, hints)
    assert "There are 480 more problems like these." in page
    assert "characters more)" in page
    assert len(page) < 100_000


def test_code_between_backticks_is_set_as_code(record, course, manifest, hints):
    page = feedback_page(record("right", problems=("There is no `<b>.py`.",)), course, manifest, hints)
    assert "There is no <code>&lt;b&gt;.py</code>." in page


def test_the_page_asks_for_no_other_file(record, course, manifest, hints):
    page = feedback_page(record("two mistakes"), course, manifest, hints)
    assert "default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:" in page
    assert re.findall(r'(?:src|href)="(?!#|data:,)[^"]*"|url\(|@import|https?:', page) == []


def test_the_same_record_gives_the_same_page(record, course, manifest, hints):
    pages = {feedback_page(record("two mistakes"), course, manifest, hints) for _ in range(2)}
    assert len(pages) == 1


def text(page: str) -> str:
    """Return what can be read on a page, on one line."""
    inline = re.sub(r"</?(?:code|bdi|a)\b[^>]*>", "", page[page.index("<body") :])
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inline)).split())
