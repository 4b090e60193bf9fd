"""What a parsed formula is made of, and its value."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias


class FormulaError(ValueError):
    """A formula cannot be read or has no value; the message says why and where."""


@dataclass(frozen=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True)
class Name:
    """A parameter, a variable or a named value."""

    name: str


@dataclass(frozen=True)
class Negative:
    """A minus sign in front of something."""

    of: Node


@dataclass(frozen=True)
class Binary:
    """Two operands and what is between them: + - * / or **."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call:
    """One of the known functions, applied."""

    function: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Number | Name | Negative | Binary | Call


def _round(value: float, digits: float = 0.0) -> float:
    return float(round(value, int(digits)))


# Name of a function: what it computes, and how few and how many arguments it takes.
FUNCTIONS: dict[str, tuple[Callable[..., float], int, int]] = {
    "sqrt": (math.sqrt, 1, 1),
    "exp": (math.exp, 1, 1),
    "log": (math.log, 1, 1),
    "log2": (math.log2, 1, 1),
    "sin": (math.sin, 1, 1),
    "cos": (math.cos, 1, 1),
    "tanh": (math.tanh, 1, 1),
    "abs": (abs, 1, 1),
    "min": (min, 2, 10),
    "max": (max, 2, 10),
    "floor": (lambda value: float(math.floor(value)), 1, 1),
    "ceil": (lambda value: float(math.ceil(value)), 1, 1),
    "round": (_round, 1, 2),
}
CONSTANTS = {"pi": math.pi}


def names_in(node: Node) -> Iterator[str]:
    """Yield every name that a formula uses, known constants left out."""
    match node:
        case Name(name):
            if name not in CONSTANTS:
                yield name
        case Negative(of):
            yield from names_in(of)
        case Binary(_, left, right):
            yield from names_in(left)
            yield from names_in(right)
        case Call(_, arguments):
            for argument in arguments:
                yield from names_in(argument)


def value_of(node: Node, values: Mapping[str, float]) -> float:
    """Compute a formula in floating point.

    Raises: FormulaError for a division by zero, an overflow, a domain error or a name without a value.
    """
    match node:
        case Number(value):
            return value
        case Name(name):
            if name in CONSTANTS:
                return CONSTANTS[name]
            if name not in values:
                raise FormulaError(f"`{name}` has no value here")
            return float(values[name])
        case Negative(of):
            return -value_of(of, values)
        case Binary(sign, left, right):
            return _finite(_combine(sign, value_of(left, values), value_of(right, values)), sign)
        case Call(function, arguments):
            numbers = [value_of(argument, values) for argument in arguments]
            return _finite(_apply(function, numbers), function)


def _combine(sign: str, left: float, right: float) -> float:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            if right == 0:
                raise FormulaError(f"division by zero ({left:g} / 0)")
            return left / right
    try:
        power = left**right
    except ZeroDivisionError:
        raise FormulaError(f"zero to a negative power (0 ** {right:g})") from None
    except OverflowError:
        raise FormulaError(f"{left:g} ** {right:g} is too large") from None
    if isinstance(power, complex):
        raise FormulaError(f"{left:g} ** {right:g} is not a real number")
    return float(power)


def _apply(function: str, numbers: list[float]) -> float:
    written = f"{function}({', '.join(f'{number:g}' for number in numbers)})"
    try:
        return float(FUNCTIONS[function][0](*numbers))
    except OverflowError:
        raise FormulaError(f"{written} is too large") from None
    except ValueError:
        raise FormulaError(f"{written} is not defined") from None


def _finite(value: float, what: str) -> float:
    if not math.isfinite(value):
        raise FormulaError(f"the result of `{what}` is too large")
    return value
