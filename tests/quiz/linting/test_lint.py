from __future__ import annotations

from pathlib import Path

import pytest

from quiz.linting import lint

NUMERIC = """\
- id: {id}
  type: numeric
  topic: basics
  difficulty: easy
  parameters: {parameters}
  text: |
    {text}
  answer: {answer}
  tolerance: {{relative: 0.01}}
  misconceptions:
    - {{answer: {wrong}, misconception: first idea, says: No.}}
    - {{answer: {other}, misconception: second idea, says: No.}}
  why: Because.
  source: Ho et al. 2020
"""
FINE = {
    "id": "one",
    "parameters": "{b1: {choice: [0.1, 0.2, 0.3]}}",
    "text": "Take $x = {b1}$.",
    "answer": "b1",
    "wrong": "2 * b1",
    "other": "3 * b1",
}
SINGLE = """\
- id: single-{place}
  type: single
  topic: basics
  difficulty: easy
  text: Which?
  options:
    - {{wrong: a wrong one, misconception: m, says: s}}
    - {{wrong: another, misconception: m, says: s}}
    - right: {right}
  why: Because.
  source: Ho et al. 2020
"""


def numeric(**changed):
    return NUMERIC.format(**FINE | changed)


@pytest.fixture
def found(write):
    """Lint a text and return `line level rule` of each finding."""

    def found(text):
        report = lint([write(text)])
        return [f"{finding.line} {finding.level} {finding.rule}" for finding in report.findings]

    return found


@pytest.fixture
def messages(write):
    return lambda text: [finding.message for finding in lint([write(text)]).findings]


def test_a_fine_question_has_no_findings(found):
    assert found(numeric()) == []


def test_the_questions_of_the_tests_have_no_findings(seven):
    assert lint([Path(seven.entry("one-shot").file)]).findings == ()


def test_what_does_not_fit_the_form_is_an_error(found):
    assert found(numeric(answer="2b1")) == ["8 error form"]


@pytest.mark.parametrize("wrong", ["b1 * 1.04", "b1 + (b1 - 0.2) * 2"])
def test_a_misconception_near_the_key_in_any_draw_is_an_error(found, wrong):
    assert found(numeric(wrong=wrong)) == ["11 error apart"]


def test_two_misconceptions_near_each_other_in_any_draw_are_an_error(messages):
    [message] = messages(numeric(wrong="b1 + 0.3", other="3 * b1 + 0.1"))
    assert message == (
        "one: `first idea` and `second idea` give 0.4 and 0.4, within 5 tolerances of each other, for b1 = 0.1"
    )


def test_a_formula_that_fails_in_one_draw_is_an_error_that_names_the_draw(messages):
    messages = messages(numeric(wrong="1 / (b1 - 0.3)"))
    assert any("has no value for b1 = 0.3: division by zero" in message for message in messages)


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"parameters": "{b1: {choice: [0.123456, 0.2]}}"}, 5),
        ({"answer": "b1 * 1e-5", "wrong": "1", "other": "2"}, 8),
        ({"answer": "b1 * 1e7", "wrong": "1", "other": "2"}, 8),
    ],
)
def test_ugly_numbers_are_a_warning(found, changed, line):
    assert found(numeric(**changed)) == [f"{line} warning ugly"]


def test_a_parameter_that_nothing_uses_is_a_warning(found):
    assert found(numeric(parameters="{b1: {choice: [1, 2]}, b2: {choice: [1, 2]}}")) == ["5 warning unused"]


@pytest.mark.parametrize("text", ["Take {b2} and {b1}.", "Take $x_{b2} + {b1}$.", "Take {beta} of {b1}."])
def test_a_name_in_braces_that_is_no_parameter_is_a_warning(found, text):
    assert found(numeric(text=text)) == ["6 warning names"]


def test_braces_that_belong_to_tex_are_no_names(found):
    assert found(numeric(text=r"Take $x_{in} + \text{data} + {b1}$.")) == []


@pytest.mark.parametrize("text", [r"Take $\nosuch {b1}$.", "Take $x and {b1}.", r"Take $\frac{b1}$."])
def test_a_text_that_cannot_be_drawn_is_an_error(found, text):
    assert found(numeric(text=text)) == ["6 error rendering"]


def test_a_wrong_option_without_feedback_is_an_error(messages):
    text = SINGLE.format(place=1, right="this").replace("{wrong: another, misconception: m, says: s}", "wrong: another")
    assert messages(text) == ["single-1: option 2 is wrong and has no misconception and no says"]


def test_feedback_that_nobody_sees_is_a_warning(found):
    text = SINGLE.format(place=1, right="this\n      says: Well done.")
    assert found(text) == ["10 warning feedback"]


def test_a_listing_that_is_not_python_is_an_error(messages):
    text = numeric().replace("  answer", "  listing: |\n    for t in range(3)\n        pass\n  answer", 1)
    assert messages(text) == ["one: line 1 of the listing is not Python: expected ':'"]


EXPRESSION = """\
- id: formula
  type: expression
  topic: basics
  difficulty: easy
  text: Write it with {names}.
  answer: {answer}
  variables: {{xx: [-1, 1], yy: [0, 1]}}
  misconceptions:
    - {{answer: {wrong}, misconception: idea, says: No.}}
  why: Because.
  source: Ho et al. 2020
"""


def test_an_expression_tells_the_names_that_may_be_used(found):
    assert found(EXPRESSION.format(names="`xx`", answer="xx + yy", wrong="xx")) == ["5 error names"]


def test_a_misconception_that_is_the_key_in_other_words_is_an_error(messages):
    text = EXPRESSION.format(names="`xx` and `yy`", answer="xx + yy", wrong="yy - -xx")
    assert messages(text) == ["formula: `idea` is the same as the key"]


def test_a_key_without_a_value_in_the_ranges_is_an_error(found):
    assert found(EXPRESSION.format(names="`xx`, `yy`", answer="sqrt(xx) + yy", wrong="xx")) == ["6 error formula"]


def test_keys_that_stand_in_one_place_too_often_are_a_warning(messages):
    text = "".join(SINGLE.format(place=place, right="this") for place in range(10))
    assert messages(text) == [
        "the right option is number 3 in 100% of 10 single questions; more than 40% invites guessing"
    ]


def test_keys_that_are_too_often_the_longest_are_a_warning(messages):
    text = "".join(SINGLE.format(place=place, right="this, which is the longest of all") for place in range(10))
    assert any("the longest in 100% of 10 single questions" in message for message in messages(text))


def test_few_questions_have_no_balance(messages):
    assert messages("".join(SINGLE.format(place=place, right="this") for place in range(9))) == []


def test_a_final_folder_that_is_too_small_for_the_blueprint_is_an_error(write):
    folder = write(numeric(), "final/basics.yaml").parent
    found = [str(finding) for finding in lint([folder]).findings if finding.rule == "blueprint"]
    assert "final: error: final has 1 questions of basics, easy; the blueprint asks for 3 (blueprint)" in found
