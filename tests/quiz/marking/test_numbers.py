from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.marking.numbers import Unreadable, read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("+3", 3.0),
        ("- 3", -3.0),
        ("  12  ", 12.0),
        ("1e-3", 0.001),
        ("1.0e−3", 0.001),
        ("−0.5", -0.5),
        ("3/4", 0.75),
        ("-3 / 4", -0.75),
        ("12 %", 0.12),
        ("12%", 0.12),
        ("0,504", 0.504),
        ("1,5", 1.5),
        ("10,2345", 10.2345),
        ("12 500", 12500.0),
        ("12\u202f500.5", 12500.5),
        ("1.2*10^-3", 0.0012),
        ("1.2 × 10**(-3)", 0.0012),
        ("1.2x10^3", 1200.0),
        ("10^-3", 0.001),
    ],
)
def test_a_number_is_read_as_people_write_it(text, value):
    assert read_number(text).value == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "nan",
            "inf",
            "-inf",
            "infinity",
            "0x10",
            "1_000",
            "1e999",
            "1/0",
            "",
            "%",
            "e5",
            "1e",
            "--1",
            "1.2.3",
            "1 2",
        ),
        *("3 1/2", "1/2/3", "½", "٣", "10²", "2*3", "1+1", "one", "1j", "True", "1" * 100, "1e99999", "12 50", "1e5e5"),
    ],
)
def test_what_is_not_one_number_is_refused_with_the_right_form(text):
    with pytest.raises(Unreadable):
        read_number(text)


@pytest.mark.parametrize("text", ["1,234", "12,345", "1,234,567", "1,234.5", "-1,234"])
def test_a_comma_that_may_mean_thousands_is_refused(text):
    with pytest.raises(Unreadable, match="not clear what the comma means"):
        read_number(text)


def test_the_unit_may_stand_behind_the_number():
    assert read_number("20 steps", "steps").value == 20
    with pytest.raises(Unreadable):
        read_number("20 steps")


def test_with_a_unit_of_percent_the_sign_changes_nothing():
    assert read_number("12 %", "%").value == read_number("12", "%").value == 12


def test_the_raw_text_is_kept():
    assert read_number(" 3/4 ").raw == " 3/4 "


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_that_python_writes_is_read_back(value):
    assert read_number(repr(value)).value == pytest.approx(value, rel=1e-12)


@given(st.text(alphabet="0123456789.,eE+-−/% xX*^()", max_size=25))
def test_whatever_is_read_is_finite(text):
    with contextlib.suppress(Unreadable):
        assert math.isfinite(read_number(text).value)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(Unreadable):
        read_number(text, "steps")
