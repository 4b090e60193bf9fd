"""What the terminal shows while something takes its time: a bar, or a line now and then where there is no terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from course_lib.training import Report

SECONDS_BETWEEN_LINES = 15.0

console = Console(highlight=False)


def clock(seconds: float) -> str:
    """Return a length of time as 4:05 or 1:04:05."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@contextmanager
def training_bar(title: str) -> Iterator[Callable[[Report], None]]:
    """Show step, loss, samples a second and the time left; gives a function to call with each report."""
    columns = (TextColumn(title), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[line]}"))
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=1.0, line="")
        spoke = 0.0

        def show(report: Report) -> None:
            nonlocal spoke
            line = (
                f"step {report.step}  loss {report.loss:.4f}  {report.samples_per_second:.0f} samples/s  "
                f"{clock(report.seconds_left)} left"
            )
            bar.update(task, completed=report.share_used, line=line)
            if not console.is_terminal and time.monotonic() - spoke > SECONDS_BETWEEN_LINES:
                spoke = time.monotonic()
                console.print(f"{title}  {report.share_used:4.0%}  {line}", soft_wrap=True)

        yield show


@contextmanager
def counting_bar(title: str, total: int) -> Iterator[Callable[[int, int, str], None]]:
    """Show how much is done; gives a function to call with the number done, their total, and a word on the next one."""
    columns = (
        TextColumn(title),
        BarColumn(),
        TextColumn("{task.completed:.0f} of {task.total:.0f}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[line]}"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total, line="")
        yield lambda done, total, line: bar.update(task, completed=done, total=total, line=line)
