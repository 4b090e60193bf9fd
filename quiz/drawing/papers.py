"""A paper drawn by blueprint: so many questions of each topic and difficulty, none twice."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.bank_model.bank import Bank
from quiz.bank_model.blueprint import Blueprint
from quiz.bank_model.questions import Question
from quiz.drawing.chance import shuffled, stream
from quiz.drawing.draw import draw
from quiz.drawing.drawn import DrawnQuestion, Paper
from quiz.drawing.parameters import DrawError


def draw_paper(bank: Bank, blueprint: Blueprint, seed: str) -> Paper:
    """Draw a paper; the same bank, blueprint and seed give the same paper.

    Raises: DrawError if the bank has too few questions, with all topics and difficulties that are short.
    """
    chosen: list[Question] = []
    short: list[str] = []
    for topic, counts in blueprint.questions.items():
        for difficulty, count in counts.items():
            found = sorted(bank.select(topic=topic, difficulty=difficulty), key=lambda question: question.id)
            if len(found) < count:
                short.append(f"{topic}, {difficulty}: {count} asked for, {len(found)} in the bank")
            chosen.extend(shuffled(stream(seed, "paper", topic, difficulty), found)[:count])
    if short:
        raise DrawError("the bank has too few questions for the blueprint: " + "; ".join(short))
    return paper_of(chosen, seed, title=blueprint.title, minutes=blueprint.minutes)


def pick_questions(questions: Sequence[Question], seed: str, number: int) -> list[DrawnQuestion]:
    """Draw at most `number` of these questions, in random order."""
    chosen = shuffled(stream(seed, "practice"), sorted(questions, key=lambda question: question.id))
    return [draw(question, seed) for question in chosen[:number]]


def paper_of(questions: Sequence[Question], seed: str, *, title: str, minutes: int) -> Paper:
    """Draw these questions, in this order, into a paper."""
    if not questions:
        raise DrawError("a paper needs at least one question")
    drawn = tuple(draw(question, seed) for question in questions)
    return Paper(title=title, minutes=minutes, questions=drawn)
