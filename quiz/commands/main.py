"""The entry point: what is common to all commands."""

from __future__ import annotations

import sys
from typing import Any

import click

from quiz.bank_model import BankError
from quiz.commands.lint import lint
from quiz.commands.mark import mark
from quiz.commands.paper import paper
from quiz.commands.take import take
from quiz.drawing import DrawError


class Commands(click.Group):
    """A group that turns errors of the bank's files into messages and exit code 2."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command (called by click)."""
        try:
            return super().invoke(context)
        except (BankError, DrawError) as error:
            click.echo(f"quiz: {error}", err=True)
            sys.exit(2)


@click.group(cls=Commands)
def main() -> None:
    """Practise, and give a quiz on diffusion models.

    Example: quiz take --topic basics -n 5
    """


for command in (take, lint, paper, mark):
    main.add_command(command)
