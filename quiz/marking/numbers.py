"""Reading a number as a person writes it.

Read are `0.5`, `.5`, `1e-3`, `1.0e−3` (a real minus sign), `1.2*10^-3`, `3/4`, `12 %` and `12 500`.
A decimal comma is read where nothing else can be meant: `0,504` and `1,5` are, `1,234` is refused, because it may be
1234. Refused are inf, nan, hexadecimal numbers, underscores, and anything that is to be computed further.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

LONGEST = 60

_SIGNS = str.maketrans("−–﹣－＋％×·⋅⁄", "----+%***/")
_DECIMAL = r"(?:[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)"
_POWER = r"(?:[eE] ?(?P<e>[+-]?[0-9]{1,4})| ?[*xX] ?10 ?(?:\^|\*\*) ?[({]?(?P<ten>[+-]?[0-9]{1,4})[)}]?)?"
_PLAIN = re.compile(rf"(?P<sign>[+-]?) ?(?P<decimal>{_DECIMAL}){_POWER}(?P<percent> ?%)?")
_POWER_OF_TEN = re.compile(r"(?P<sign>[+-]?) ?10 ?(?:\^|\*\*) ?[({]?(?P<ten>[+-]?[0-9]{1,4})[)}]?")
_FRACTION = re.compile(rf"(?P<sign>[+-]?) ?(?P<above>{_DECIMAL}) ?/ ?(?P<below>{_DECIMAL})(?P<percent> ?%)?")
_MAYBE_THOUSANDS = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])")
FORMS = "write a number such as 0.125, -3, 1.5e-3, 3/4 or 12 %"


class Unreadable(ValueError):
    """An answer that cannot be read; the message tells the student why and how to write it."""


@dataclass(frozen=True)
class ReadNumber:
    """A number, and the text it was read from."""

    value: float
    raw: str


def read_number(raw: str, unit: str | None = None) -> ReadNumber:
    """Read a number; the unit of the question may stand behind it (with unit %, `12 %` is 12).

    Raises: Unreadable with what to write instead.
    """
    text = " ".join(raw.translate(_SIGNS).split())
    if len(text) > LONGEST:
        raise Unreadable(f"The answer has {len(text)} characters; {FORMS}.")
    if unit and text.endswith(unit):
        text = text.removesuffix(unit).rstrip()
    value = _value(text)
    if not math.isfinite(value):
        raise Unreadable("The number is too large to be read.")
    return ReadNumber(value, raw)


def _value(text: str) -> float:
    if _MAYBE_THOUSANDS.search(text):
        raise Unreadable("It is not clear what the comma means; write 1234.5 without commas, with a decimal point.")
    share = 0.01 if text.endswith("%") else 1.0
    if found := _POWER_OF_TEN.fullmatch(text):
        return _signed(found["sign"], _float(f"1e{found['ten']}"))
    if found := _PLAIN.fullmatch(text):
        exponent = found["e"] or found["ten"] or "0"
        return _signed(found["sign"], _float(f"{_point(found['decimal'])}e{exponent}") * share)
    if found := _FRACTION.fullmatch(text):
        below = float(_point(found["below"]))
        if below == 0:
            raise Unreadable("The fraction divides by zero.")
        return _signed(found["sign"], float(_point(found["above"])) / below * share)
    shown = text.replace("`", "'")
    raise Unreadable(f"`{shown}` is not a number that can be read; {FORMS}.")


def _point(decimal: str) -> str:
    return decimal.replace(" ", "").replace(",", ".")


def _float(text: str) -> float:
    return float(text)


def _signed(sign: str, size: float) -> float:
    return -size if sign == "-" else size
