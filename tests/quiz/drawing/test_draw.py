from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

import pytest

from quiz.bank_model import load_bank
from quiz.drawing import DrawError, DrawnQuestion, Paper, draw, draw_values, paper_of, pick_questions
from quiz.drawing.parameters import all_draws

SEEDS = [str(number) for number in range(300)]


def test_the_same_seed_gives_the_same_question_in_another_process(seven):
    script = (
        "import sys, pathlib; from quiz.bank_model import load_bank; from quiz.drawing import paper_of\n"
        "print(paper_of(list(load_bank(pathlib.Path(sys.argv[1]))), 'a', title='T', minutes=1).model_dump_json())"
    )
    folder = str(seven.entry("one-shot").file.rpartition("/")[0])
    done = subprocess.run([sys.executable, "-c", script, folder], capture_output=True, text=True, check=True)
    assert Paper.model_validate_json(done.stdout) == paper_of(list(seven), "a", title="T", minutes=1)


def test_a_draw_stays_what_it_was_when_it_was_first_made(seven):
    """Papers may be drawn again years later: these values are written down, not computed."""
    assert draw_values(seven.find("signal-left"), "for ever") == {"b1": 0.15, "b2": 0.2, "abar": 0.68}
    options = draw(seven.find("one-shot"), "for ever").public.options
    assert [option.id for option in options] == [
        "8rqzvjf3",
        "pvrxxbrn",
        "p3wg2z9f",
        "j56zfnm7",
    ]


@pytest.mark.parametrize("place", range(7))
def test_a_drawn_question_goes_to_json_and_back(seven, place):
    question = draw(list(seven)[place], "a")
    assert DrawnQuestion.model_validate_json(question.model_dump_json()) == question


def test_nothing_of_the_key_is_in_the_public_part(seven):
    for question in seven:
        drawn = draw(question, "a")
        public = drawn.public.model_dump_json()
        assert drawn.private.why not in json.loads(public).values()
        for secret in ("says", "misconception", "tolerance", "right_", "answer"):
            assert secret not in public
        if question.type == "numeric":
            assert str(drawn.private.key.value) not in public


def test_options_come_in_every_order_under_ids_that_do_not_repeat(seven):
    question = seven.find("one-shot")
    drawn = [draw(question, seed) for seed in SEEDS]
    at = Counter([option.id for option in one.public.options].index(one.private.key.right[0]) for one in drawn)
    assert set(at) == {0, 1, 2}
    assert min(at.values()) > 60
    ids = [option.id for one in drawn for option in one.public.options]
    assert len(set(ids)) == len(ids)


def test_a_pinned_option_stays_last(seven):
    question = seven.find("one-shot")
    assert {draw(question, seed).public.options[-1].text for seed in SEEDS} == {"None of these."}


def test_items_never_come_in_the_right_order(seven):
    question = seven.find("training-step")
    for seed in SEEDS:
        drawn = draw(question, seed)
        assert tuple(item.id for item in drawn.public.items) != drawn.private.key.right


def test_places_tell_where_each_text_stands_in_the_bank(seven):
    question = seven.find("parts-of-a-latent-model")
    drawn = draw(question, "a")
    texts = [pair.right for pair in question.pairs] + [decoy.text for decoy in question.decoys]
    assert {texts[drawn.private.places[right.id]] == right.text for right in drawn.public.rights} == {True}


def test_every_value_of_a_parameter_is_drawn(seven):
    question = seven.find("signal-left")
    values = [draw_values(question, seed) for seed in SEEDS]
    assert {one["b1"] for one in values} == {0.1, 0.15}
    assert {one["b2"] for one in values} == {0.2, 0.25, 0.3}
    assert {(one["b1"], one["b2"]) for one in values} == {(a, b) for a in (0.1, 0.15) for b in (0.2, 0.25, 0.3)}


SHARED = """\
- id: {id}
  type: numeric
  topic: basics
  difficulty: easy
  draw: {draw}
  parameters: {{n1: {{integers: [1, 1000]}}, {more}: {{integers: [1, 1000]}}}}
  text: "{{n1}}"
  answer: {answer}
  tolerance: {{absolute: 0.1}}
  why: "{{{more}}}"
  source: none
"""


def test_questions_that_share_a_draw_get_the_same_values(write):
    text = SHARED.format(id="one", draw="pair", more="n2", answer="n1") + SHARED.format(
        id="two", draw="pair", more="n3", answer="n1"
    )
    bank = load_bank(write(text))
    first, second = (draw_values(bank.find(name), "a") for name in ("one", "two"))
    assert first["n1"] == second["n1"]
    assert first["n1"] != first["n2"]


def test_a_key_without_a_value_names_the_question_and_the_values(write):
    bank = load_bank(write(SHARED.format(id="one", draw="pair", more="n2", answer="1 / (n2 - n2)")))
    with pytest.raises(DrawError, match=r"one: answer \(1 / \(n2 - n2\)\) has no value for n1 = .*: division by zero"):
        draw(bank.find("one"), "a")


def test_all_combinations_are_tried_if_they_are_few(seven):
    assert len(list(all_draws(seven.find("signal-left"), 500))) == 6
    assert len(list(all_draws(seven.find("signal-left"), 5))) == 5
    assert list(all_draws(seven.find("one-shot"), 500)) == [{}]


def test_questions_are_picked_at_random_and_none_twice(seven):
    first, second = ([one.id for one in pick_questions(list(seven), seed, 5)] for seed in ("a", "b"))
    assert len(set(first)) == 5
    assert first != second
    assert len(pick_questions(list(seven), "a", 50)) == 7
