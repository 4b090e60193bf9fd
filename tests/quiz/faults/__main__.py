"""Kill the server at random moments while students answer: `python -m tests.quiz.faults --rounds 50`.

A round ends the whole server, or one of its workers, with SIGKILL, and starts what is gone again. Students try again
what was not acknowledged, some with another answer, as the script of the page does. In the end every attempt is handed
in; then every answer that was ever acknowledged is looked for in the database, and every mark is computed again.
"""

from __future__ import annotations

import click

from tests.quiz.faults.run import run


@click.command()
@click.option("--rounds", default=50, show_default=True)
@click.option("--students", default=16, show_default=True)
@click.option("--database", "kinds", type=click.Choice(["sqlite", "postgresql"]), multiple=True, help="Default: both.")
@click.option("--seed", default=0, show_default=True)
def main(rounds: int, students: int, kinds: tuple[str, ...], seed: int) -> None:
    """Kill, and say what came of it."""
    good = True
    for kind in kinds or ("sqlite", "postgresql"):
        siege = run(rounds, students, kind, seed)
        click.echo(siege.told())
        good = good and not siege.lost
    raise SystemExit(not good)


if __name__ == "__main__":
    main()
