"""Lint: what is wrong or lopsided in a bank."""

from quiz.linting.findings import Finding
from quiz.linting.lint import Report, lint

__all__ = ["Finding", "Report", "lint"]
