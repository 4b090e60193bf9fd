"""What the instructor sees of a class."""

from __future__ import annotations

import html
import re

import msgspec
import pytest

from autograder.cohort.record import newest
from autograder.reporting.overview import overview_page
from autograder.reporting.statistics import function_figures, grade_figures, hardest_checks


def test_every_status_is_counted(whole_class, course, manifest):
    page = text(overview_page(whole_class, course, manifest))
    assert "10 students" in page
    assert "Graded 6 Failed to load 1 Unreadable 1 Missing 1 Not graded 1" in page


@pytest.mark.parametrize("size", [0, 1])
def test_a_class_of_none_or_one_has_a_page(record, course, manifest, size):
    page = text(overview_page([record("right")] * size, course, manifest))
    assert ("0 students" if size == 0 else "1 student, median 100 %") in page


def test_a_class_of_which_nothing_could_be_run_has_a_page(record, course, manifest):
    records = [record(None, student=s, status=s) for s in ("missing", "unreadable", "not graded")]
    page = text(overview_page(records, course, manifest))
    assert "3 students" in page
    assert "No submission could be run, so there is no grade to show." in page


def test_the_page_of_a_thousand_stays_small(whole_class, course, manifest):
    records = [
        msgspec.structs.replace(
            one, student=f"{one.student}-{i}", problems=("x" * 10_000,) * 100, noticed=("y",) * 1000
        )
        if i < 5
        else msgspec.structs.replace(one, student=f"{one.student}-{i}")
        for i in range(100)
        for one in whole_class
    ]
    page = overview_page(records, course, manifest)
    assert "1,000 students" in page
    assert page.count('<th scope="row"><a href="feedback/') > 1000
    assert len(page.encode()) < 2_000_000


def test_only_the_newest_attempt_counts(record, course, manifest):
    records = [record("right", attempt=2), record("circumference", attempt=1), record("two mistakes", attempt=3)]
    assert [(r.student, r.attempt) for r in newest(records)] == [("ada", 3)]
    assert "1 student, median 0 %" in text(overview_page(records, course, manifest))


def test_grades_fall_into_tenths_and_full_marks_into_the_last(record):
    grades = [0, 0.79, 0.8, 4, 7.2, 7.999999, 8]
    records = [record("right", student=str(i), grade=g) for i, g in enumerate(grades)]
    figures = grade_figures(records)
    assert figures.bins == (2, 1, 0, 0, 0, 1, 0, 0, 0, 3)
    assert (figures.n, figures.lowest, figures.highest, figures.median, figures.full) == (7, 0, 100, 50, 1)


def test_who_was_not_run_has_no_place_among_the_grades(whole_class, manifest):
    assert grade_figures(whole_class).n == 7
    assert function_figures(whole_class, manifest.functions[0]).n == 7


def test_a_function_has_its_pass_rate_and_its_mistakes(record, course, manifest):
    works = ["right", "circumference", "circumference", "two mistakes", "does not load", "no plane"]
    records = [record(work, student=str(i)) for i, work in enumerate(works)]
    area = function_figures(records, manifest.functions[0])
    assert (area.n, area.passed, area.failed, area.blocked, area.missing) == (6, 1, 4, 0, 1)
    assert area.diagnoses == (("That is the circumference.", 2),)
    assert (area.unnamed, area.broken, area.wrong) == (1, 1, 3)
    page = text(overview_page(records, course, manifest))
    assert "circle_area 1 of 6 right , 17 %" in page
    assert "circle_area 3 wrong 2 × That is the circumference. 1 × no known mistake" in page
    assert "plane.py does not load in 1 submission." in page


def test_the_hardest_check_is_the_one_that_most_of_those_who_tried_failed(record, manifest):
    works = ["right", "right", "circumference", "two mistakes", "no plane"]
    hardest = hardest_checks([record(work, student=str(i)) for i, work in enumerate(works)], manifest)
    assert [(c.function, c.failed, c.tried) for c in hardest][:2] == [("circle_area", 2, 4), ("circle_area", 2, 4)]
    assert [(c.function, c.failed, c.tried) for c in hardest][-1] == ("distances", 1, 4)


def test_limits_and_what_was_noticed_stand_with_the_student(whole_class, course, manifest):
    page = text(overview_page(whole_class, course, manifest))
    noticed = page[page.index("Limits hit, and things noticed") : page.index("Problems with what was handed in")]
    assert "call seconds: no answer in 10 s, in check_distances_are_those_of_pythagoras" in noticed
    assert "⟨U+001B⟩[31mRed⟨U+0007⟩ spy output: cut at 64 KiB asked for /etc/passwd ⟨U+001B⟩[2J" in noticed


def test_the_late_ones_are_listed(whole_class, course, manifest):
    assert "Student Days begun Points taken off Анна Каренина 2 1" in text(overview_page(whole_class, course, manifest))


def test_the_slowest_come_first(record, course, manifest):
    records = [record("right", student=f"s{i}", seconds=float(i)) for i in range(1, 13)]
    page = text(overview_page(records, course, manifest))
    assert "The median is 6.5 seconds Student Seconds s12 12.0 s11 11.0" in page


def test_students_stand_in_the_order_of_their_names_with_points_and_status(whole_class, course, manifest):
    page = text(overview_page(whole_class, course, manifest))
    table = page[page.index("By name, with points by part") :]
    assert "Ada Lovelace ada 5 3 8 graded" in table
    assert "Анна Каренина anna 2 0 2 days 1 graded" in table
    assert "odd – – – not graded" in table
    source = overview_page(whole_class, course, manifest)
    cells = re.findall(r'<a href="feedback[^>]*><bdi>(.*?)</bdi>', source[source.index('id="students"') :])
    names = [html.unescape(cell) for cell in cells]
    assert len(names) == 10
    assert names == sorted(names, key=str.casefold)


def test_text_of_students_stays_text(whole_class, course, manifest):
    page = overview_page(whole_class, course, manifest)
    assert page.count("<script") == 1  # the page's own
    assert "<script>alert(1)</script> O'Neil" in text(page)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)


def test_the_order_of_the_records_changes_nothing(whole_class, course, manifest):
    there = overview_page(whole_class, course, manifest)
    assert overview_page(whole_class[::-1], course, manifest) == there


def test_each_picture_says_in_words_what_it_shows(whole_class, course, manifest):
    page = overview_page(whole_class, course, manifest)
    pictures = re.findall(r'<svg role="img" aria-labelledby="(\S+) (\S+)".*?</svg>', page, flags=re.S)
    assert len(pictures) == 1 + len(course.parts)
    for title, desc in pictures:
        assert f'<title id="{title}">' in page
        assert re.search(f'<desc id="{desc}">.*\\d.*</desc>', page)


def test_the_page_asks_for_no_other_file(whole_class, course, manifest):
    page = overview_page(whole_class, course, manifest)
    assert re.findall(r'(?:src|href)="(?!#|data:,|feedback/)[^"]*"|url\((?!#)|@import|https?:', page) == []


def text(page: str) -> str:
    """Return what can be read on a page, on one line."""
    inline = re.sub(r"</?(?:code|bdi|a)\b[^>]*>", "", page[page.index("<body") :])
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inline)).split())
