"""GIFT, read by the npm package gift-pegjs."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from quiz.bank_model import load_bank
from quiz.exporting import bank_material, export
from quiz.exporting.gift import decimal, escaped
from tests.quiz.exporting.comparing import Read, assert_answers, assert_key, assert_texts, letters, literal, shown

# gift-pegjs leaves its own placeholders of escaped signs in the right-hand texts of pairs.
PLACEHOLDER = re.compile(r"&&0(\d\d|1\d\d);|&&(1\d\d);")


def text(part) -> str:
    return shown(part["text"]) if part else ""


def plain(part: str) -> str:
    return PLACEHOLDER.sub(lambda found: chr(int(found[1] or found[2])), part)


def read_question(question) -> Read:
    read = Read(text=text(question["stem"]), explanation=text(question["globalFeedback"]))
    choices = question.get("choices") or []
    match question["type"]:
        case "MC":
            weights = [choice["weight"] for choice in choices]
            read.single = weights == [None] * len(weights)
            for choice in choices:
                share = float(choice["isCorrect"]) if read.single else choice["weight"] / 100
                read.options.append((text(choice["text"]), share, text(choice["feedback"])))
        case "Numerical":
            for choice in choices:
                number = choice["text"]
                share = choice["weight"] / 100
                read.numbers.append((number["number"], number["range"], share, text(choice["feedback"])))
        case "Short":
            for choice in choices:
                word = literal(choice["text"]["text"])
                read.words.append((word, choice["weight"] / 100, text(choice["feedback"])))
        case "Matching":
            read.pairs = [
                (shown(pair["subquestion"]["text"] or " "), plain(pair["subanswer"])) for pair in question["matchPairs"]
            ]
            if question["matchPairs"][0]["subquestion"]["text"] == "Place 1":
                assert [left for left, _ in read.pairs] == [f"Place {n}" for n in range(1, len(read.pairs) + 1)]
                read.items = [right for _, right in read.pairs]
            read.pairs = [(left.strip(), right) for left, right in read.pairs]
    return read


@pytest.fixture(scope="module")
def parsed(gift_pegjs, exported):
    return gift_pegjs(exported["gift"].data.decode())


@pytest.fixture(scope="module")
def questions(parsed):
    return {question["title"]: question for question in parsed if question["type"] != "Category"}


def test_each_draw_is_there_but_for_what_is_said_to_be_left_out(exported, groups, questions):
    left_out = {note.question for note in exported["gift"].notes if note.kind == "left out"}
    assert set(questions) == {name for name, (group, _) in groups.items() if group.id not in left_out}
    assert left_out == {group.id for group, _ in groups.values() if group.type == "expression"}


def test_texts_keys_tolerances_and_feedback_are_the_banks(groups, questions):
    for name, question in questions.items():
        read, (_, item) = read_question(question), groups[name]
        assert_texts(item, read)
        assert_key(item, read)
        assert_answers(item, read)


def test_feedback_on_decoys_is_in_the_general_feedback(groups, questions):
    read = read_question(questions["parts-of-a-latent-model"])
    assert letters("Nothing is ranked in sampling.") in letters(read.explanation)


def test_draws_of_a_question_are_in_a_category_of_their_own(parsed, groups):
    category = ""
    for question in parsed:
        if question["type"] == "Category":
            category = question["title"]
            continue
        group, _ = groups[question["title"]]
        own = f"/{group.id}" if len(group.items) > 1 else ""
        assert category == f"$course$/top/Quiz & more/{group.topic}/{group.difficulty}{own}"


def test_points_other_than_one_and_units_are_said(exported, groups):
    said = {(note.question, note.what) for note in exported["gift"].notes}
    for group, item in groups.values():
        assert ((group.id, f"GIFT has no points: set {group.points:g} in the quiz") in said) == (group.points != 1)
        unit = item.public.unit
        assert ((group.id, f"GIFT has no units: the text asks for {unit}") in said) == bool(unit)


def test_a_question_is_one_block_without_empty_lines(exported):
    for block in exported["gift"].data.decode().strip().split("\n\n"):
        assert block.startswith(("::", "$CATEGORY:"))
        assert block.endswith("}") or block.startswith("$")


@pytest.mark.parametrize("value", [1e-9, 0.00002, 1.5, -3.0, 1e20, 123456.789, 0.0])
def test_numbers_are_written_without_exponents(value):
    assert "e" not in decimal(value).lower()
    assert Decimal(decimal(value)) == Decimal(repr(value))


def test_what_means_something_in_gift_is_escaped():
    assert escaped("a = {b} ~ #c: \\d\n") == r"a \= \{b\} \~ \#c\: \\d\n"


def test_a_short_answer_with_an_arrow_is_left_out_and_said(write):
    question = """- id: arrow
  type: short
  topic: basics
  difficulty: easy
  text: Write the step.
  accepts: ["a -> b"]
  why: So.
  source: none
"""
    exported = export(bank_material(load_bank(write(question)), "a", 1, "Arrow"), "gift")
    [note] = [note for note in exported.notes if note.kind == "left out"]
    assert (note.question, "::arrow::" in exported.data.decode()) == ("arrow", False)
