from __future__ import annotations

import pytest

from quiz.bank_model import FINAL, PRACTICE, load_bank
from quiz.drawing import draw
from quiz.linting import lint
from quiz.marking import mark, right_answer

FOLDERS = [folder for folder in (FINAL, PRACTICE) if any(folder.glob("*.yaml"))]


@pytest.fixture(scope="module")
def bank():
    return load_bank(*FOLDERS)


def test_lint_finds_no_error_in_any_question():
    errors = [str(finding) for finding in lint(FOLDERS).findings if finding.level == "error"]
    assert [error for error in errors if not error.endswith("(blueprint)")] == []


def test_the_key_of_every_question_gets_full_marks(bank):
    for question in bank:
        for seed in ("a", "b", "c"):
            drawn = draw(question, seed)
            assert mark(drawn, right_answer(drawn)).score == 1, question.id


def test_every_misconception_of_a_number_or_word_gets_its_own_feedback(bank):
    for question in bank:
        drawn = draw(question, "a")
        for known in getattr(drawn.private.key, "misconceptions", ()):
            answer = repr(known.value) if question.type == "numeric" else known.answer
            found = mark(drawn, answer)
            assert (found.score, found.misconceptions) == (0, (known.misconception,)), question.id
            assert found.feedback == (known.says,)
