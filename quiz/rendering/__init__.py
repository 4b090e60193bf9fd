"""Texts of questions for people: Markdown with TeX as HTML for a browser, or as plain text for a terminal."""

from quiz.rendering.html import MATH_STYLE, code_to_html, text_problems, to_html, to_inline_html
from quiz.rendering.plain import to_text

__all__ = ["MATH_STYLE", "code_to_html", "text_problems", "to_html", "to_inline_html", "to_text"]
