"""What the item analysis finds: plain data for tables, pages and machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

FlagKind: TypeAlias = Literal["rare option", "tempting option", "negative key", "too easy", "too hard"]


@dataclass(frozen=True)
class Flag:
    """Something to look at; not `sure` if a class of this size shows it easily by chance."""

    kind: FlagKind
    text: str
    sure: bool = True


@dataclass(frozen=True)
class OptionStatistics:
    """How many chose an option, and how they did in the rest of the test."""

    name: str
    right: bool | None
    offered: bool
    count: int
    share: float
    mean_rest: float | None
    correlation: float | None


@dataclass(frozen=True)
class ItemStatistics:
    """How a question did, over the students who had it; all shares are of 1.

    `discrimination` is the correlation with the rest of the test. `intended_weight` is the item's share of all points,
    `effective_weight` its share of what sets the totals apart (None if it pulls against them).
    """

    id: str
    topic: str
    students: int
    blank: int
    facility: float
    spread: float | None
    discrimination: float | None
    upper_lower: float | None
    efficiency: float | None
    intended_weight: float
    effective_weight: float | None
    options: tuple[OptionStatistics, ...]
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class PaperStatistics:
    """How the paper did as a whole; totals are shares of what each student could reach.

    Alpha is taken over questions if all students had the same ones, else over places of the paper if all had equally
    many; `alpha_over` says which.
    """

    students: int
    items: int
    mean: float | None
    median: float | None
    spread: float | None
    lowest: float | None
    highest: float | None
    alpha: float | None
    alpha_over: Literal["questions", "places"] | None
    standard_error: float | None


@dataclass(frozen=True)
class Analysis:
    """The whole item analysis; `totals` are in the order of the students' ids."""

    paper: PaperStatistics
    items: tuple[ItemStatistics, ...]
    totals: tuple[float, ...]
