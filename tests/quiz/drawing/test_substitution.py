from __future__ import annotations

import pytest

from quiz.bank_model.texts import regions
from quiz.drawing import DrawError
from quiz.drawing.substitution import show, substitute, substitute_code

VALUES = {"b1": 0.1, "steps": 50, "abar": 0.4083333333, "tiny": 1.23456e-7, "low": -0.5}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"with $\beta_1 = {b1}$", r"with $\beta_1 = {0.1}$"),
        ("with {b1} and {steps} steps", "with 0.1 and 50 steps"),
        ("`x = {b1}` and $x_{steps}$", "`x = 0.1` and $x_{50}$"),
        ("$$\n{abar}\n$$", "$$\n{0.4083}\n$$"),
        ("{abar:.2f} and ${abar:.2f}$", "0.41 and ${0.41}$"),
        (r"$\frac{b1}{steps}$", r"$\frac{0.1}{50}$"),
        (r"$x_{t-1}$ and {other} and {}", r"$x_{t-1}$ and {other} and {}"),
        ("{tiny} and ${tiny}$", r"1.235e-7 and ${1.235 \cdot 10^{-7}}$"),
        ("$1 - {low}$", "$1 - {-0.5}$"),
        (r"costs \${b1}, not $x$", r"costs \$0.1, not $x$"),
        ("```python\nprice = '$'\nx = {b1}\ny = '$'\n```", "```python\nprice = '$'\nx = 0.1\ny = '$'\n```"),
        ("a stray ` and {b1}\n\nanother ` end", "a stray ` and 0.1\n\nanother ` end"),
    ],
)
def test_values_stand_in_braces_in_math_and_bare_elsewhere(text, expected):
    assert substitute(text, VALUES) == expected


def test_nothing_in_a_listing_is_math():
    assert substitute_code("cost = '${b1}'  # {other}", VALUES) == "cost = '$0.1'  # {other}"


def test_a_format_that_does_not_fit_is_an_error():
    with pytest.raises(DrawError, match="write a format such as"):
        substitute("{b1:d}", VALUES)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (50, "50"),
        (50.0, "50"),
        (123456.0, "123456"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.3333"),
        (12345.678, "12350"),
        (0.00012346, "0.0001235"),
        (1.5e-9, "1.5e-9"),
        (-0.25, "-0.25"),
        (0.0, "0"),
        (1e22, "1e22"),
    ],
)
def test_a_number_is_shown_with_at_most_four_digits_unless_it_is_whole(value, shown):
    assert show(value) == shown


def test_regions_put_together_are_the_text():
    text = "a $x$ `b$` \\$ $$\ny\n$$ ```\nz\n``` end $"
    assert "".join(piece for _, piece in regions(text)) == text
    assert [kind for kind, _ in regions(text) if kind != "text"][:3] == ["math", "code", "escaped"]
