"""Marking: reading answers, marks, and what a student is shown when."""

from quiz.marking.mark import Answer, Mark, Status
from quiz.marking.marks import PaperMark, mark, mark_by_key, mark_paper
from quiz.marking.numbers import Unreadable
from quiz.marking.policy import MOMENTS, POLICIES, Moment, Policy, Shows
from quiz.marking.right_answers import right_answer, right_texts

__all__ = [
    "MOMENTS",
    "POLICIES",
    "Answer",
    "Mark",
    "Moment",
    "PaperMark",
    "Policy",
    "Shows",
    "Status",
    "Unreadable",
    "mark",
    "mark_by_key",
    "mark_paper",
    "right_answer",
    "right_texts",
]
