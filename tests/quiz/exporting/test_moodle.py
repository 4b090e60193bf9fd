"""Moodle XML, read with lxml by the rules of Moodle's documentation ("Moodle XML format"), not by our importer."""

from __future__ import annotations

from itertools import combinations

import pytest
from jinja2 import Environment, PackageLoader
from lxml import etree
from moodle_tools.questions.numerical import NumericalQuestion
from moodle_tools.questions.ordering import OrderingQuestion
from moodle_tools.questions.shortanswer import ShortAnswerQuestion

from quiz.drawing import ChoiceKey, NumberKey, OrderKey, ShortKey, paper_of
from quiz.exporting import bank_material, export, paper_material
from quiz.marking import mark
from tests.quiz.exporting.comparing import Read, assert_answers, assert_key, assert_texts, literal, shown

# The grades that Moodle lets an option have, in per cent (question/engine/bank.php); others are refused at import.
GRADES = (100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5, 11.11111)
GRADES += (10, 5, 0)
FLAGS = {"markdown": False, "table_styling": False}


def text(element, path: str) -> str:
    return (element.findtext(f"{path}/text") or "").strip()


def html(element, path: str) -> str:
    return shown(text(element, path))


def read_question(element) -> Read:
    read = Read(
        text=html(element, "questiontext"),
        explanation=html(element, "generalfeedback"),
        points=float(element.findtext("defaultgrade")),
        single=element.findtext("single", "true") == "true",
    )
    for answer in element.findall("answer"):
        share = float(answer.get("fraction")) / 100
        value, says = (answer.findtext("text") or "").strip(), html(answer, "feedback")
        match element.get("type"):
            case "multichoice":
                read.options.append((shown(value), share, says))
            case "numerical":
                read.numbers.append((float(value), float(answer.findtext("tolerance")), share, says))
            case "shortanswer":
                read.words.append((literal(value), share, says))
            case "ordering":
                read.items.append(shown(value))
    read.pairs = [
        (shown((pair.findtext("text") or "").strip()), text(pair, "answer")) for pair in element.findall("subquestion")
    ]
    return read


@pytest.fixture(scope="module")
def root(exported):
    return etree.fromstring(exported["moodle"].data)


@pytest.fixture(scope="module")
def questions(root):
    return {text(element, "name"): element for element in root.iter("question") if element.get("type") != "category"}


def test_each_draw_is_there_but_for_what_is_said_to_be_left_out(exported, groups, questions):
    left_out = {note.question for note in exported["moodle"].notes if note.kind == "left out"}
    assert set(questions) == {name for name, (group, _) in groups.items() if group.id not in left_out}
    assert left_out == {group.id for group, _ in groups.values() if group.type == "expression"}


def test_texts_points_keys_tolerances_and_feedback_are_the_banks(groups, questions):
    for name, element in questions.items():
        read, (_, item) = read_question(element), groups[name]
        assert_texts(item, read)
        assert_key(item, read)
        assert_answers(item, read)


def test_shares_are_grades_that_moodle_has(questions):
    for element in questions.values():
        if element.get("type") != "ordering":
            assert {abs(float(answer.get("fraction"))) for answer in element.findall("answer")} <= set(GRADES)


def test_moodles_sum_of_shares_is_our_mark_for_every_choice_of_options(groups, questions):
    for name, element in questions.items():
        _, item = groups[name]
        key = item.private.key
        if item.public.type != "multiple" or not isinstance(key, ChoiceKey) or key.marking != "net":
            continue
        shares = {
            choice.id: share
            for choice, (_, share, _) in zip(item.public.options, read_question(element).options, strict=True)
        }
        for count in range(1, len(shares) + 1):
            for chosen in combinations(shares, count):
                ours = mark(item, list(chosen)).score
                assert max(0, sum(shares[choice] for choice in chosen)) == pytest.approx(ours, abs=1e-4)


def test_draws_of_a_question_are_in_a_category_of_their_own(root, groups):
    category, found = "", {}
    for element in root.iter("question"):
        if element.get("type") == "category":
            category = text(element, "category")
        else:
            found[text(element, "name")] = category
    for name, category in found.items():
        group, _ = groups[name]
        own = f"/{group.id}" if len(group.items) > 1 else ""
        assert category == f"$course$/top/Quiz & more/{group.topic}{own}"


def test_a_pinned_option_is_last_and_stays_there(questions):
    for name in ("one-shot", "all-or-nothing"):
        assert questions[name].findtext("shuffleanswers") == "false"
        assert questions[name].findall("answer")[-1].findtext("text").startswith("None of these")
    assert questions["each-option-judged"].findtext("shuffleanswers") == "true"


