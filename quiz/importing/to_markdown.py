r"""HTML of another system as the bank's Markdown: `\( \)` becomes `$ $`, and nothing plain becomes a mark."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from quiz.bank_model.texts import regions
from quiz.importing.html_tree import Node, parse_html

WIDTH = 100
_MATH = re.compile(r"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]|\$\$(?P<dollars>.+?)\$\$", re.DOTALL)
_MEANS_SOMETHING = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|[`$]|(?<!\s)\*|\*(?!\s)|(?<!\w)_|_(?!\w)|\[(?=[^\]]*\]\()|&(?=#?\w+;)"
    r"|<(?=[A-Za-z][A-Za-z0-9+.-]*:)|<(?=[^\s<>]+@)"
)
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|~~~|=+\s*$|-{2,}\s*$|\|)", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}


def html_to_markdown(html: str, remarks: list[str]) -> str:
    """Return HTML as Markdown; what it cannot say is added to the remarks."""
    return "\n\n".join(_blocks(parse_html(html).children, remarks))


def plain_to_markdown(text: str) -> str:
    """Return plain text as Markdown that shows the same."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(_wrapped(_guarded(_escaped(" ".join(part.split())))) for part in paragraphs if part.strip())


def _blocks(children: Sequence[Node | str], remarks: list[str]) -> list[str]:
    """Return blocks of Markdown; what stands between blocks is a paragraph."""
    found: list[str] = []
    run: list[Node | str] = []
    for child in [*children, Node("hr-end")]:
        is_end = isinstance(child, Node) and child.tag == "hr-end"
        if not is_end and (isinstance(child, str) or not child.is_block):
            run.append(child)
            continue
        paragraph = _guarded(_inline(run, remarks).strip())
        if paragraph:
            found.append(_wrapped(paragraph))
        run = []
        if isinstance(child, Node) and not is_end:
            found.extend(_block(child, remarks))
    return found


def _block(node: Node, remarks: list[str]) -> list[str]:
    match node.tag:
        case "pre":
            return [_fence(node)]
        case "ul" | "ol":
            return [_list(node, remarks)]
        case "blockquote":
            inner = "\n\n".join(_blocks(node.children, remarks))
            return ["\n".join(f"> {line}".rstrip() for line in inner.split("\n"))]
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            return [f"{'#' * int(node.tag[1])} {_inline(node.children, remarks).strip()}"]
        case "table":
            return [_table(node, remarks)]
        case "hr":
            return ["***"]
    return _blocks(node.children, remarks)


def _fence(node: Node) -> str:
    code = next((child for child in node.children if isinstance(child, Node) and child.tag == "code"), node)
    names = code.attributes.get("class", "").split()
    language = next((name.removeprefix("language-") for name in names if name.startswith("language-")), "")
    text = node.text.strip("\n")
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"


def _list(node: Node, remarks: list[str]) -> str:
    items = [child for child in node.children if isinstance(child, Node) and child.tag == "li"]
    lines = []
    for place, item in enumerate(items, start=1):
        mark = "- " if node.tag == "ul" else f"{place}. "
        inner = "\n".join(_blocks(item.children, remarks))
        lines.append(mark + inner.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)


def _table(node: Node, remarks: list[str]) -> str:
    rows = [
        [_inline(cell.children, remarks).strip().replace("|", r"\|") for cell in _elements(row, ("td", "th"))]
        for row in _elements(node, ("tr",))
    ]
    if not rows:
        return ""
    columns = max(len(row) for row in rows)
    lines = [f"| {' | '.join([*row, *[''] * (columns - len(row))])} |" for row in rows]
    lines.insert(1, f"|{' --- |' * columns}")
    return "\n".join(lines)


def _elements(node: Node, tags: tuple[str, ...]) -> list[Node]:
    found: list[Node] = []
    for child in node.children:
        if isinstance(child, Node):
            found.extend([child] if child.tag in tags else _elements(child, tags))
    return found


def _inline(children: Sequence[Node | str], remarks: list[str]) -> str:
    return "".join(_with_math(child) if isinstance(child, str) else _element(child, remarks) for child in children)


def _element(node: Node, remarks: list[str]) -> str:
    match node.tag:
        case "br":
            return "\\\n"
        case "code" | "tt" | "kbd" | "samp":
            return _code(node.text)
        case "img":
            shown = node.attributes.get("alt", "")
            remarks.append("a picture is not taken" + (f" ({shown})" if shown else ""))
            return _escaped(f"(picture: {shown})" if shown else "(picture)")
        case "math":
            return _mathml(node, remarks)
        case "sub" | "sup":
            sign = "_" if node.tag == "sub" else "^"
            return f"${sign}{{\\text{{{_tex_text(node.text)}}}}}$" if node.text.strip() else ""
        case "a":
            target = node.attributes.get("href", "")
            inner = _inline(node.children, remarks)
            return f"[{inner}](<{target}>)" if target.startswith(("http://", "https://")) else inner
        case "audio" | "video" | "object" | "iframe" | "embed":
            remarks.append(f"<{node.tag}> is not taken")
            return ""
    inner = _inline(node.children, remarks)
    return _marked(inner, _MARKS[node.tag]) if node.tag in _MARKS else inner


def _marked(inner: str, mark: str) -> str:
    """Put marks around a text, its outer spaces outside of them."""
    core = inner.strip()
    if not core:
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{mark}{core}{mark}{after}"


def _code(text: str) -> str:
    text = " ".join(text.split())
    ticks = "`"
    while ticks in text:
        ticks += "`"
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}" if text else ""


def _mathml(node: Node, remarks: list[str]) -> str:
    """Return the TeX that MathML carries with it."""
    notes = [child for child in _elements(node, ("annotation",)) if "tex" in child.attributes.get("encoding", "")]
    tex = notes[0].text if notes else node.attributes.get("alttext", "")
    if not tex.strip():
        remarks.append("a formula in MathML without its TeX is taken as plain text")
        return _escaped(" ".join(node.text.split()))
    return _dollars(tex, display=node.attributes.get("display") == "block")


def _tex_text(text: str) -> str:
    return re.sub(r"[^\w +\-−.,:()]", "", " ".join(text.split()))


def _with_math(text: str) -> str:
    found, at = [], 0
    for match in _MATH.finditer(text):
        found.append(_escaped(_spaced(text[at : match.start()])))
        found.append(_dollars(match[match.lastgroup or 0], display=match.lastgroup != "inline"))
        at = match.end()
    found.append(_escaped(_spaced(text[at:])))
    return "".join(found)


def _dollars(tex: str, *, display: bool) -> str:
    tex = " ".join(tex.split())
    return f"$${tex}$$" if display else f"${tex}$"


def _spaced(text: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text)


def _escaped(text: str) -> str:
    return _MEANS_SOMETHING.sub(lambda found: "\\" + found[0], text)


def _guarded(paragraph: str) -> str:
    """Escape what would begin a list, a heading or a quotation at the start of a line."""
    return _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", paragraph))


def _wrapped(paragraph: str) -> str:
    """Break long lines between words, never in code or math, and never so that a line would begin with a mark."""
    kept = "".join(
        piece.replace(" ", "\0") if kind in ("code", "math") else piece for kind, piece in regions(paragraph)
    )
    lines = [
        part
        for line in kept.split("\n")
        for part in textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
    ]
    wrapped = "\n".join(line.replace("\0", " ") for line in lines)
    return wrapped if _guarded(wrapped) == wrapped else paragraph
