from __future__ import annotations

import pytest

from quiz.bank_model import read_questions
from quiz.bank_model.yaml_lines import LARGEST_FILE

GOOD = """\
- id: one
  type: single
  topic: basics
  difficulty: easy
  text: Which?
  options:
    - right: this
    - wrong: that
      misconception: other
      says: Not that.
  why: Because.
  source: Ho et al. 2020
"""
NUMERIC = """\
- id: two
  type: numeric
  topic: basics
  difficulty: easy
  parameters: {b1: {choice: [0.10, 2]}}
  text: How many?
  answer: b1
  tolerance: {relative: 1e-3}
  why: Because.
  source: Ho et al. 2020
"""


def problems(path):
    return [str(problem).removeprefix(f"{path}:") for problem in read_questions(path)[1]]


def test_a_question_is_read_with_the_line_of_each_key(write):
    [entry], wrong = read_questions(write("# first\n" + GOOD))
    assert not wrong
    assert entry.question.options[0].right == "this"
    assert entry.line(("options", 1, "says")) == 11
    assert entry.folder == "practice"


def test_numbers_are_read_as_written(write):
    [entry], wrong = read_questions(write(NUMERIC))
    assert not wrong
    assert entry.question.parameters["b1"].values() == (0.1, 2)
    assert isinstance(entry.question.parameters["b1"].values()[1], int)
    assert entry.question.tolerance.relative == 0.001


def test_words_that_yaml_takes_for_truth_stay_words(write):
    text = GOOD.replace("right: this", "right: no").replace("wrong: that", "wrong: 0x10")
    [entry], _ = read_questions(write(text))
    assert [option.text for option in entry.question.options] == ["no", "0x10"]


def test_a_repeated_key_names_both_lines(write):
    assert problems(write(GOOD + "  text: Again?\n")) == [
        "13: key `text` is repeated; it is on line 5 too; expected each key once"
    ]


def test_an_unknown_key_names_the_nearest_known_one(write):
    [problem] = problems(write(GOOD.replace("difficulty: easy", "difficulty: easy\n  sourse: x")))
    assert problem.startswith("5: one: unknown key `sourse` (did you mean `source`?); expected one of id,")


def test_an_unknown_key_within_an_option_is_told_the_keys_of_options(write):
    [problem] = problems(write(GOOD.replace("says:", "say:")))
    assert problem == (
        "10: one: unknown key `say` (did you mean `says`?); expected one of right, wrong, misconception, says, pinned"
    )


def test_a_missing_key_shows_its_right_form(write):
    [problem] = problems(write(GOOD.replace("  source: Ho et al. 2020\n", "")))
    assert problem == "1: one: key `source` is missing; expected source: Ho et al. 2020, section 3.2"


def test_an_unknown_type_names_the_nearest_one(write):
    [problem] = problems(write(GOOD.replace("type: single", "type: singel")))
    assert problem.startswith("2: one: unknown type (did you mean `single`?); seen `singel`; expected one of single,")


def test_a_missing_type_is_told(write):
    [problem] = problems(write(GOOD.replace("  type: single\n", "")))
    assert problem.startswith("1: one: key `type` is missing")


def test_an_unknown_topic_is_told_what_there_is(write):
    [problem] = problems(write(GOOD.replace("basics", "basic")))
    assert problem == (
        "3: one: `topic` has an unknown value (did you mean `basics`?); seen `basic`; "
        "expected one of basics, faster-sampling, guidance, architectures"
    )


def test_all_errors_of_a_file_are_told_at_once(write):
    first = GOOD.replace("easy", "simple").replace("id: one", "id: Not a slug")
    found = problems(write(first + NUMERIC.replace("answer: b1", "answer: 2b1")))
    assert [problem.partition(":")[0] for problem in found] == ["1", "4", "19"]


def test_a_formula_that_cannot_be_read_says_why(write):
    [problem] = problems(write(NUMERIC.replace("answer: b1", "answer: 2b1")))
    assert "a product needs `*`; seen `2b1`; expected answer: 1 - sqrt(b1)" in problem


def test_a_formula_with_an_unknown_name_says_which_are_known(write):
    [problem] = problems(write(NUMERIC.replace("answer: b1", "answer: b2 + 1")))
    assert problem == "7: two: unknown name `b2`; seen `b2 + 1`; expected one of b1"


