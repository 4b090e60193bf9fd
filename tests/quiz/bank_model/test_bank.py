from __future__ import annotations

from pathlib import Path

import pytest

from quiz.bank_model import BANK, BLUEPRINT, BankError, load_bank, load_blueprint, read_bank

QUESTION = """\
- id: {id}
  type: short
  topic: basics
  difficulty: easy
  text: Which?
  accepts: [this]
  why: Because.
  source: Ho et al. 2020
"""


def test_a_question_is_found_by_its_id(seven):
    assert seven.find("one-shot").type == "single"
    assert "one-shot" in seven
    assert "another" not in seven
    with pytest.raises(KeyError):
        seven.find("another")


def test_questions_are_selected_by_topic_and_difficulty(seven):
    found = seven.select(topic="basics", difficulty="medium")
    assert [question.id for question in found] == ["what-a-network-predicts", "noisy-image"]
    assert seven.select(folder="final") == []


def test_an_id_in_two_folders_names_both_places(write):
    first = write(QUESTION.format(id="one"), "bank/final/a.yaml")
    second = write(QUESTION.format(id="two") + QUESTION.format(id="one"), "bank/practice/b.yaml")
    with pytest.raises(BankError) as error:
        load_bank(first.parent, second.parent)
    assert str(error.value) == (
        f"{second}:9: id `one` is used twice; it is at {first}:1 too; expected ids that differ, over all files"
    )


def test_a_retired_id_may_not_come_back(write):
    retired = write("- old\n- one\n", "bank/retired.yaml")
    file = write(QUESTION.format(id="one"), "bank/practice/b.yaml")
    _, [problem] = read_bank([file.parent])
    assert str(problem) == f"{file}:1: id `one` is retired ({retired}:2); expected an id that was never used"


def test_a_list_of_retired_ids_in_a_wrong_form_is_told(write):
    write("old: one\n", "bank/retired.yaml")
    file = write(QUESTION.format(id="one"), "bank/practice/b.yaml")
    _, [problem] = read_bank([file.parent])
    assert "this is not a list of ids" in str(problem)


def test_questions_that_share_a_draw_must_draw_from_the_same_values(write):
    shared = QUESTION.replace("  text", "  draw: pair\n  parameters: {{b1: {{choice: [{value}]}}}}\n  text")
    file = write(shared.format(id="one", value=1) + shared.format(id="two", value=2))
    _, [problem] = read_bank([file])
    assert problem.line == 16
    assert "two: `b1` of draw `pair` differs from `one`" in problem.what


def test_questions_that_can_be_read_are_kept_beside_those_that_cannot(write):
    file = write(QUESTION.format(id="one") + QUESTION.format(id="Two"))
    bank, problems = read_bank([file])
    assert [question.id for question in bank] == ["one"]
    assert len(problems) == 1


def test_a_folder_that_is_not_there_is_told():
    with pytest.raises(BankError, match="there is no such file or folder"):
        load_bank(Path("no/such/folder"))


def test_the_bank_of_the_quiz_is_well_formed():
    folders = [folder for folder in (BANK / "final", BANK / "practice") if folder.is_dir()]
    assert read_bank(folders)[1] == []


def test_the_blueprint_draws_twenty_questions():
    blueprint = load_blueprint(BLUEPRINT)
    assert {topic: sum(counts.values()) for topic, counts in blueprint.questions.items()} == {
        "basics": 8,
        "faster-sampling": 5,
        "guidance": 4,
        "architectures": 3,
    }
    assert (blueprint.count, blueprint.minutes) == (20, 40)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: T\nminutes: 40\nquestions: {basic: {easy: 1}}\n", ":3: questions.basic"),
        ("title: T\nminutes: soon\nquestions: {basics: {easy: 1}}\n", ":2: minutes"),
        ("title: T\nquestions: {basics: {easy: 1}}\n", ":1: minutes"),
        ("title: [\n", "this is not YAML"),
    ],
)
def test_a_blueprint_in_a_wrong_form_names_the_line(write, text, said):
    with pytest.raises(BankError) as error:
        load_blueprint(write(text, "blueprint.yaml"))
    assert said in str(error.value)
