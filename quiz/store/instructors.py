"""Instructors: passwords under argon2, and a log of what they did."""

from __future__ import annotations

import json
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy.orm import Session

from quiz.store.database import StoreError
from quiz.store.tables import Action, Instructor

SHORTEST, LONGEST = 12, 200

_HASHER = PasswordHasher()
# Compared with where there is no such name, so that the time of an answer does not tell which names there are.
_NOBODY = _HASHER.hash("nobody has this password")


def add_instructor(session: Session, name: str, password: str, now: float) -> bool:
    """Add an instructor, or give a known one a new password and end all sessions; return whether the name is new.

    Raises: StoreError if name or password do not do.
    """
    if not name.strip() or len(name) > 100:
        raise StoreError("a name has 1 to 100 characters")
    if not SHORTEST <= len(password) <= LONGEST:
        raise StoreError(
            f"the password has {len(password)} characters; use {SHORTEST} to {LONGEST}, such as four words"
        )
    hashed = _HASHER.hash(password)
    known = session.get(Instructor, name)
    if known:
        known.password = hashed
        known.session_version += 1
        return False
    session.add(Instructor(name=name, password=hashed, made=now))
    return True


def password_is_right(session: Session, name: str, password: str) -> bool:
    """Whether this is the password of this instructor; takes equally long for unknown names."""
    known = session.get(Instructor, name) if len(name) <= 100 else None
    try:
        _HASHER.verify(known.password if known else _NOBODY, password[: LONGEST + 1])
    except VerificationError:
        return False
    return known is not None


def record(session: Session, now: float, who: str, what: str, sitting_id: int | None = None, **detail: Any) -> None:
    """Write down what an instructor did."""
    session.add(Action(at=now, who=who, what=what, sitting_id=sitting_id, detail=json.dumps(detail)))
