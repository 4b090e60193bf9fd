"""The bank of questions: what a file may hold, reading it, and finding questions in it."""

from quiz.bank_model.bank import BANK, FINAL, PRACTICE, Bank, load_bank, read_bank
from quiz.bank_model.blueprint import BLUEPRINT, Blueprint, load_blueprint
from quiz.bank_model.faults import BankError, Fault, Faults, Problem
from quiz.bank_model.questions import (
    DIFFICULTIES,
    QUESTION,
    TOPICS,
    TYPES,
    Expression,
    Match,
    Multiple,
    Numeric,
    Order,
    Question,
    Short,
    Single,
)
from quiz.bank_model.reading import Entry, read_questions

__all__ = [
    "BANK",
    "BLUEPRINT",
    "DIFFICULTIES",
    "FINAL",
    "PRACTICE",
    "QUESTION",
    "TOPICS",
    "TYPES",
    "Bank",
    "BankError",
    "Blueprint",
    "Entry",
    "Expression",
    "Fault",
    "Faults",
    "Match",
    "Multiple",
    "Numeric",
    "Order",
    "Problem",
    "Question",
    "Short",
    "Single",
    "load_bank",
    "load_blueprint",
    "read_bank",
    "read_questions",
]
