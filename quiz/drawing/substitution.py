"""Values put into texts: `{b1}` becomes 0.1, and in math `{0.1}`."""

from __future__ import annotations

import re
from decimal import Decimal

from quiz.bank_model.texts import PLACEHOLDER, regions
from quiz.drawing.parameters import DrawError, Values

DIGITS = 4
_FORMAT = re.compile(r"[-+ ]?0?[0-9]{0,2}[,_]?(?:\.[0-9]{1,2})?[deEfgG%]?")


def substitute(text: str, values: Values) -> str:
    """Put values where their names stand in braces; other braces are left alone.

    Raises: DrawError for a format that does not fit the value.
    """
    if not values or "{" not in text:
        return text
    return "".join(_filled(piece, values, in_math=kind == "math") for kind, piece in regions(text))


def substitute_code(listing: str, values: Values) -> str:
    """Put values into a listing, in which nothing is math."""
    return _filled(listing, values, in_math=False)


def _filled(piece: str, values: Values, *, in_math: bool) -> str:
    def value(found: re.Match[str]) -> str:
        name, spec = found[1], found[2]
        if name not in values:
            return found[0]
        written = show(values[name]) if spec is None else formatted(values[name], spec, found[0])
        return "{" + as_tex(written) + "}" if in_math else written

    return PLACEHOLDER.sub(value, piece)


def formatted(value: int | float, spec: str, shown: str) -> str:
    """Write a number by a format of Python's, such as `.3f`; at most 99 characters wide, at most 99 digits.

    Raises: DrawError, which names what is `shown`.
    """
    try:
        if _FORMAT.fullmatch(spec):
            return format(value, spec)
        why = f"`{spec}` is no format for a number"
    except ValueError as error:
        why = str(error)
    raise DrawError(f"`{shown}`: {why}; write a format such as `:.3f`")


def show(value: int | float) -> str:
    """Write a number as a person would: whole numbers in full, others with at most 4 significant digits."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    rounded = f"{value:.{DIGITS}g}"
    if 1e-5 <= abs(value) < 1e15:
        plain = format(Decimal(rounded), "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    mantissa, _, exponent = rounded.partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else rounded


def as_tex(written: str) -> str:
    """Write `1.2e-5` as a power of ten; other numbers stay."""
    mantissa, _, exponent = written.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent.lstrip("+-").isdigit() else written
