"""A failure is data: what was looked at, what was got, what was expected.  Pages and terminals render it later."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["value", "shape", "type", "dtype", "device", "changed", "property", "error", "load", "time", "missing"]


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a wrong result looks like, in so few numbers that it may be published.

    Two results of the same check with the same evidence come from the same mistake.
    values: None stands for what is not finite.
    """

    what: str
    values: tuple[float | None, ...] = ()
    tolerance: float | None = None

    def matches(self, other: Evidence) -> bool:
        """Whether both describe the same wrong result, up to rounding and to the tolerance of the check."""
        if self.what != other.what or len(self.values) != len(other.values):
            return False
        size = max((abs(v) for v in (*self.values, *other.values) if v is not None), default=0.0)
        slack = max(1e-4 * size, self.tolerance or 0.0, other.tolerance or 0.0)
        return all(
            a == b or (a is not None and b is not None and abs(a - b) <= slack)
            for a, b in zip(self.values, other.values, strict=True)
        )


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a check failed, as far as the check itself can tell."""

    kind: Kind
    message: str
    evidence: Evidence
    got: str | None = None
    expected: str | None = None
    tolerance: str | None = None
    relation: str | None = None
    hint: str | None = None
    line: str | None = None


class Mismatch(AssertionError):
    """Raised by an expectation that is not met."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class Missing(Exception):
    """The function asked for is still a stub, or not there at all."""

    def __init__(self, function: str, message: str) -> None:
        super().__init__(message)
        self.function = function


class Raised(Exception):
    """A student's function raised something: what, in plain words, since the exception itself may live elsewhere.

    kind: the name of its type; text: its message; line: the student's line, as `ddim.py line 7: return x / 0`.
    """

    def __init__(self, kind: str, text: str, line: str | None = None) -> None:
        super().__init__(text)
        self.kind, self.text, self.line = kind, text, line


class NotLoaded(Exception):
    """The module that holds the function does not load; `cause` says why, or else its __cause__."""

    def __init__(self, message: str, cause: Raised | None = None) -> None:
        super().__init__(message)
        self.cause = cause


class TimeLimit(BaseException):
    """A check took longer than it may; not an Exception, so that `except Exception` lets it through."""


class Abandoned(BaseException):
    """The engine itself cannot go on; nothing can be said of the student's code."""


FORESEEN = (Mismatch, Missing, NotLoaded, Raised, TimeLimit, Abandoned)
"""What a call of a student's function may end with.  Anything else is a fault of the engine."""
