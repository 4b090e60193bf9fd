"""Markdown with TeX to HTML that is safe in a page: HTML in a text is shown, never obeyed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from quiz.bank_model.texts import regions
from quiz.rendering.tex import TexError, tex_to_mathml

# Fonts that know how to set math. Without one, Chromium leaves the t of x_t on the line.
MATH_FONTS = (
    *("STIX Two Math", "Latin Modern Math", "Cambria Math", "Noto Sans Math", "Libertinus Math"),
    *("TeX Gyre Termes Math", "DejaVu Math TeX Gyre", "XITS Math"),
)
MATH_STYLE = "math { font-family: " + "".join(f'"{name}", ' for name in MATH_FONTS) + "math }\n"


def to_html(text: str) -> str:
    """Return a text as HTML blocks; what cannot be drawn is shown as written, so this never fails."""
    return _rendered(text)


def to_inline_html(text: str) -> str:
    """Return a text as HTML, without the paragraph around it if it is only one: for options and items."""
    html = _rendered(text)
    inner = html.removeprefix("<p>").removesuffix("</p>")
    return inner if html.startswith("<p>") and html.endswith("</p>") and "<p>" not in inner else html


@lru_cache(maxsize=512)
def code_to_html(code: str, language: str = "python") -> str:
    """Return a listing as HTML, its words in classes that a stylesheet of Pygments colours."""
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return f'<pre class="code"><code>{escape(code, quote=False)}</code></pre>'
    inner = highlight(code, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")
    return f'<pre class="code"><code class="highlight language-{escape(language, quote=True)}">{inner}</code></pre>'


def text_problems(text: str) -> Iterator[str]:
    """Yield what in a text cannot be drawn: TeX that is wrong, a `$` without its other."""
    for token in _tokens(_MARKDOWN.parse(text)):
        if token.type.startswith("math"):
            try:
                tex_to_mathml(token.content, display=token.type != "math_inline")
            except TexError as error:
                yield str(error)
    if any(kind == "text" and "$" in piece for kind, piece in regions(text)):
        yield "a `$` without its other; write `\\$` for the sign itself, and `$x$` without spaces inside the signs"


def _tokens(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _tokens(token.children or ())


def _draw_math(tex: str, options: dict[str, Any]) -> str:
    try:
        return tex_to_mathml(tex, display=bool(options.get("display_mode")))
    except TexError:
        return f'<code class="tex">{escape(tex, quote=False)}</code>'


def _fence(self: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    token = tokens[place]
    return code_to_html(token.content.rstrip("\n"), token.info.split()[0] if token.info.strip() else "text") + "\n"


def _math(self: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    token = tokens[place]
    drawn = _draw_math(token.content, {"display_mode": token.type != "math_inline"})
    return f'<div class="math">{drawn}</div>\n' if token.type.startswith("math_block") else drawn


def _markdown() -> MarkdownIt:
    # Pictures stay out: a text may not make a browser fetch anything.
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])
    dollarmath_plugin(markdown, allow_labels=False, allow_space=False, allow_blank_lines=False, double_inline=True)
    for rule in ("fence", "code_block"):
        markdown.add_render_rule(rule, _fence)
    for rule in ("math_inline", "math_inline_double", "math_block"):
        markdown.add_render_rule(rule, _math)
    return markdown


_MARKDOWN = _markdown()


@lru_cache(maxsize=4096)
def _rendered(text: str) -> str:
    return str(_MARKDOWN.render(text)).strip()
