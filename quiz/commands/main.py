"""The entry point: what is common to all commands."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

VERBS = ("take", "lint", "paper", "mark", "serve", "sitting", "instructor", "report", "export", "import")
"""Each stands in a module of this folder, which is imported when it is asked for."""


class Verbs(click.Group):
    """A group that imports its commands late, and turns errors of the bank's files into messages and exit code 2."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Name all commands (called by click)."""
        return list(VERBS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import a command (called by click)."""
        if name not in VERBS:
            return None
        attribute = "import_" if name == "import" else name
        try:
            command: click.Command = getattr(importlib.import_module(f"quiz.commands.{attribute}"), attribute)
        except ModuleNotFoundError as error:
            raise _not_installed(error) from error
        return command

    def invoke(self, context: click.Context) -> Any:
        """Run the command (called by click)."""
        try:
            from quiz.bank_model import BankError
            from quiz.drawing import DrawError
        except ModuleNotFoundError as error:
            raise _not_installed(error) from error
        try:
            return super().invoke(context)
        except (BankError, DrawError) as error:
            click.echo(f"quiz: {error}", err=True)
            sys.exit(2)


def _not_installed(error: ModuleNotFoundError) -> click.ClickException:
    return click.ClickException(f"{error.name} is not installed; `pip install -e '.[quiz]'` brings it")


@click.group(cls=Verbs)
def main() -> None:
    """Practise, and give a quiz on diffusion models.

    Example: quiz take --topic basics -n 5
    """
