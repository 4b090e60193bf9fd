"""Check what was just saved, with torch kept warm."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from watchfiles import watch as watch_files

from autograder.building.manifest import FunctionEntry, Manifest
from autograder.commands import terminal
from autograder.course import Course
from autograder.running.report import read_report


def watch(console: Console, course: Course, manifest: Manifest, functions: Sequence[FunctionEntry]) -> None:
    """Check a module whenever it is saved, until Ctrl-C."""
    with console.status("getting ready"):
        check = _Checker(console, course, manifest)
    exercises = list(dict.fromkeys(f.exercise for f in functions))
    announcement = (
        f"Watching [bold]{course.package}/[/] for {', '.join(e + '.py' for e in exercises)}."
        "  Save to check, Ctrl-C to stop."
    )
    try:
        for changes in watch_files(
            course.stubs, debounce=100, step=20, recursive=False, rust_timeout=200, yield_on_timeout=True
        ):
            if announcement:  # not before the first turn: what is saved earlier is not seen
                console.print(announcement)
                announcement = ""
            saved = {Path(path).stem for _, path in changes if path.endswith(".py")}
            for exercise in exercises:
                if exercise in saved:
                    check(exercise, [f.name for f in functions if f.exercise == exercise])
    except KeyboardInterrupt:
        console.print("\nStopped.")


class _Checker:
    """Holds what does not change between two checks."""

    def __init__(self, console: Console, course: Course, manifest: Manifest) -> None:
        from autograder.checking.checks import load_checks
        from autograder.diagnosis.diagnoser import Diagnoser
        from autograder.running.runner import Settings

        self._console, self._course, self._manifest = console, course, manifest
        self._checks = load_checks(course)
        self._diagnoser = Diagnoser(course, Settings())

    def __call__(self, exercise: str, functions: list[str]) -> None:
        from autograder.running.grading import grade, merged
        from autograder.running.overlay import read_sources

        course, started = self._course, time.perf_counter()
        sources = read_sources(course.stubs, course.exercises)
        report = grade(course, self._checks, sources, functions=functions, diagnoser=self._diagnoser)
        order = [f.qualified for f in self._manifest.functions]
        merged(read_report(course.last_report), report, order).write(course.last_report)
        seconds = time.perf_counter() - started
        self._console.rule(
            f"{exercise}.py  [dim]{time.strftime('%H:%M:%S')}, checked in {seconds:.2f} s[/]", align="left"
        )
        self._console.print(terminal.exercise_view(exercise, report.functions))
        self._console.print(terminal.total_view(report))
