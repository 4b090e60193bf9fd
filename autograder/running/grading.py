"""Check one folder of modules from beginning to end: run, name the mistakes, add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import torch

from autograder.checking.checks import Check
from autograder.course import Course
from autograder.diagnosis.diagnoser import Diagnoser, with_diagnoses
from autograder.running.overlay import Source
from autograder.running.report import FunctionResult, Report
from autograder.running.runner import Settings
from autograder.running.trial import try_modules


def grade(
    course: Course,
    checks: Sequence[Check],
    sources: Mapping[str, Source],
    settings: Settings = Settings(),
    functions: Iterable[str] | None = None,
    diagnoser: Diagnoser | None = None,
) -> Report:
    """Check modules and return the report.

    functions: simple names; default all.
    """
    torch.set_num_threads(1)
    results = try_modules(course, checks, sources, settings, functions)
    results = with_diagnoses(results, diagnoser or Diagnoser(course, settings))
    results = with_sources(results, sources)
    dtype = str(settings.dtype).removeprefix("torch.")
    return report_of(results, seed=settings.seed, dtype=dtype, device=settings.device)


def with_sources(results: Mapping[str, FunctionResult], sources: Mapping[str, Source]) -> dict[str, FunctionResult]:
    """Write down in which text each function was found."""
    digests = {exercise: source.digest for exercise, source in sources.items()}
    return {f: msgspec.structs.replace(r, source=digests.get(f.split(".")[0])) for f, r in results.items()}


def report_of(results: dict[str, FunctionResult], seed: int | None, dtype: str, device: str) -> Report:
    """Add up results."""
    points, of = sum(r.points for r in results.values()), sum(r.of for r in results.values())
    return Report(points, of, results, seed, dtype, device)


def merged(old: Report | None, new: Report, order: Sequence[str]) -> Report:
    """Return the newest result of every function, in the given order."""
    both = {**(old.functions if old else {}), **new.functions}
    return report_of({f: both[f] for f in order if f in both}, new.seed, new.dtype, new.device)
