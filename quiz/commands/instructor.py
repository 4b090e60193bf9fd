"""`quiz instructor`: who may see the instructor's pages."""

from __future__ import annotations

import sys
import time

import click
from sqlalchemy import select

from quiz.commands.store_options import database_option, opened
from quiz.store.instructors import add_instructor
from quiz.store.tables import Instructor


@click.group()
def instructor() -> None:
    """Give instructors a password for their pages.

    Example: quiz instructor list
    """


@instructor.command()
@click.argument("name")
@database_option
def add(name: str, url: str) -> None:
    """Add an instructor, or give a known one a new password (which ends all sessions).

    The password is asked for twice; where there is no terminal, it is the first line of the input.

    Example: quiz instructor add ada
    """
    with opened(url) as database:
        password = _password()
        added = database.write(lambda session: add_instructor(session, name, password, time.time()))
    click.echo(f"{name} was added." if added else f"{name} has a new password; old sessions have ended.")


@instructor.command(name="list")
@database_option
def list_instructors(url: str) -> None:
    """List the names.

    Example: quiz instructor list
    """
    with opened(url) as database:
        names = database.read(lambda session: list(session.scalars(select(Instructor.name).order_by(Instructor.name))))
    click.echo("\n".join(names) or "There is no instructor yet; add one with `quiz instructor add NAME`.")


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt="The same again"))
    return sys.stdin.readline().rstrip("\r\n")
