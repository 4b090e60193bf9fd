from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from quiz.bank_model import Blueprint, load_bank
from quiz.drawing import DrawError, Paper, draw_paper, paper_of

QUESTION = """\
- id: {topic}-{difficulty}-{place}
  type: short
  topic: {topic}
  difficulty: {difficulty}
  text: Which?
  accepts: [this]
  why: Because.
  source: Ho et al. 2020
"""
BLUEPRINT = Blueprint(title="T", minutes=40, questions={"guidance": {"easy": 2, "hard": 1}, "basics": {"medium": 3}})


@pytest.fixture
def bank(write):
    kinds = product(("basics", "guidance"), ("easy", "medium", "hard"), range(6))
    questions = (QUESTION.format(topic=topic, difficulty=level, place=place) for topic, level, place in kinds)
    return load_bank(write("".join(questions)))


def test_a_paper_has_what_the_blueprint_asks_for(bank):
    paper = draw_paper(bank, BLUEPRINT, "a")
    assert Counter((drawn.topic, drawn.difficulty) for drawn in paper.questions) == {
        ("guidance", "easy"): 2,
        ("guidance", "hard"): 1,
        ("basics", "medium"): 3,
    }
    assert len({drawn.id for drawn in paper.questions}) == 6
    assert (paper.title, paper.minutes, paper.points) == ("T", 40, 6)


def test_papers_of_different_seeds_differ_and_use_the_whole_bank(bank):
    papers = [draw_paper(bank, BLUEPRINT, str(seed)) for seed in range(40)]
    assert papers[0] == draw_paper(bank, BLUEPRINT, "0")
    assert len({drawn.id for paper in papers for drawn in paper.questions}) == 18


def test_a_bank_that_is_too_small_is_told_what_it_lacks(bank):
    greedy = Blueprint(title="T", minutes=40, questions={"basics": {"easy": 7}, "architectures": {"hard": 1}})
    with pytest.raises(DrawError) as error:
        draw_paper(bank, greedy, "a")
    lacking = "basics, easy: 7 asked for, 6 in the bank; architectures, hard: 1 asked for, 0 in the bank"
    assert lacking in str(error.value)


def test_a_paper_goes_to_json_and_back_without_its_seed(bank):
    paper = draw_paper(bank, BLUEPRINT, "a seed that is secret")
    written = paper.model_dump_json()
    assert Paper.model_validate_json(written) == paper
    assert "secret" not in written


def test_a_paper_without_questions_is_refused():
    with pytest.raises(DrawError, match="at least one"):
        paper_of([], "a", title="T", minutes=1)


def test_a_question_is_found_by_its_id(bank):
    paper = draw_paper(bank, BLUEPRINT, "a")
    assert paper.find(paper.questions[2].id) is paper.questions[2]
    with pytest.raises(KeyError):
        paper.find("another")
