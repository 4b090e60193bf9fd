from __future__ import annotations

from pathlib import Path

import pytest

from quiz.importing import NotReadable, read_gift
from quiz.importing.found import Skipped
from quiz.rendering import to_text

OWN = (Path(__file__).parent / "own.gift").read_bytes()


@pytest.fixture
def own(imported):
    return imported(OWN, ".gift")


@pytest.fixture
def bank(own):
    return own[0]


@pytest.fixture
def notes(own):
    return own[1]


def by_start(bank, start):
    [found] = [question for question in bank if question.text.startswith(start)]
    return found


def test_every_question_is_taken_or_said_to_be_left_out(bank, notes):
    assert len(bank) == 11
    left_out = dict(note.split(": left out: ") for note in notes if ": left out: " in note)
    assert left_out == {
        "Essay": "an essay is marked by a person",
        "Just a text": "it is a text without a question",
        "Broken": "a brace has no partner; write `\\{` and `\\}` for the signs themselves",
    }


def test_a_choice_keeps_key_feedback_and_explanation(bank, notes):
    question = bank.find("one-scheduler")
    assert [(option.text, option.is_right, option.says) for option in question.options] == [
        ("DDIM", True, None),
        ("DDPM", False, "It draws noise in every step."),
        ("Euler ancestral", False, "Ancestral means that noise is added."),
    ]
    assert question.why == "Only eta = 0 of DDIM removes the noise term.\n\nOn “DDIM”: It is deterministic then."
    assert "one-scheduler: taken, but option 3 is wrong now; it gave 50 % of the points" in notes


def test_tags_go_before_categories(bank):
    assert (bank.find("one-scheduler").topic, bank.find("one-scheduler").difficulty) == ("architectures", "hard")
    assert (bank.find("steps").topic, bank.find("steps").difficulty) == ("faster-sampling", "easy")


def test_answers_in_the_middle_leave_a_gap_in_the_text(bank):
    question = by_start(bank, "A solver of second order")
    assert to_text(question.text).replace("\\", "") == "A solver of second order _____ more exact for smooth problems."
    assert [option.text for option in question.options] == ["is", "is not"]
    assert question.id.startswith("question-in-line-")


def test_weights_without_a_right_one_are_a_multiple_question(bank, notes):
    question = bank.find("several")
    assert question.type == "multiple"
    assert question.text == "Which of these need **no** new training, with $\\eta = 0$?"
    assert [option.is_right for option in question.options] == [True, True, False]
    assert not any("several" in note and "net" in note for note in notes)


def test_true_or_false_gives_its_feedback_to_the_right_side(bank):
    options = {option.text: option for option in bank.find("truth").options}
    assert options["False"].is_right
    assert options["True"].says == "It takes the weights as they are."
    assert bank.find("truth").why == "See the paper.\n\nOn “False”: Right, the marginals are the same."


def test_words_keep_what_is_accepted_and_say_what_was_half_right(bank, notes):
    question = bank.find("word")
    assert question.text == "What is eta = 0 called?"
    assert question.accepts == ("deterministic",)
    assert [(wrong.answer, wrong.says) for wrong in question.misconceptions] == [
        ("DDIM", "Almost."),
        ("stochastic", "The opposite."),
    ]
    assert "word: taken, but `DDIM` is wrong now; it gave 50 % of the points" in notes
    assert by_start(bank, "One answer only").accepts == ("deterministic",)


def test_numbers_keep_key_and_tolerance_in_each_way_of_writing(bank, notes):
    assert (bank.find("steps").answer, bank.find("steps").tolerance.absolute) == ("20", 2)
    assert (bank.find("range").answer, bank.find("range").tolerance.absolute) == ("2", 0.5)
    question = bank.find("some-numbers")
    assert question.text == "How many\\\nevaluations?"
    assert (question.answer, question.tolerance.absolute) == ("40", pytest.approx(4e-8))
    assert [(wrong.answer, wrong.says) for wrong in question.misconceptions] == [
        ("39", "Nearly."),
        ("20", "Guidance doubles them."),
    ]
    assert "Count both networks." in question.why
    assert "some-numbers: taken, but answer 2 is wrong now; it gave 50 % of the points" in notes


def test_feedback_on_a_right_answer_is_in_the_explanation_and_said(bank, notes):
    assert "On “20”: Yes." in bank.find("steps").why
    assert any(note.startswith("steps: taken, but what is told about right answers") for note in notes)


def test_pairs_keep_both_sides(bank):
    assert [(pair.left, pair.right) for pair in bank.find("pairs").pairs] == [
        ("DDIM", "eta = 0"),
        ("DDPM", "eta = 1"),
        ("Euler", "first order"),
    ]


def test_plain_text_stays_plain(bank):
    assert bank.find("plain").accepts == ("yes", "ja")
    assert bank.find("plain").text == "Is a_b\\*c\\* a product:"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("::x::What?{#about 3}", "`about 3` is not a number"),
        ("::x::What?{#}", "no number is fully right"),
        ("::x::What?{=a ->1 =b}", "`b` has no `->`"),
        ("::x::What?}", "a brace has no partner"),
        ("::x::What?{~a ~b}", "no option is right"),
        ("::x::{=a}", "its text is empty"),
    ],
)
def test_what_is_wrong_with_a_question_is_said(imported, text, said):
    bank, notes = imported(f"::fine::Is it?{{T}}\n\n{text}".encode(), ".gift")
    assert len(bank) == 1
    assert any(note.startswith("x: left out: ") and said in note for note in notes)


def test_a_file_that_is_not_utf_8_names_its_line():
    with pytest.raises(NotReadable, match="line 2 is not UTF-8"):
        read_gift(b"::x::\nWhat?\xff{T}")


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter(imported, bank):
    again, _ = imported(b"\xef\xbb\xbf" + OWN.replace(b"\n", b"\r\n"), ".gift")
    assert list(again) == list(bank)


def test_questions_without_an_empty_line_between_are_told_and_not_swallowed():
    first, second = read_gift(b"::One:: 1 + 1? {=2 ~3}\n::Two:: Pi? {#3.14:0.01}\n\n::Three:: True? {T}\n")
    assert isinstance(first, Skipped)
    assert first.why == "another question follows without an empty line between; put one there"
    assert second.name == "Three"
