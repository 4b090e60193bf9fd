"""What a mark is: how much of a question was right, and what to tell the student."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from quiz.drawing.drawn import Data, Feedback

Status: TypeAlias = Literal["right", "partly", "wrong", "blank", "unreadable"]
Answer: TypeAlias = str | list[str] | dict[str, str] | None


class Mark(Data):
    """The mark of one answer; a score of 1 is all points.

    `feedback` is Markdown. `reading` is what the answer was read as: Markdown where texts of the question were chosen,
    plain text where something was typed. `misconceptions` are names for the statistics.
    """

    score: Annotated[float, Field(ge=0, le=1)]
    points: float
    of: float
    status: Status
    feedback: tuple[str, ...] = ()
    misconceptions: tuple[str, ...] = ()
    reading: str = ""


class Verdict(Data):
    """A mark before the points of its question are known."""

    score: float
    status: Status
    feedback: tuple[str, ...] = ()
    misconceptions: tuple[str, ...] = ()
    reading: str = ""


BLANK = Verdict(score=0.0, status="blank")


def verdict(score: float, reading: str, told: tuple[Feedback, ...] = ()) -> Verdict:
    """Return the verdict of a score, with what to tell."""
    status: Status = "right" if score == 1 else "partly" if score > 0 else "wrong"
    feedback = tuple(item.says for item in told if item.says)
    names = tuple(item.misconception for item in told if item.misconception)
    return Verdict(score=score, status=status, feedback=feedback, misconceptions=names, reading=reading)


def unreadable(why: str, reading: str = "") -> Verdict:
    """Return the verdict of an answer that cannot be read."""
    return Verdict(score=0.0, status="unreadable", feedback=(why,), reading=reading)
