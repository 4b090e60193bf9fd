"""TeX to MathML, with the TeX beside it; only elements and attributes that are known to be harmless get through."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

LONGEST = 2000

_ELEMENTS = """
    math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup munder mover
    munderover mtable mtr mtd menclose
"""
_ATTRIBUTES = """
    display displaystyle scriptlevel mathvariant stretchy fence form separator lspace rspace symmetric maxsize minsize
    movablelimits accent accentunder linethickness columnalign rowspacing columnspacing width height depth notation
"""
_ALLOWED = frozenset(_ELEMENTS.split())
_KEPT = frozenset(_ATTRIBUTES.split())
# How many parts these need; with fewer, a browser draws an error.
_PARTS = {"mfrac": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "mroot": 2, "msubsup": 3, "munderover": 3}


class TexError(ValueError):
    """TeX that cannot be drawn; the message says why."""


@lru_cache(maxsize=8192)
def tex_to_mathml(tex: str, *, display: bool = False) -> str:
    """Return MathML with the TeX as alternative text and annotation.

    Raises: TexError where the TeX is wrong, or uses what is not known.
    """
    tex = tex.strip()
    if not tex or len(tex) > LONGEST:
        raise TexError(f"the formula has {len(tex)} characters; from 1 to {LONGEST} are drawn")
    try:
        math = convert_to_element(tex)
        problem = next(_problems(math), None)
        inner = "".join(_written(child) for child in math)
    except Exception as error:  # the library raises many kinds, not all of them its own
        reason = str(error) or type(error).__name__.removesuffix("Error")
        raise TexError(f"`{tex}` is not TeX that can be drawn: {reason}") from None
    if problem:
        raise TexError(f"`{tex}`: {problem}")
    kind = "block" if display else "inline"
    opening = f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{kind}"'
    annotation = f'<annotation encoding="application/x-tex">{escape(tex, quote=False)}</annotation>'
    return f'{opening} alttext="{escape(tex, quote=True)}"><semantics>{inner}{annotation}</semantics></math>'


def _problems(element: Element) -> Iterator[str]:
    """Yield what the library passes through instead of refusing it."""
    text = element.text or ""
    if element.tag != "mtext" and text.startswith("\\"):
        yield f"unknown command {text}" if len(text) > 1 else "a backslash without a command"
    if element.tag == "mi" and text in ("&", "{", "}"):
        yield f"a stray {text}"
    if element.tag not in _ALLOWED:
        yield f"it needs <{element.tag}>, which is not allowed"
    if len(element) < _PARTS.get(element.tag, 0):
        yield f"a part is missing in a {element.tag.removeprefix('m')}"
    for child in element:
        yield from _problems(child)


def _written(element: Element) -> str:
    kept = "".join(
        f' {name}="{escape(unescape(value), quote=True)}"' for name, value in element.attrib.items() if name in _KEPT
    )
    text = escape(unescape(element.text or ""), quote=False)
    return f"<{element.tag}{kept}>{text}{''.join(_written(child) for child in element)}</{element.tag}>"
