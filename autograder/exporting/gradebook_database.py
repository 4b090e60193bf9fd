"""A gradebook's database: by URL, opened in one transaction."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.course import CourseError

DRIVERS = ("psycopg", "psycopg2")
"""Python drivers for PostgreSQL, best first."""


def nbgrader_api() -> Any:
    """Import nbgrader's API, which takes seconds, when it is first needed.

    Raises: CourseError if nbgrader is not installed.
    """
    try:
        return importlib.import_module("nbgrader.api")
    except ImportError as error:
        raise CourseError(f"nbgrader is not installed ({error}); `pip install -e '.[gradebook]'` brings it") from error


@contextlib.contextmanager
def one_transaction(url: str) -> Iterator[Any]:
    """Open nbgrader's gradebook so that what is written inside is kept as a whole, or not at all.

    nbgrader commits after each call.  Here its session lives in a transaction of ours: its commits are savepoints, and
    only the last commit counts.  Tables that are not there yet are made before, and stay.

    Raises: CourseError if nbgrader or a driver is not installed, the URL is none, or the database fails or refuses.
    """
    api = nbgrader_api()
    import sqlalchemy

    address = parse_url(url)
    try:
        with _scripts_on_path(), _quiet("tornado.application"), api.Gradebook(address) as gradebook:
            if gradebook.engine.dialect.name == "sqlite":
                _give_sqlite_savepoints(gradebook.engine)
            with gradebook.engine.begin() as connection:
                gradebook.db.remove()
                gradebook.db.configure(
                    bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False
                )
                yield gradebook
                gradebook.db.remove()
    except (sqlalchemy.exc.SQLAlchemyError, api.InvalidEntry) as error:
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise CourseError(
            f"{address.render_as_string(hide_password=True)} did not take the grades and keeps those it had: {reason}; "
            "expected a database that runs, may be written to, and has the tables of this nbgrader"
        ) from error


def parse_url(url: str) -> Any:
    """Parse a database URL and name the driver where it names none: the one that is installed.

    Raises: CourseError if it is no URL, or if no driver for PostgreSQL is installed.
    """
    import sqlalchemy

    try:
        address = sqlalchemy.make_url(url)
        dialect, _, driver = address.drivername.partition("+")
        if dialect in ("postgres", "postgresql") and not driver:
            installed = next((d for d in DRIVERS if importlib.util.find_spec(d)), None)
            if installed is None:
                raise CourseError(
                    "no driver for PostgreSQL is installed; install one with `pip install 'psycopg[binary]'`"
                )
            return address.set(drivername=f"postgresql+{installed}")
        address.get_dialect()
    except sqlalchemy.exc.ArgumentError as error:
        # the URL may hold a password, so it is not shown
        raise CourseError(
            "this is no URL of a database; expected sqlite:///gradebook.db or postgresql://USER@HOST/DATABASE"
        ) from error
    return address


@contextlib.contextmanager
def _scripts_on_path() -> Iterator[None]:
    """Let nbgrader find `alembic`, which it starts by name, also where no virtual environment is activated."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), before))
    try:
        yield
    finally:
        os.environ["PATH"] = before


@contextlib.contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Keep a log silent: nbgrader writes a traceback there before it raises what we put in one sentence."""
    log = logging.getLogger(name)
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


def _give_sqlite_savepoints(engine: Any) -> None:
    """Begin transactions ourselves: Python's sqlite3 begins them too late for a savepoint to be inside."""
    from sqlalchemy import event

    @event.listens_for(engine, "connect")
    def _leave_it_to_us(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    engine.dispose()
