"""Texts for a terminal: Markdown without its marks, TeX as far as a line of Unicode can show it."""

from __future__ import annotations

import re
from functools import lru_cache

from quiz.bank_model.texts import regions
from quiz.rendering.plain_tex import tex_to_text

_FENCE = re.compile(r"^(```+|~~~+)[^\n]*\n(.*?)\n?(?:^\1[^\n]*)?\Z", re.DOTALL | re.MULTILINE)
_NOT_PROSE = re.compile(r"\s|[-*+|>#]\s|\d+[.)]\s|$")
_EMPHASIS = re.compile(r"(\*\*|__|\*)(?=\S)(.+?)(?<=\S)\1")


@lru_cache(maxsize=4096)
def to_text(text: str) -> str:
    """Return a text to be read in a terminal; code keeps its marks or is indented, formulas become Unicode."""
    return _joined("".join(_piece(kind, piece) for kind, piece in regions(text))).strip()


def _joined(text: str) -> str:
    """Join the lines of a paragraph, so that the terminal breaks them where its width asks for it."""
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and lines[-1] and not _NOT_PROSE.match(lines[-1]) and not _NOT_PROSE.match(line):
            lines[-1] += f" {line}"
        else:
            lines.append(line.rstrip())
    return "\n".join(lines)


def _piece(kind: str, piece: str) -> str:
    if kind == "math":
        shown = tex_to_text(piece.strip("$"))
        return f"\n    {shown}\n" if piece.startswith("$$") else shown
    if kind == "escaped":
        return piece[1:] if not piece[1:].isalnum() else piece
    if kind == "code":
        fenced = _FENCE.match(piece)
        return "\n".join(f"    {line}" for line in fenced[2].split("\n")) if fenced else piece
    return _EMPHASIS.sub(r"\2", piece)
