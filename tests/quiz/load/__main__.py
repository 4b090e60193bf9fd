"""A class sits the quiz at once: `python -m tests.quiz.load --students 1000 --minutes 10`.

A real server in processes of its own, on this machine beside the client. Each student opens the personal link, begins,
changes each of 20 answers one to three times, flags, looks back, hands in. 40 minutes are played in `--minutes`.
In the end every answer that was acknowledged is looked for in the database. Nothing here is a test: times are printed.
"""

from __future__ import annotations

import click

from tests.quiz.load.run import Outcome, run

LIMIT = 0.250
STEP = 250


@click.command()
@click.option("--students", default=1000, show_default=True)
@click.option("--minutes", default=10.0, show_default=True, help="Minutes in which the 40 minutes are played.")
@click.option("--database", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
@click.option("--workers", default=2, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--find-the-limit", is_flag=True, help="Add students until p99 passes 250 ms or errors begin.")
def main(students: int, minutes: float, database: str, workers: int, seed: int, find_the_limit: bool) -> None:
    """Play and print."""
    if not find_the_limit:
        outcome = run(students, minutes, database, workers, seed)
        outcome.show()
        raise SystemExit(not outcome.is_good)
    good, bad = 0, 0
    while not bad or bad - good > STEP:
        count = students if not good and not bad else 2 * good if not bad else (good + bad) // 2
        outcome = run(count, minutes, database, workers, seed)
        outcome.show()
        if holds(outcome):
            good = count
        else:
            bad = count
    click.echo(f"Holds with {good} students, breaks with {bad}: p99 over {1000 * LIMIT:.0f} ms, or an error.")


def holds(outcome: Outcome) -> bool:
    """Whether everybody was served well."""
    return outcome.is_good and outcome.p99 <= LIMIT


if __name__ == "__main__":
    main()
