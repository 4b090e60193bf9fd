"""A printable paper as one HTML file, formulas as MathML; with the key, its answer sheet follows on a new page."""

from __future__ import annotations

from html import escape
from string import ascii_uppercase

from pygments.formatters import HtmlFormatter

from quiz.drawing import Choice, DrawnQuestion, ExpressionKey, MatchKey, NumberKey, OrderKey, ShortKey
from quiz.drawing.substitution import show
from quiz.exporting.material import Exported, Material
from quiz.exporting.telling import tolerance_around
from quiz.marking import right_texts
from quiz.rendering import MATH_STYLE, code_to_html, to_html, to_inline_html

STYLE = """
body { font: 11pt/1.45 Georgia, serif; max-width: 44em; margin: 2em auto; padding: 0 1em }
body { color: #111; background: #fff }
h1 { font-size: 1.6em } h2 { font-size: 1.05em; margin: 0 0 .3em }
.about { display: flex; gap: 2em; flex-wrap: wrap } .line { border-bottom: 1px solid #333; display: inline-block }
section.question { margin: 1.6em 0; break-inside: avoid } .points { font-weight: normal }
ol.options, ol.rights { list-style: upper-alpha } ul.items { list-style: none; padding-left: 0 }
li { margin: .25em 0 } li > p { margin: 0 } .box { display: inline-block; width: 1.6em; border-bottom: 1px solid #333 }
code.highlight { background: none }
pre.code { background: #f4f4f4; padding: .6em .8em; overflow-x: auto; font-size: 9.5pt }
.key { break-before: page } .key section { break-inside: avoid; margin: 1.2em 0 }
.source { color: #444 } .right { font-weight: bold }
@media print { body { margin: 0; max-width: none } pre.code { white-space: pre-wrap } }
"""

_CODE_STYLE = str(HtmlFormatter().get_style_defs(".highlight"))  # type: ignore[no-untyped-call]


def write_page(material: Material, *, with_key: bool = False) -> Exported:
    """Write a paper to print; a question with parameters is there with its first draw."""
    items = [group.items[0] for group in material.groups]
    numbered = list(enumerate(items, start=1))
    questions = "\n".join(_question(place, item) for place, item in numbered)
    key = _answer_sheet(numbered) if with_key else ""
    page = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{escape(material.title)}</title>
<style>{_CODE_STYLE}{MATH_STYLE}{STYLE}</style>
</head>
<body>
<main>
<h1>{escape(material.title)}</h1>
{_about(material)}
{questions}
</main>
{key}
</body>
</html>
"""
    return Exported(page.encode())


def _about(material: Material) -> str:
    minutes = f"<span>{material.minutes} minutes</span>" if material.minutes is not None else ""
    name = 'Name: <span class="line" style="width: 16em"></span>'
    points = f"<span>{len(material.groups)} questions, {_points(material.points)}</span>"
    return f'<p class="about"><span>{name}</span>{points}{minutes}</p>'


def _points(points: float) -> str:
    return f"{points:g} point" if points == 1 else f"{points:g} points"


def _question(place: int, item: DrawnQuestion) -> str:
    public = item.public
    listing = code_to_html(public.listing) if public.listing else ""
    heading = f'Question {place} <span class="points">({_points(public.points)})</span>'
    return (
        f'<section class="question" id="q{place}">\n<h2>{heading}</h2>\n{to_html(public.text)}\n{listing}\n'
        f"{_answer_space(item)}\n</section>"
    )


def _answer_space(item: DrawnQuestion) -> str:
    public = item.public
    match public.type:
        case "single":
            return _list("options", public.options) + "<p>Answer (one letter): " + _line(3) + "</p>"
        case "multiple":
            return _list("options", public.options) + "<p>Answer (every right letter): " + _line(8) + "</p>"
        case "order":
            rows = "".join(
                f'<li><span class="box"></span> {to_inline_html(choice.text)}</li>' for choice in public.items
            )
            return f'<p>Number the items in the right order:</p><ul class="items">{rows}</ul>'
        case "match":
            rows = "".join(f'<li><span class="box"></span> {to_inline_html(left.text)}</li>' for left in public.lefts)
            return f'<p>Write a letter beside each:</p><ul class="items">{rows}</ul>{_list("rights", public.rights)}'
        case "expression":
            names = ", ".join(f"<code>{escape(name)}</code>" for name in public.variables)
            return f"<p>Answer, a formula in {names}: {_line(20)}</p>"
    unit = f" {escape(public.unit)}" if public.unit else ""
    return f"<p>Answer: {_line(14)}{unit}</p>"


def _list(kind: str, choices: tuple[Choice, ...]) -> str:
    return f'<ol class="{kind}">' + "".join(f"<li>{to_inline_html(choice.text)}</li>" for choice in choices) + "</ol>"


def _line(width: int) -> str:
    return f'<span class="line" style="width: {width}em">&nbsp;</span>'


def _answer_sheet(numbered: list[tuple[int, DrawnQuestion]]) -> str:
    rows = "\n".join(
        f'<section id="a{place}">\n<h2>Question {place}: <span class="points">{escape(item.id)}</span></h2>\n'
        f'<p class="right">{_right(item)}</p>\n{to_html(item.private.why)}\n'
        f'<p class="source">{to_inline_html(item.private.source)}</p>\n</section>'
        for place, item in numbered
    )
    return f'<div class="key">\n<h1>Answers</h1>\n{rows}\n</div>'


def _right(item: DrawnQuestion) -> str:
    """Return the right answer as it is to be written on the paper."""
    public, key = item.public, item.private.key
    letters = dict(zip([choice.id for choice in public.options or public.rights], ascii_uppercase, strict=False))
    match key:
        case NumberKey(value=value):
            unit = f" {escape(public.unit)}" if public.unit else ""
            return f"{show(value)}{unit} (within {show(tolerance_around(key, value))})"
        case OrderKey(right=right):
            place_of = {name: place for place, name in enumerate(right, start=1)}
            return ", ".join(str(place_of[choice.id]) for choice in public.items) + " (from top to bottom)"
        case MatchKey(right=pairs):
            return ", ".join(letters[pairs[left.id]] for left in public.lefts) + " (from top to bottom)"
        case ShortKey(accepts=accepts):
            return " or ".join(to_inline_html(text) for text in accepts)
        case ExpressionKey():
            return to_inline_html(right_texts(item)[0])
    return ", ".join(sorted(letters[name] for name in key.right))