def test_a_paper_keeps_the_order_of_its_options(seven, exported):
    paper = paper_of(list(seven), "b", title="Paper", minutes=9)
    root = etree.fromstring(export(paper_material(paper), "moodle").data)
    assert {found.text for found in root.iter("shuffleanswers")} == {"false"}


def test_the_unit_may_be_typed_and_is_asked_for(questions):
    element = questions["tiny-share-in-per-cent-1"]
    assert element.findtext("units/unit/unit_name") == "%"
    assert (element.findtext("showunits"), element.findtext("unitgradingtype")) == ("0", "0")
    assert "Unit: %" in text(element, "questiontext")


def test_formulas_are_written_for_moodles_filter(questions):
    assert r"\(x_t\)" in text(questions["one-shot"], "questiontext")
    assert "$" not in text(questions["one-shot"], "questiontext")


def test_topic_and_difficulty_are_tags(questions, groups):
    for name, element in questions.items():
        group, _ = groups[name]
        assert [found.text for found in element.findall("tags/tag/text")] == [group.topic, group.difficulty]


def test_what_moodle_holds_in_another_way_is_said(exported):
    said = {str(note) for note in exported["moodle"].notes}
    assert "all-or-nothing: held differently: marked by the rule `net`, not by `all`" in said
    assert any(
        line.startswith("tiny-share-in-per-cent: held differently: it shares the draw `shared`") for line in said
    )
    assert any(line.startswith("parts-of-a-latent-model: held differently: feedback on decoys") for line in said)
    assert "noisy-image: left out: the format has no question whose answer is a formula" in said


def test_the_same_bank_and_seed_give_the_same_bytes(bank, exported):
    again = export(bank_material(bank, "a", 3, "Quiz & more"), "moodle")
    assert again == exported["moodle"]


@pytest.fixture(scope="module")
def moodle_tools():
    """Writes a question with the package moodle-tools, from what the bank says."""
    environment = Environment(loader=PackageLoader("moodle_tools.questions"), autoescape=False)

    def written(question):
        return etree.fromstring(question.to_xml(environment).strip())

    return written


def skeleton(answer) -> list[tuple[str, str]]:
    """Tags and values of an answer, numbers as numbers."""
    found = [("fraction", float(answer.get("fraction")))]
    for child in answer:
        value = (child.findtext("text") if child.tag == "feedback" else child.text) or ""
        found.append((child.tag, float(value) if child.tag == "tolerance" else value.strip()))
    return found


def test_moodle_tools_writes_the_same_answers_of_a_number(moodle_tools, groups, questions):
    _, item = groups["signal-left-1"]
    key = item.private.key
    assert isinstance(key, NumberKey)
    values = [(key.value, 100, "")] + [(wrong.value, 0, f"<p>{wrong.says}</p>") for wrong in key.misconceptions]
    answers = [
        {
            "answer": f"{value:.12g}",
            "points": points,
            "feedback": says,
            "tolerance": f"{key.relative * abs(value):.12g}",
        }
        for value, points, says in values
    ]
    theirs = moodle_tools(NumericalQuestion(question=item.public.text, title="x", answers=answers, **FLAGS))
    ours = questions["signal-left-1"]
    assert [skeleton(a) for a in ours.findall("answer")] == [skeleton(a) for a in theirs.findall("answer")]
    assert ours.get("type") == theirs.get("type") == "numerical"
    assert {child.tag for child in theirs} - {child.tag for child in ours} == set()


def test_moodle_tools_writes_the_same_words(moodle_tools, groups, questions):
    _, item = groups["name-of-the-null-token"]
    key = item.private.key
    assert isinstance(key, ShortKey)
    answers = [{"answer": text, "points": 100, "feedback": ""} for text in key.accepts]
    answers += [
        {"answer": wrong.answer, "points": 0, "feedback": f"<p>{wrong.says}</p>"} for wrong in key.misconceptions
    ]
    question = ShortAnswerQuestion(question="x", title="x", answers=answers, answer_case_sensitive=False, **FLAGS)
    theirs, ours = moodle_tools(question), questions["name-of-the-null-token"]
    without_tolerance = [[pair for pair in skeleton(a) if pair[0] != "tolerance"] for a in theirs.findall("answer")]
    assert [skeleton(a) for a in ours.findall("answer")] == without_tolerance
    assert ours.findtext("usecase") == theirs.findtext("usecase") == "0"


def test_moodle_tools_writes_the_same_tags_of_an_order(moodle_tools, groups, questions):
    _, item = groups["training-step"]
    assert isinstance(item.private.key, OrderKey)
    theirs = moodle_tools(OrderingQuestion(question="x", title="x", answers=["a", "b", "c"], **FLAGS))
    ours = questions["training-step"]
    assert ours.get("type") == theirs.get("type") == "ordering"
    wanted = {child.tag for child in theirs} - {"numberingstyle", "shownumcorrect"}
    assert wanted <= {child.tag for child in ours}
