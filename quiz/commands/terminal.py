"""Questions and marks in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase

from rich.console import Console
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from quiz.drawing import Choice, DrawnQuestion
from quiz.marking import Mark, Shows, right_texts
from quiz.rendering import to_text

STYLES = {"right": "green", "partly": "yellow", "wrong": "red", "blank": "dim", "unreadable": "red"}
WORDS = {"right": "Right.", "partly": "Partly right", "wrong": "Not right.", "blank": "No answer."}


def show_question(console: Console, drawn: DrawnQuestion, heading: str) -> None:
    """Print what a student may see of a question."""
    public = drawn.public
    console.print()
    console.print(Text(heading, style="bold"))
    console.print(Text(to_text(public.text)))
    if public.listing:
        listing = Syntax(public.listing, "python", theme="ansi_dark", background_color="default")
        console.print(Padding(listing, (1, 0, 0, 4)))
    console.print()
    numbers = [str(number) for number in range(1, len(public.lefts) + 1)]
    if public.lefts:
        console.print(_listed(numbers, public.lefts))
        console.print()
    choices = public.options or public.items or public.rights
    if choices:
        console.print(_listed(ascii_lowercase, choices))


def _listed(labels: Sequence[str], choices: Sequence[Choice]) -> Table:
    table = Table.grid(padding=(0, 1))
    for label, choice in zip(labels, choices, strict=False):
        table.add_row(Text(f"  {label})"), Text(to_text(choice.text)))
    return table


def show_mark(console: Console, drawn: DrawnQuestion, mark: Mark, shows: Shows) -> None:
    """Print as much of a mark as the policy shows."""
    if shows.score:
        word = WORDS.get(mark.status, "")
        points = f": {mark.points:.3g} of {mark.of:.3g}" if mark.status == "partly" else ""
        console.print(Text(f"{word}{points}", style=STYLES[mark.status]))
    if shows.explanation:
        for told in mark.feedback:
            console.print(Text(to_text(told)))
    if shows.right_answer and mark.status != "right":
        texts = [to_text(text) for text in right_texts(drawn)]
        console.print(Text("Right answer: " + "\n  ".join(["", *texts] if len(texts) > 1 else texts)))
    if shows.explanation:
        console.print(Text(to_text(drawn.private.why)))
        console.print(Text(f"Source: {to_text(drawn.private.source)}", style="dim"))
