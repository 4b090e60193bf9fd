"""A correction of one question in a sitting: which marks it would change, and changing them.

The outcome is computed twice, for the preview and when it is done; a fingerprint tells if something came between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, TypeAlias

from sqlalchemy.orm import Session

from quiz.bank_model.questions import Question
from quiz.drawing import Private
from quiz.marking import Mark, mark
from quiz.store.grades import regrade, set_private
from quiz.web.instructor_answers import Answered, Naming, answered_in
from quiz.web.instructor_keys import CorrectionError, accepting, corrected

Kind: TypeAlias = Literal["key", "accept", "full"]


@dataclass(frozen=True)
class Correction:
    """What to do: a corrected question, one more answer (by the name of its group), or full marks for all."""

    kind: Kind
    question: Question | None = None
    group: str = ""
    only_up: bool = True


@dataclass(frozen=True)
class Change:
    """A mark that becomes another."""

    answered: Answered
    old: Mark
    new: Mark


@dataclass(frozen=True)
class Outcome:
    """What a correction does: changed marks, and keys that are replaced. `kept` are lower marks that are not given."""

    changes: tuple[Change, ...]
    private: dict[tuple[int, int], Private] = field(default_factory=dict)
    unmarked: int = 0
    kept: int = 0
    holds: bool = True  # whether what is marked later is marked in the same way

    @property
    def up(self) -> int:
        """How many grades rise."""
        return sum(change.new.points > change.old.points for change in self.changes)

    @property
    def down(self) -> int:
        """How many grades fall."""
        return sum(change.new.points < change.old.points for change in self.changes)

    @property
    def told(self) -> int:
        """How many answers keep their points and get other feedback."""
        return len(self.changes) - self.up - self.down

    @property
    def fingerprint(self) -> str:
        """Tell this outcome from any other."""
        changes = [
            (change.answered.attempt, change.answered.place, change.answered.version, change.new.model_dump_json())
            for change in self.changes
        ]
        keys = [(where, private.model_dump_json()) for where, private in sorted(self.private.items())]
        return sha256(repr((changes, keys)).encode()).hexdigest()


def outcome_of(session: Session, sitting_id: int, identifier: str, correction: Correction) -> Outcome:
    """Return what a correction would do now.

    Raises: CorrectionError if it cannot be made.
    """
    found = answered_in(session, sitting_id, identifier)
    if not found:
        raise CorrectionError(f"no paper of this sitting has the question `{identifier}`")
    naming = Naming.of(found[0].drawn)
    changes: list[Change] = []
    private: dict[tuple[int, int], Private] = {}
    kept, holds = 0, True
    for answered in found:
        key = _new_private(naming, answered, correction)
        holds = holds and key is not None
        if key is not None and key != answered.drawn.private:
            private[answered.attempt, answered.place] = key
        if answered.mark is None:
            continue
        new = _new_mark(naming, answered, answered.mark, correction, key)
        if correction.only_up and new.points < answered.mark.points:
            kept += 1
        elif new != answered.mark:
            changes.append(Change(answered, answered.mark, new))
    unmarked = sum(answered.mark is None for answered in found)
    return Outcome(tuple(changes), private, unmarked, kept, holds)


def _new_private(naming: Naming, answered: Answered, correction: Correction) -> Private | None:
    """Return the private part with the new key; None if the correction changes marks only."""
    if correction.kind == "key" and correction.question is not None:
        return corrected(answered.drawn, correction.question)
    if correction.kind == "accept":
        return accepting(answered.drawn, correction.group, naming.options(answered.drawn))
    return answered.drawn.private.model_copy(update={"waived": True})


def _new_mark(naming: Naming, answered: Answered, old: Mark, correction: Correction, key: Private | None) -> Mark:
    if correction.kind == "accept" and naming.group(answered) != correction.group:
        return old
    if key is None:
        return Mark(score=1.0, points=old.of, of=old.of, status="right", reading=old.reading)
    return mark(answered.drawn.model_copy(update={"private": key}), answered.answer)


def apply(session: Session, outcome: Outcome, reason: str, by: str, now: float) -> None:
    """Store the new marks beside the old ones, and the new keys for all that is marked later."""
    for (attempt, place), private in outcome.private.items():
        set_private(session, attempt, place, private.model_dump(mode="json"))
    for change in outcome.changes:
        regrade(session, change.answered.attempt, change.answered.place, change.new, reason, by, now)
