"""The small pieces of which questions are made: texts, formulas, parameters, options."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)

from quiz.formulas import RESERVED, parse


class Part(BaseModel):
    """Anything in a bank: nothing unknown is allowed, and nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _as_text(value: Any) -> Any:
    """Let a number stand where a text is expected, as in `accepts: [50]`."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _formula(text: str) -> str:
    parse(text)
    return text


def _listing(text: str) -> str:
    text = text.strip("\n").rstrip()
    if not text:
        raise ValueError("the listing is empty")
    return text


def _number(value: Any) -> Any:
    """Read a number as written in YAML; a whole number stays whole."""
    if isinstance(value, bool):
        raise ValueError("it is not a number")
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            pass
        try:
            return float(value) if math.isfinite(float(value)) else value
        except ValueError:
            raise ValueError("it is not a number") from None
    return value


def _not_reserved(name: str) -> str:
    if name in RESERVED:
        raise ValueError(f"`{name}` means something else in formulas")
    return name


Text: TypeAlias = Annotated[
    str, BeforeValidator(_as_text), StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)
]
Listing: TypeAlias = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_listing)]
FormulaText: TypeAlias = Annotated[str, BeforeValidator(_as_text), AfterValidator(_formula)]
NumberValue: TypeAlias = Annotated[int | float, BeforeValidator(_number)]
Slug: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
# At least two characters, so that \frac{a}{b} is never taken for a parameter.
ParameterName: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]+$", max_length=30), AfterValidator(_not_reserved)
]
VariableName: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=30), AfterValidator(_not_reserved)
]


class OneOf(Part):
    """A parameter that takes one of the values listed."""

    choice: Annotated[tuple[NumberValue, ...], Field(min_length=1, max_length=1000)]

    def values(self) -> tuple[int | float, ...]:
        """All values that it may take."""
        return self.choice


class WholeNumbers(Part):
    """A parameter that takes whole numbers from low to high, both included."""

    integers: tuple[int, int]
    step: Annotated[int, Field(ge=1)] = 1

    def values(self) -> tuple[int | float, ...]:
        """All values that it may take."""
        low, high = self.integers
        return tuple(range(low, high + 1, self.step))


class Decimals(Part):
    """A parameter that takes decimals from low to high, both included, in steps."""

    decimals: tuple[NumberValue, NumberValue]
    step: Annotated[NumberValue, Field(gt=0)]

    def values(self) -> tuple[int | float, ...]:
        """All values that it may take, counted in decimal so that 0.3 is 0.3."""
        low, high = (Decimal(repr(bound)) for bound in self.decimals)
        step = Decimal(repr(self.step))
        return tuple(float(low + place * step) for place in range(int((high - low) / step) + 1))


# The key that tells a kind of parameter, and the name of the kind (not a key: both appear in paths of errors).
KINDS = {"choice": "one of", "integers": "whole numbers", "decimals": "decimal numbers"}


def _parameter_kind(value: Any) -> str | None:
    keys = value if isinstance(value, dict) else type(value).model_fields if isinstance(value, Part) else ()
    return next((kind for key, kind in KINDS.items() if key in keys), None)


Parameter: TypeAlias = Annotated[
    Annotated[OneOf, Tag("one of")]
    | Annotated[WholeNumbers, Tag("whole numbers")]
    | Annotated[Decimals, Tag("decimal numbers")],
    Discriminator(_parameter_kind),
]
MOST_VALUES = 10_000


def count_of(parameter: OneOf | WholeNumbers | Decimals) -> int:
    """Return how many values a parameter has, without listing them (there might be very many)."""
    if isinstance(parameter, OneOf):
        return len(parameter.choice)
    low, high = parameter.integers if isinstance(parameter, WholeNumbers) else parameter.decimals
    return int((Decimal(repr(high)) - Decimal(repr(low))) / Decimal(repr(parameter.step))) + 1 if low <= high else 0


class Option(Part):
    """An option to choose, either right or wrong; `says` is feedback to somebody who got it wrong."""

    right: Text | None = None
    wrong: Text | None = None
    misconception: Text | None = None
    says: Text | None = None
    pinned: bool = False

    @property
    def is_right(self) -> bool:
        """Whether this option should be chosen."""
        return self.right is not None

    @property
    def text(self) -> str:
        """What the option says."""
        return self.right if self.right is not None else self.wrong or ""


class Tolerance(Part):
    """How far a number may be off: the larger of `absolute` and `relative` times the size of the key."""

    absolute: Annotated[float, Field(ge=0)] = 0.0
    relative: Annotated[float, Field(ge=0, lt=1)] = 0.0

    def around(self, value: float) -> float:
        """Return the distance from `value` that is still right."""
        return max(self.absolute, self.relative * abs(value))


class WrongFormula(Part):
    """A wrong number or expression that a known idea leads to."""

    answer: FormulaText
    misconception: Text
    says: Text


class WrongText(Part):
    """A wrong short answer that a known idea leads to."""

    answer: Text
    misconception: Text
    says: Text


class Pair(Part):
    """Two texts that belong together."""

    left: Text
    right: Text


class Decoy(Part):
    """A right-hand text that belongs to no left-hand one."""

    text: Text
    misconception: Text | None = None
    says: Text | None = None
