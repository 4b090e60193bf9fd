"""The tables. Times are seconds since 1970 (UTC), so that no time zone gets between."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

SCHEMA = "1"  # changes with every table; a database of another schema is refused


class Base(DeclarativeBase):
    """All tables of the quiz."""


class Setting(Base):
    """The schema's version and the secret key."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Sitting(Base):
    """A quiz that a class sits.

    `policy` is a name of `quiz.marking.POLICIES`; `shape` is one question or all on a page; `counts` says which
    of several attempts counts. After `closes` nobody begins; who has begun keeps the full time.
    `released` opens the review, with right answers and explanations.
    """

    __tablename__ = "sitting"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int]
    opens: Mapped[float | None]
    closes: Mapped[float | None]
    policy: Mapped[str] = mapped_column(String(20), default="final")
    shape: Mapped[str] = mapped_column(String(3), default="one")
    allowed: Mapped[str] = mapped_column(String(500), default="")  # such as "pen, paper, calculator"
    counts: Mapped[str] = mapped_column(String(5), default="first")
    made: Mapped[float]
    released: Mapped[float | None]
    seats: Mapped[list[Seat]] = relationship(back_populates="sitting", order_by="Seat.student")


class Seat(Base):
    """A student in a sitting. A higher `link_version` ends every link and session given out before."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("sitting_id", "student"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    student: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(200), default="")
    time_factor: Mapped[float] = mapped_column(default=1.0)
    link_version: Mapped[int] = mapped_column(default=1)
    sitting: Mapped[Sitting] = relationship(back_populates="seats")
    attempts: Mapped[list[Attempt]] = relationship(back_populates="seat", order_by="Attempt.number")


class Attempt(Base):
    """A drawn paper and what becomes of it; not yet begun while `started` is empty.

    `shown` (rendered HTML) and `fields` (which answers are possible) are made of the public part only. `private` holds
    keys and explanations: pages read it for results, never during an attempt. `revision` counts the saves.
    """

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("seat_id", "number"), Index("attempt_open", "handed_in", "deadline"))
    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    number: Mapped[int]
    started: Mapped[float | None]
    deadline: Mapped[float | None]
    handed_in: Mapped[float | None]
    handed_in_by: Mapped[str | None] = mapped_column(String(10))  # student, time
    graded: Mapped[float | None]
    revision: Mapped[int] = mapped_column(default=0)
    handle: Mapped[str] = mapped_column(String(32))  # names the attempt in a browser's storage
    fields: Mapped[str] = mapped_column(Text, deferred=True)
    shown: Mapped[str] = mapped_column(Text, deferred=True)
    public: Mapped[str] = mapped_column(Text, deferred=True)
    private: Mapped[str] = mapped_column(Text, deferred=True)
    seat: Mapped[Seat] = relationship(back_populates="attempts")


class SavedAnswer(Base):
    """The last answer to a question; `place` counts from 1, `revision` is the attempt's when it was saved."""

    __tablename__ = "answer"
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answer: Mapped[str] = mapped_column(Text, default="null")
    flag: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[float]
    revision: Mapped[int]


class LogEntry(Base):
    """What happened in an attempt, in order; nothing is changed or removed here.

    `seen` is the revision that the browser knew: where it is behind the answer's own, two pages answered at once.
    """

    __tablename__ = "log"
    __table_args__ = (Index("log_of_attempt", "attempt_id", "place", "revision"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    at: Mapped[float]
    what: Mapped[str] = mapped_column(String(10))  # begin, save, hand in, reopen, extend
    place: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(Text)
    flag: Mapped[bool | None]
    revision: Mapped[int]
    seen: Mapped[int | None]


class Grade(Base):
    """The mark of an answer. A regrade adds a row with the next version and its reason; the highest version counts."""

    __tablename__ = "grade"
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(String(200), index=True)
    score: Mapped[float]
    points: Mapped[float]
    of: Mapped[float]
    status: Mapped[str] = mapped_column(String(12))
    mark: Mapped[str] = mapped_column(Text)  # the whole Mark as JSON: feedback, misconceptions, reading
    answer: Mapped[str] = mapped_column(Text)
    at: Mapped[float]
    reason: Mapped[str | None] = mapped_column(Text)
    by: Mapped[str | None] = mapped_column(String(100))


class Instructor(Base):
    """Who may see the instructor's pages. A higher `session_version` ends sessions."""

    __tablename__ = "instructor"
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    password: Mapped[str] = mapped_column(Text)  # argon2
    session_version: Mapped[int] = mapped_column(default=1)
    made: Mapped[float]


class Action(Base):
    """What instructors did; append-only."""

    __tablename__ = "action"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[float]
    who: Mapped[str] = mapped_column(String(100))
    what: Mapped[str] = mapped_column(String(40))
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"))
    detail: Mapped[str] = mapped_column(Text, default="{}")  # JSON
