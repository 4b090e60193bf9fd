"""The entry point."""

from __future__ import annotations

import click

from autograder.cli.staff import staff


@click.group()
def main() -> None:
    """Check your homework."""


main.add_command(staff)
