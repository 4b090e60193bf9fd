"""What the commands that work on the database have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from quiz.store import DEFAULT, Database, StoreError, open_database

ENVIRONMENT = "QUIZ_DATABASE"


def database_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that names the database."""
    help_text = "sqlite:///FILE or postgresql://USER@HOST/NAME; the variable QUIZ_DATABASE gives another default."
    return click.option("--database", "url", envvar=ENVIRONMENT, default=DEFAULT, show_default=True, help=help_text)(
        command
    )


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open the database, and close it in the end; what is wrong with it becomes a message."""
    with said():
        database = open_database(url)
        try:
            yield database
        finally:
            database.close()


@contextmanager
def said() -> Iterator[None]:
    """Turn what a person has to put right into a message without a traceback."""
    try:
        yield
    except StoreError as error:
        raise click.ClickException(str(error)) from None
