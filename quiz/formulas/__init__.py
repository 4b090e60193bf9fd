"""Arithmetic that is parsed, never run as Python: the keys of the bank and the expressions of students."""

from quiz.formulas.parsing import RESERVED, Formula, parse, with_values
from quiz.formulas.tree import FormulaError

__all__ = ["RESERVED", "Formula", "FormulaError", "parse", "with_values"]
