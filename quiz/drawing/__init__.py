"""Drawing: from the bank to the questions and papers that students get."""

from quiz.drawing.draw import draw
from quiz.drawing.drawn import (
    Choice,
    ChoiceKey,
    DrawnQuestion,
    ExpressionKey,
    Feedback,
    Key,
    MatchKey,
    NumberKey,
    OrderKey,
    Paper,
    Private,
    Public,
    ShortKey,
)
from quiz.drawing.papers import draw_paper, paper_of, pick_questions
from quiz.drawing.parameters import DrawError, draw_values

__all__ = [
    "Choice",
    "ChoiceKey",
    "DrawError",
    "DrawnQuestion",
    "ExpressionKey",
    "Feedback",
    "Key",
    "MatchKey",
    "NumberKey",
    "OrderKey",
    "Paper",
    "Private",
    "Public",
    "ShortKey",
    "draw",
    "draw_paper",
    "draw_values",
    "paper_of",
    "pick_questions",
]
