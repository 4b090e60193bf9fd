"""Opening the database, reading from it, and writing to it so that what is acknowledged is on the disk."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from quiz.store.signing import Signing
from quiz.store.tables import SCHEMA, Base, Setting
from quiz.store.writer import Job, Writer

DEFAULT = "sqlite:///quiz.db"
T = TypeVar("T")


class StoreError(ValueError):
    """Something about the database that a person has to put right; the message says what."""


class Database:
    """An open database.

    SQLite has one writer at a time: a thread collects what is to be written and commits it together, so that one
    wait for the disk serves many. PostgreSQL does this itself: there each write runs where it is called.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(quiz_writes=True)
        self._writer = Writer(self._writing) if engine.dialect.name == "sqlite" else None
        self.signing = Signing(self.read(lambda session: session.get_one(Setting, "secret").value))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database; nothing that it changes is kept."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def read(self, job: Callable[[Session], T]) -> T:
        """Return what a function reads."""
        with self.reading() as session:
            return job(session)

    def write(self, job: Job[T]) -> T:
        """Run a function in a transaction and return its result once it is committed; an error undoes all of it."""
        return self.submit(job).result()

    def submit(self, job: Job[T]) -> Future[T]:
        """Begin to write; the future has a result once it is committed. `job` may run again after a lost lock."""
        if self._writer:
            return self._writer.submit(job)
        future: Future[T] = Future()
        try:
            with Session(self._writing, expire_on_commit=False) as session, session.begin():
                result = job(session)
            future.set_result(result)
        except Exception as error:
            future.set_exception(error)
        return future

    @property
    def blocks(self) -> bool:
        """Whether `submit` itself waits for the database."""
        return self._writer is None

    def close(self) -> None:
        """Finish what is being written, and close."""
        if self._writer:
            self._writer.close()
        self.engine.dispose()


def open_database(url: str = DEFAULT) -> Database:
    """Open a database, and make it if it is new.

    Raises: StoreError if the URL is none, the database cannot be reached, or it is not one of this version.
    """
    parsed = _url(url)
    shown = parsed.render_as_string(hide_password=True)
    engine = _engine(parsed)
    try:
        _prepare(engine, shown)
        return Database(engine)
    except DatabaseError as error:  # cannot be reached, or is a file of another kind
        engine.dispose()
        raise StoreError(f"{shown} cannot be opened: {error.orig}") from None
    except BaseException:
        engine.dispose()
        raise


def _url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(f"`{url}` is no database; write sqlite:///FILE or postgresql://USER@HOST/NAME") from None
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreError(f"{parsed.drivername} is not supported; write sqlite:///FILE or postgresql://USER@HOST/NAME")
    if parsed.drivername == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StoreError("a database in memory is lost with the process; write sqlite:///FILE")
    return parsed


def _engine(url: URL) -> Engine:
    if url.drivername != "sqlite":
        return create_engine(url, pool_size=10, max_overflow=30, pool_pre_ping=True)
    file = Path(str(url.database))
    if not file.exists():
        if not file.parent.is_dir():
            raise StoreError(f"{file} cannot be made: there is no folder {file.parent}")
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))  # it holds keys, answers and the secret
    engine = create_engine(url, pool_size=10, max_overflow=50)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Any) -> None:
    # A transaction that first reads and then writes could not be repeated by SQLite; so it takes the lock at once.
    writes = connection.get_execution_options().get("quiz_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare(engine: Engine, shown: str) -> None:
    """Make the tables of a new database; refuse one that is not ours or not of this version."""
    names = set(inspect(engine).get_table_names())
    if names and "setting" not in names:
        raise StoreError(f"{shown} holds something else (table `{min(names)}`); give another name")
    if not names:
        Base.metadata.create_all(engine)
    with Session(engine) as session:
        settings = {setting.name: setting.value for setting in session.scalars(select(Setting))}
    for name, value in (("schema", SCHEMA), ("secret", secrets.token_hex(32))):
        if name not in settings:
            _set_once(engine, name, value)
    found = settings.get("schema", SCHEMA)
    if found != SCHEMA:
        what = f"{shown} has schema {found}, this version of quiz works with schema {SCHEMA}"
        raise StoreError(f"{what}; use the version that made it, or begin with a new database")


def _set_once(engine: Engine, name: str, value: str) -> None:
    """Store a setting that is not there yet; another process may be faster."""
    with Session(engine.execution_options(quiz_writes=True)) as session, suppress(IntegrityError):
        session.add(Setting(name=name, value=value))
        session.commit()
