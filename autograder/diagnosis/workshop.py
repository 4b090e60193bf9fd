"""What an instructor's copy holds: checks, reference and known mistakes, loaded once in each process, tried in many."""

from __future__ import annotations

import functools
import multiprocessing
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch

from autograder.checking.checks import Check, load_checks
from autograder.course import Course, load_course
from autograder.diagnosis.mistakes import Mistake, load_mistakes, make_mistake, reference_sources
from autograder.running.overlay import Source
from autograder.running.report import FunctionResult
from autograder.running.runner import Settings
from autograder.running.trial import try_modules

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Workshop:
    """Everything that is needed to make mistakes and see what becomes of them."""

    course: Course
    checks: Sequence[Check]
    reference: dict[str, Source]
    mistakes: dict[str, list[Mistake]]

    def of_function(self, function: str) -> list[Mistake]:
        """Return the known mistakes of a function, given by its qualified name."""
        exercise, _, name = function.partition(".")
        return [m for m in self.mistakes.get(exercise, []) if m.function == name]

    def make(
        self, exercise: str, mistakes: Iterable[Mistake], settings: Settings, functions: Iterable[str]
    ) -> dict[str, FunctionResult]:
        """Make mistakes in one module and run the checks of some functions (simple names).

        Raises: CourseError if a mistake cannot be made, or not together with the ones before it.
        """
        sources = make_mistake(self.reference, exercise, *mistakes)
        return try_modules(self.course, self.checks, sources, settings, functions)


@functools.cache
def open_workshop(root: Path) -> Workshop:
    """Load the instructor's copy in the folder `root`, with one thread for each process."""
    torch.set_num_threads(1)
    course = load_course(root)
    return Workshop(course, load_checks(course), reference_sources(course), load_mistakes(course))


def in_processes(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Result]:
    """Yield work(task) for each task, in order; `progress` is told how many are done, and of how many."""
    torch.set_num_threads(1)
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        try:
            for done, result in enumerate(pool.map(work, tasks, chunksize=4), start=1):
                yield result
                if progress:
                    progress(done, len(tasks))
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise
