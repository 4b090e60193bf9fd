"""Grades for a spreadsheet."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.reporting.tables import cell, grades_csv


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_each_student_has_a_row_with_points_by_part(record, course):
    one = record("circumference", name="Анна", email="a@uni.example", late_days=2, penalty=0.4, problems=("No.", "So."))
    text = grades_csv([one], course)
    assert text == (
        "student,name,email,attempt,status,part1_plane,part2_space,points,late_days,penalty,grade,of,problems\n"
        "ada,Анна,a@uni.example,1,graded,2,0,2,2,0.4,1.6,8,No.  So.\n"
    )


def test_every_student_has_a_row_whatever_happened(whole_class, course):
    found = rows(grades_csv(whole_class, course))
    assert sorted(r["student"] for r in found) == sorted(r.student for r in whole_class)


def test_the_newest_attempt_counts(record, course):
    records = [record("right", attempt=1), record("circumference", attempt=2)]
    assert [(r["attempt"], r["grade"]) for r in rows(grades_csv(records, course))] == [("2", "2")]


def test_nobody_gets_a_zero_that_nobody_gave(record, course):
    (row,) = rows(grades_csv([record(None, status="not graded")], course))
    assert (row["status"], row["points"], row["grade"], row["part1_plane"]) == ("not graded", "", "", "")


def test_nothing_handed_in_is_a_zero(record, course):
    (row,) = rows(grades_csv([record(None, status="missing")], course))
    assert (row["points"], row["grade"], row["of"]) == ("0", "0", "8")


def test_numbers_are_plain(record, course):
    (row,) = rows(grades_csv([record("right", points=1234567.5, grade=0.1 + 0.2, penalty=1e-9)], course))
    assert (row["points"], row["grade"], row["penalty"]) == ("1234567.5", "0.3", "0")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "  =1", "\x1b=1", "\n=1", "＝1", "\ufeff=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert cell(text).startswith("'")


@pytest.mark.parametrize("text", ["ada", "a=b", "Jean-François", "", "7", "'quoted'"])
def test_other_text_stays_as_it_is(text):
    assert cell(text) == text


@settings(deadline=None)
@given(st.text())
def test_no_cell_begins_a_formula_or_holds_a_control_character(text):
    shown = cell(text)
    assert shown.strip()[:1] not in tuple("=+-@\t\r")
    assert not any(unicodedata.category(c) == "Cc" for c in shown)


def test_a_name_cannot_add_a_cell_or_a_row(record, course):
    (row,) = rows(grades_csv([record("right", name='a",b\n"c;d')], course))
    assert row["name"] == 'a",b "c;d'
    assert row["grade"] == "8"
