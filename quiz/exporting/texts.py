r"""Texts of questions as other systems take them: HTML with `\( \)`, XHTML with MathML.

The rendering for our own pages colours code and knows classes of our stylesheets; here code stays plain, and no style
is set, because other systems have their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from quiz.drawing import Choice, ChoiceKey, DrawnQuestion, Public
from quiz.rendering.tex import TexError, tex_to_mathml

DrawMath = Callable[[str, bool], str]
_STYLE = re.compile(r'(<t[hd]) style="text-align:[a-z]+"')
_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)


def to_tex_html(text: str) -> str:
    r"""Return a text as HTML in which formulas stand as `\(x\)` and `\[x\]`: Moodle and Canvas draw those."""
    return _rendered(text, "tex")


def to_xhtml(text: str) -> str:
    """Return a text as well-formed XHTML in which formulas are MathML."""
    return _STYLE.sub(r"\1", _rendered(text, "mathml"))


def inline(html: str) -> str:
    """Take the paragraph off a text that is only one."""
    only = _PARAGRAPH.fullmatch(html)
    return only[1] if only else html


def with_listing(text: str, listing: str | None) -> str:
    """Return the Markdown of a text with its listing below it."""
    if not listing:
        return text
    fence = "```"
    while fence in listing:
        fence += "`"
    return f"{text}\n\n{fence}python\n{listing}\n{fence}"


def body(public: Public) -> str:
    """Return the Markdown of all that is asked: text, listing, and the unit in which to answer."""
    text = with_listing(public.text, public.listing)
    return f"{text}\n\nUnit: {public.unit}" if public.unit else text


def general_feedback(item: DrawnQuestion, *more: str) -> str:
    """Return the Markdown of what everybody is told afterwards: the explanation, more paragraphs, the source."""
    return "\n\n".join((item.private.why, *more, f"Source: {item.private.source}"))


def missed_options(item: DrawnQuestion) -> list[str]:
    """Return what to tell those who missed a right option, for formats that tell only those who chose one."""
    key = item.private.key
    if not isinstance(key, ChoiceKey):
        return []
    told = [(choice, key.feedback[choice.id].says) for choice in item.public.options if _is_told(choice, key)]
    return [f"If you did not choose “{one_line(choice.text)}”: {says}" for choice, says in told]


def _is_told(choice: Choice, key: ChoiceKey) -> bool:
    return choice.id in key.right and choice.id in key.feedback and bool(key.feedback[choice.id].says)


def one_line(text: str) -> str:
    """Return a text without line breaks."""
    return " ".join(text.split())


def _tex(tex: str, display: bool) -> str:
    begin, end = (r"\[", r"\]") if display else (r"\(", r"\)")
    return begin + escape(tex.strip(), quote=False) + end


def _mathml(tex: str, display: bool) -> str:
    try:
        return tex_to_mathml(tex, display=display)
    except TexError:
        return f"<code>{escape(tex, quote=False)}</code>"


def _markdown(draw: DrawMath) -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])
    dollarmath_plugin(markdown, allow_labels=False, allow_space=False, allow_blank_lines=False, double_inline=True)

    def inline_math(self: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        return draw(tokens[place].content, tokens[place].type != "math_inline")

    def block_math(self: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        return f"<p>{draw(tokens[place].content, True)}</p>\n"

    for rule in ("math_inline", "math_inline_double"):
        markdown.add_render_rule(rule, inline_math)
    markdown.add_render_rule("math_block", block_math)
    return markdown


_RENDERERS = {"tex": _markdown(_tex), "mathml": _markdown(_mathml)}


@lru_cache(maxsize=4096)
def _rendered(text: str, kind: str) -> str:
    return str(_RENDERERS[kind].render(text)).strip()
