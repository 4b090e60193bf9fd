"""A drawn question: plain data that is stored with an attempt.

What a browser may see and what it may not are two fields, so that only `public` is handed to a page during an attempt.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from quiz.bank_model.questions import MultipleMarking

TypeName: TypeAlias = Literal["single", "multiple", "numeric", "order", "match", "short", "expression"]


class Data(BaseModel):
    """Plain data: nothing unknown, nothing changes, JSON in and out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(Data):
    """Something to choose, to order or to match, under an id that says nothing about it."""

    id: str
    text: str


class Public(Data):
    """What the student sees; which lists are filled depends on the type."""

    type: TypeName
    points: float
    text: str
    listing: str | None = None
    options: tuple[Choice, ...] = ()
    items: tuple[Choice, ...] = ()
    lefts: tuple[Choice, ...] = ()
    rights: tuple[Choice, ...] = ()
    unit: str | None = None
    variables: tuple[str, ...] = ()


class Feedback(Data):
    """What to tell somebody, and the name of the idea behind the answer."""

    misconception: str = ""
    says: str = ""


class WrongNumber(Data):
    """A wrong number that a known idea leads to."""

    value: float
    misconception: str
    says: str


class WrongAnswer(Data):
    """A wrong word or expression that a known idea leads to."""

    answer: str
    misconception: str
    says: str


class ChoiceKey(Data):
    """Single and multiple: the ids of the right options, and feedback by option."""

    kind: Literal["choice"] = "choice"
    right: tuple[str, ...]
    feedback: dict[str, Feedback] = {}
    marking: MultipleMarking = "net"


class NumberKey(Data):
    """Numeric: the value, others that a regrade accepts, and what is still right around them."""

    kind: Literal["number"] = "number"
    value: float
    accepts: tuple[float, ...] = ()
    absolute: float
    relative: float
    misconceptions: tuple[WrongNumber, ...] = ()


class OrderKey(Data):
    """Order: the ids of the items in the right order."""

    kind: Literal["order"] = "order"
    right: tuple[str, ...]


class MatchKey(Data):
    """Match: which right-hand id belongs to each left-hand one, and feedback by decoy."""

    kind: Literal["match"] = "match"
    right: dict[str, str]
    decoys: dict[str, Feedback] = {}


class ShortKey(Data):
    """Short: the answers that are accepted."""

    kind: Literal["short"] = "short"
    accepts: tuple[str, ...]
    misconceptions: tuple[WrongAnswer, ...] = ()


class ExpressionKey(Data):
    """Expression: a formula of the variables alone, others that a regrade accepts, the ranges in which to compare."""

    kind: Literal["expression"] = "expression"
    answer: str
    accepts: tuple[str, ...] = ()
    ranges: dict[str, tuple[float, float]]
    misconceptions: tuple[WrongAnswer, ...] = ()


Key: TypeAlias = Annotated[
    ChoiceKey | NumberKey | OrderKey | MatchKey | ShortKey | ExpressionKey, Field(discriminator="kind")
]


class Private(Data):
    """What stays on the server until the policy shows it.

    `places` tells for each opaque id where its text stands in the bank (decoys count on after the pairs),
    so that answers to different draws of a question can be counted together. A question that is `waived` gives
    everybody its points.
    """

    key: Key
    why: str
    source: str
    values: dict[str, int | float] = {}
    places: dict[str, int] = {}
    waived: bool = False


class DrawnQuestion(Data):
    """A question as one student gets it."""

    id: str
    topic: str
    difficulty: str
    public: Public
    private: Private


class Paper(Data):
    """A drawn set of questions; the seed is kept elsewhere."""

    version: Literal[1] = 1
    title: str
    minutes: int
    questions: Annotated[tuple[DrawnQuestion, ...], Field(min_length=1)]

    @property
    def points(self) -> float:
        """What can be reached."""
        return sum(question.public.points for question in self.questions)

    def find(self, identifier: str) -> DrawnQuestion:
        """Return the question of this id; KeyError if the paper has none."""
        for question in self.questions:
            if question.id == identifier:
                return question
        raise KeyError(identifier)
