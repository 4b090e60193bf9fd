"""The entry point: what is common to all commands."""

from __future__ import annotations

import sys
from typing import Any

import click

from autograder.commands import student
from autograder.commands.staff import staff
from autograder.course import CourseError


class Commands(click.Group):
    """A group that turns an error of the course's files into a message and exit code 2."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command (called by click)."""
        try:
            return super().invoke(context)
        except CourseError as error:
            click.echo(f"autograder: {error}", err=True)
            sys.exit(2)


@click.group(cls=Commands, invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Check your homework and learn which mistake it is.

    Without a command: what is done and what is next.

    Example: autograder check ddim_step
    """
    if context.invoked_subcommand is None:
        student.show_status()


for command in (student.check, student.watch, student.hint, student.explain, student.pack, staff):
    main.add_command(command)
