"""`quiz take`: practise in a terminal."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console

from quiz.bank_model import DIFFICULTIES, PRACTICE, TOPICS, load_bank
from quiz.commands.terminal import show_mark, show_question
from quiz.commands.typed import PROMPTS, commands_of, typed_answer
from quiz.drawing import DrawnQuestion, pick_questions
from quiz.marking import POLICIES, Mark, Unreadable, mark

FOLDER = click.Path(exists=True, path_type=Path)
Taken = list[tuple[DrawnQuestion, Mark | None]]


@click.command()
@click.option("--topic", type=click.Choice(TOPICS), help="Only questions of this topic.")
@click.option("--difficulty", type=click.Choice(DIFFICULTIES), help="Only questions of this difficulty.")
@click.option("-n", "--number", type=click.IntRange(1, 500), default=10, show_default=True, help="How many questions.")
@click.option("--seed", help="The same seed gives the same questions; without it they are new each time.")
@click.option("--bank", "folder", type=FOLDER, default=PRACTICE, help="Another folder of questions.")
@click.pass_context
def take(
    context: click.Context, topic: str | None, difficulty: str | None, number: int, seed: str | None, folder: Path
) -> None:
    """Answer questions, one after the other, and read at once what was right and why.

    `s` skips a question and `q` quits (`:s` and `:q` where letters may be the answer); Ctrl-C quits too.
    The score is told at the end.

    Example: quiz take --topic basics -n 5 --seed monday
    """
    seed = seed or secrets.token_hex(4)
    found = load_bank(folder).select(topic=topic, difficulty=difficulty)
    if not found:
        raise click.UsageError(f"{folder} has no such question; leave out --topic or --difficulty")
    drawn = pick_questions(found, seed, number)
    console = Console(highlight=False)
    taken: Taken = []
    interrupted = False
    try:
        for question in _asked(console, drawn):
            taken.append(question)
    except (KeyboardInterrupt, EOFError):
        interrupted = True
        console.print()
    _show_score(console, taken)
    console.print(f"The same questions again: add --seed {seed}", style="dim", markup=False)
    context.exit(130 if interrupted else 0)


def _asked(console: Console, questions: Sequence[DrawnQuestion]) -> Iterator[tuple[DrawnQuestion, Mark | None]]:
    """Ask one question after the other, until all are asked or somebody quits; a skipped one has no mark."""
    shows = POLICIES["practice"].at("during")
    for place, drawn in enumerate(questions, start=1):
        show_question(console, drawn, f"Question {place} of {len(questions)}: {drawn.topic}, {drawn.difficulty}")
        given = _answered(console, drawn)
        if given == "quit":
            return
        if isinstance(given, Mark):
            show_mark(console, drawn, given, shows)
        yield drawn, given if isinstance(given, Mark) else None


def _answered(console: Console, drawn: DrawnQuestion) -> Mark | str:
    """Ask until the answer can be read; return its mark, or `skip` or `quit`."""
    commands = commands_of(drawn.public)
    skip, leave = (":s", ":q") if len(commands) == 2 else ("s", "q")
    unit = f" in {drawn.public.unit}" if drawn.public.unit else ""
    while True:
        typed = input(f"{PROMPTS[drawn.public.type]}{unit} ({skip} skips, {leave} quits): ").strip()
        if typed.lower() in commands:
            return commands[typed.lower()]
        try:
            given = mark(drawn, typed_answer(drawn.public, typed))
        except Unreadable as error:
            console.print(str(error), style="yellow", markup=False)
            continue
        if given.status not in ("unreadable", "blank"):
            return given
        console.print("\n".join(given.feedback) or "Nothing was typed.", style="yellow", markup=False)


def _show_score(console: Console, taken: Taken) -> None:
    answered = [(drawn.topic, given) for drawn, given in taken if given is not None]
    skipped = len(taken) - len(answered)
    console.print()
    said = f"Score: {_points(answered)} in {len(answered)} questions" if answered else "No question was answered"
    console.print(said + (f", {skipped} skipped." if skipped else "."), style="bold", markup=False)
    topics = dict.fromkeys(topic for topic, _ in answered)
    for topic in topics if len(topics) > 1 else ():
        console.print(f"  {topic}: {_points([pair for pair in answered if pair[0] == topic])}", markup=False)


def _points(answered: Sequence[tuple[str, Mark]]) -> str:
    points, of = sum(given.points for _, given in answered), sum(given.of for _, given in answered)
    return f"{points:.3g} of {of:.3g} points"