def test_a_let_may_use_only_what_stands_before_it(write):
    [problem] = problems(write(NUMERIC.replace("  text", "  let: {cc: dd, dd: b1}\n  text")))
    assert problem.startswith("6: two: unknown name `dd`")


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("{b: {choice: [1]}}", "`b` is not in the right form"),
        ("{sqrt: {choice: [1]}, b1: {choice: [1]}}", "`sqrt` means something else in formulas"),
        ("{b1: {choices: [1]}}", "`b1` has no choice, integers or decimals"),
        ("{b1: {choice: [one]}}", "it is not a number"),
        ("{b1: {choice: []}}", "`choice` is wrong"),
        ("{b1: {integers: [5, 1]}}", "`b1` has 0 values"),
        ("{b1: {integers: [1, 999999999999]}}", "`b1` has 999999999999 values"),
        ("{b1: {decimals: [0, 1]}}", "key `step` is missing"),
        ("{b1: {decimals: [0, 1], step: 0}}", "`step` is wrong"),
    ],
)
def test_parameters_in_a_wrong_form_are_told(write, parameters, said):
    found = problems(write(NUMERIC.replace("{b1: {choice: [0.10, 2]}}", parameters)))
    assert said in found[0]
    assert found[0].startswith("5:")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("wrong: that", "right: that", "6: one: 2 options are right; expected one `right:` option, or type: multiple"),
        ("right: this", "wrong: this", "6: one: 0 options are right; expected one `right:` option, or type: multiple"),
        ("wrong: that", "wrong: this", "8: one: option 2 repeats option 1"),
        ("wrong: that", "wrong: that\n      right: it", "8: one: an option is either right or wrong; expected"),
    ],
)
def test_options_must_make_sense(write, old, new, said):
    assert any(problem.startswith(said) for problem in problems(write(GOOD.replace(old, new))))


def test_a_tolerance_of_nothing_is_refused(write):
    [problem] = problems(write(NUMERIC.replace("{relative: 1e-3}", "{relative: 0}")))
    assert problem.startswith("8: two: the tolerance is zero")


def test_a_broken_file_is_told_with_its_line(write):
    [problem] = problems(write(GOOD + "- id: [\n"))
    assert problem.partition(":")[0] in ("13", "14")
    assert "this is not YAML" in problem


def test_a_colon_in_a_text_is_told_how_to_write(write):
    [problem] = problems(write(GOOD.replace("text: Which?", "text: Which: this")))
    assert problem.startswith("5: this is not YAML")
    assert "text: |" in problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- &a [1]\n- *a\n", "2: aliases are not read; seen `*a`"),
        ("- !!python/object/apply:os.system [ls]\n", "1: tags are not read; seen `tag:yaml.org,2002:python/"),
        ("- !!python/name:os.system : 1\n", "1: tags are not read"),
        ("[" * 40 + "]" * 40, "nested more than 12 deep"),
        ("- ? [a]\n  : b\n", "1: a key is not a name"),
        ("id: one\n", "1: the file is not a list of questions; seen a mapping"),
        ("- only text\n", "1: this is not a question; seen `only text`"),
        (GOOD + "---\n" + GOOD, "13: a second document begins"),
    ],
)
def test_what_a_bank_does_not_need_is_refused(write, text, said):
    [problem] = problems(write(text))
    assert said in problem


def test_a_bomb_of_aliases_is_refused_at_the_first(write):
    lines = ["- &a0 [x, x]"] + [f"- &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    [problem] = problems(write("\n".join(lines)))
    assert problem.startswith("2: aliases are not read")


def test_a_file_that_is_too_large_is_not_read(write):
    [problem] = problems(write("#" * (LARGEST_FILE + 1)))
    assert "the file is too large" in problem


def test_a_file_in_another_encoding_is_told_the_line(tmp_path):
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"# first\n# caf\xe9\n")
    [problem] = problems(path)
    assert problem.startswith("2: the file is not UTF-8; seen byte 0xe9")


def test_a_forbidden_character_is_told(write):
    [problem] = problems(write("- a\x00b\n"))
    assert "this is not YAML" in problem


def test_an_empty_file_holds_no_questions(write):
    assert read_questions(write("# nothing yet\n")) == ([], [])
