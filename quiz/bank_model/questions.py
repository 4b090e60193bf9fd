"""What a file of the bank may hold: one model a type of question."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field, TypeAdapter, model_validator

from quiz.bank_model import meaning
from quiz.bank_model.faults import Faults
from quiz.bank_model.parts import (
    Decoy,
    FormulaText,
    Listing,
    NumberValue,
    Option,
    Pair,
    Parameter,
    ParameterName,
    Part,
    Slug,
    Text,
    Tolerance,
    VariableName,
    WrongFormula,
    WrongText,
)

Topic: TypeAlias = Literal["basics", "faster-sampling", "guidance", "architectures"]
Difficulty: TypeAlias = Literal["easy", "medium", "hard"]
MultipleMarking: TypeAlias = Literal["net", "all", "each", "coverage"]
TOPICS: tuple[Topic, ...] = ("basics", "faster-sampling", "guidance", "architectures")
DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard")


class Asked(Part):
    """What all questions have."""

    rules: ClassVar[meaning.Rules] = ()

    id: Slug
    topic: Topic
    difficulty: Difficulty
    points: Annotated[float, Field(gt=0, le=100)] = 1.0
    draw: Slug | None = None
    parameters: Annotated[dict[ParameterName, Parameter], Field(max_length=12)] = {}
    let: Annotated[dict[ParameterName, FormulaText], Field(max_length=20)] = {}
    text: Text
    listing: Listing | None = None
    why: Text
    source: Text

    @model_validator(mode="after")
    def _means_something(self) -> Asked:
        faults = [fault for rule in (meaning.parameters_have_values, *self.rules) for fault in rule(self)]
        if faults:
            raise Faults(faults)
        return self

    @property
    def values_known(self) -> frozenset[str]:
        """Names of the parameters and of what is derived from them."""
        return frozenset(self.parameters) | frozenset(self.let)


class Single(Asked):
    """Choose the one right option."""

    rules: ClassVar[meaning.Rules] = (meaning.options_are_told_apart, meaning.exactly_one_is_right)

    type: Literal["single"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]


class Multiple(Asked):
    """Choose every right option."""

    rules: ClassVar[meaning.Rules] = (meaning.options_are_told_apart, meaning.at_least_one_is_right)

    type: Literal["multiple"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=10)]
    marking: MultipleMarking = "net"


class Numeric(Asked):
    """Work out a number."""

    rules: ClassVar[meaning.Rules] = (meaning.formulas_use_known_names, meaning.tolerance_is_given)

    type: Literal["numeric"]
    answer: FormulaText
    tolerance: Tolerance
    unit: Text | None = None
    misconceptions: tuple[WrongFormula, ...] = ()


class Order(Asked):
    """Put the items in order; the bank lists them in the right one."""

    rules: ClassVar[meaning.Rules] = (meaning.items_differ,)

    type: Literal["order"]
    items: Annotated[tuple[Text, ...], Field(min_length=3, max_length=7)]


class Match(Asked):
    """Find the right-hand text for each left-hand one."""

    rules: ClassVar[meaning.Rules] = (meaning.pairs_differ,)

    type: Literal["match"]
    pairs: Annotated[tuple[Pair, ...], Field(min_length=3, max_length=6)]
    decoys: Annotated[tuple[Decoy, ...], Field(max_length=6)] = ()


class Short(Asked):
    """Write a word or a few."""

    rules: ClassVar[meaning.Rules] = ()

    type: Literal["short"]
    accepts: Annotated[tuple[Text, ...], Field(min_length=1, max_length=50)]
    misconceptions: tuple[WrongText, ...] = ()


class Expression(Asked):
    """Write a formula in the variables given."""

    rules: ClassVar[meaning.Rules] = (meaning.variables_are_their_own, meaning.formulas_use_known_names)

    type: Literal["expression"]
    answer: FormulaText
    variables: Annotated[dict[VariableName, tuple[NumberValue, NumberValue]], Field(min_length=1, max_length=10)]
    misconceptions: tuple[WrongFormula, ...] = ()


Question: TypeAlias = Single | Multiple | Numeric | Order | Match | Short | Expression
TYPES: dict[str, type[Question]] = {
    "single": Single,
    "multiple": Multiple,
    "numeric": Numeric,
    "order": Order,
    "match": Match,
    "short": Short,
    "expression": Expression,
}
QUESTION: TypeAdapter[Question] = TypeAdapter(Annotated[Question, Field(discriminator="type")])
