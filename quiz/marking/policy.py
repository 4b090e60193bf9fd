"""What a student is shown, and when: one table."""

from __future__ import annotations

from typing import Literal, TypeAlias

from quiz.drawing.drawn import Data

Moment: TypeAlias = Literal["during", "after", "review"]
MOMENTS: tuple[Moment, ...] = ("during", "after", "review")


class Shows(Data):
    """What is shown at one moment; the explanation is the feedback to the answer, the reasoning and the source."""

    score: bool = False
    right_answer: bool = False
    explanation: bool = False


class Policy(Data):
    """What is shown during an attempt, after it is handed in, and in review when all have handed in."""

    during: Shows = Shows()
    after: Shows = Shows()
    review: Shows = Shows()

    def at(self, moment: Moment) -> Shows:
        """Return what is shown at this moment."""
        return {"during": self.during, "after": self.after, "review": self.review}[moment]


_ALL = Shows(score=True, right_answer=True, explanation=True)
POLICIES: dict[str, Policy] = {
    "final": Policy(during=Shows(), after=Shows(score=True), review=_ALL),
    "practice": Policy(during=_ALL, after=_ALL, review=_ALL),
}
