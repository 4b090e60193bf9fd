"""Is the grader sharp?  The reference earns all, stubs and tricks nothing, every known mistake falls to a check."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import torch

from autograder.building.stubs import make_stub
from autograder.checking.checks import Check
from autograder.checking.failure import Evidence
from autograder.course import Course, CourseError
from autograder.diagnosis.diagnoser import Known, Signature, name_mistake, signature
from autograder.diagnosis.mistakes import Mistake
from autograder.diagnosis.workshop import in_processes, open_workshop
from autograder.running.overlay import Source
from autograder.running.report import FunctionResult
from autograder.running.runner import Settings
from autograder.running.trial import try_modules
from autograder.verifying import freeloaders
from autograder.verifying.reach import reach

DTYPES = ("float64", "float32")
TRICKS = ("return None", "return zeros", "return the input", "hard-coded table")


class Cell(msgspec.Struct, frozen=True):
    """What became of one thing that was tried, on one seed and dtype."""

    subject: str
    seed: int
    dtype: str
    earned: dict[str, float]
    """points by check, of the function concerned (of all, for reference and stub)"""
    signature: Signature
    misblamed: tuple[str, ...] = ()
    """functions that are right but were reported as failed"""


class Verdict(msgspec.Struct, frozen=True):
    """What `verify` found.  `well` if there is nothing to mend."""

    reference: float
    stub: float
    checks: int
    mistakes: int
    caught: int
    named: int
    misnamed: list[str]
    survivors: list[str]
    idle_checks: list[str]
    flaky: list[str]
    earned_by_tricks: list[str]
    misblamed: list[str]
    catches: dict[str, int]
    """how many mistakes each check has caught, on any seed"""
    by_function: dict[str, tuple[int, int]]
    """mistakes made and caught"""

    @property
    def well(self) -> bool:
        """Whether the checks are as sharp as they should be."""
        lists = (self.misnamed, self.survivors, self.idle_checks, self.flaky, self.earned_by_tricks, self.misblamed)
        return self.reference == 100 and self.stub == 0 and self.checks > 0 and not any(lists)


@dataclass(frozen=True)
class Task:
    """One thing to try."""

    kind: str
    exercise: str
    index: int
    seed: int
    dtype: str
    others: tuple[str, ...] = ()
    """right functions that run the wrong one, to see whether they are blamed"""


def verify(
    course: Course,
    exercises: Iterable[str] | None = None,
    seeds: int = 1,
    dtypes: Sequence[str] = DTYPES,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Try the reference, the stubs, the tricks and every known mistake of the exercises on `seeds` seeds.

    Raises: CourseError in a student's copy, and for a mistake that cannot be made.
    """
    if not course.has_solutions:
        raise CourseError("there is no solutions/ here; only an instructor's copy can verify")
    names = tuple(exercises or course.exercises)
    workshop = open_workshop(course.root)
    for name in names:
        if name not in workshop.reference or not course.checks_file(name).is_file():
            wanted = [course.solutions / f"{name}.py", course.checks_file(name)]
            missing = ", ".join(str(path) for path in wanted if not path.is_file())
            raise CourseError(f"course.yaml names the exercise {name}, but there is no {missing}")
    checks = [c for c in workshop.checks if c.exercise in names]
    mistakes = {e: ms for e, ms in workshop.mistakes.items() if e in names}
    reached = reach(course, workshop.checks, workshop.reference)
    tasks = list(_tasks(checks, mistakes, seeds, dtypes, reached))
    cells = list(in_processes(functools.partial(_try, course.root), tasks, jobs, progress))
    return _judge(checks, mistakes, cells)


def label(exercise: str, mistake: Mistake) -> str:
    """Return how a mistake is called in reports."""
    return f"{exercise}.{mistake.function}: {mistake.replace!r} -> {mistake.by!r}"


def _tasks(
    checks: Sequence[Check],
    mistakes: dict[str, list[Mistake]],
    seeds: int,
    dtypes: Sequence[str],
    reached: dict[str, set[str]],
) -> Iterator[Task]:
    exercises = dict.fromkeys(c.exercise for c in checks)
    for seed in range(seeds):
        for dtype in dtypes:
            for exercise in exercises:
                yield Task("reference", exercise, 0, seed, dtype)
                for index, mistake in enumerate(mistakes.get(exercise, [])):
                    first = seed == 0 and dtype == dtypes[0]
                    others = tuple(f for f, names in reached.items() if mistake.function in names) if first else ()
                    yield Task("mistake", exercise, index, seed, dtype, others)
                if dtype == dtypes[0]:
                    yield Task("stub", exercise, 0, seed, dtype)
                    for index in range(len(TRICKS)):
                        yield Task("trick", exercise, index, seed + 1, dtype)


def _try(root: Path, task: Task) -> Cell:
    workshop = open_workshop(root)
    settings = Settings(task.seed, getattr(torch, task.dtype))
    run = functools.partial(try_modules, workshop.course, workshop.checks)
    reference = workshop.reference
    own = list(dict.fromkeys(c.function for c in workshop.checks if c.exercise == task.exercise))
    if task.kind == "reference":
        return _cell("reference", task, run(reference, settings, own))
    if task.kind == "stub":
        text = make_stub(reference[task.exercise].text.decode(), task.exercise, workshop.course)
        stub = {**reference, task.exercise: Source(text.encode(), reference[task.exercise].filename)}
        return _cell("stub", task, run(stub, settings, own))
    if task.kind == "trick":
        results: dict[str, FunctionResult] = {}
        for function in own:
            results |= _try_trick(run, reference, settings, function, TRICKS[task.index])
        return _cell(TRICKS[task.index], task, results)
    mistake = workshop.mistakes[task.exercise][task.index]
    results = workshop.make(task.exercise, [mistake], settings, [mistake.function, *task.others])
    wrong = f"{task.exercise}.{mistake.function}"
    misblamed = [f for f, r in results.items() if f != wrong and r.status == "failed"]
    return _cell(label(task.exercise, mistake), task, {wrong: results[wrong]}, misblamed)


def _try_trick(
    run: Callable[..., dict[str, FunctionResult]],
    reference: dict[str, Source],
    settings: Settings,
    function: str,
    trick: str,
) -> dict[str, FunctionResult]:
    answers: dict[str, freeloaders.Answer] = {
        "return None": freeloaders.nothing,
        "return zeros": freeloaders.zeros,
        "return the input": freeloaders.first_input,
    }
    answer = answers.get(trick)
    if answer is None:
        memory = freeloaders.Memory()
        run(reference, Settings(), [function], wrap=lambda i: freeloaders.Freeloader(i, function, memory.learn))
        answer = memory.recall
    return run(reference, settings, [function], wrap=lambda i: freeloaders.Freeloader(i, function, answer))


def _cell(subject: str, task: Task, results: dict[str, FunctionResult], misblamed: Iterable[str] = ()) -> Cell:
    earned = {o.check: o.points for r in results.values() for o in r.checks}
    seen: dict[str, Evidence] = {}
    for result in results.values():
        seen |= signature(result)
    return Cell(subject, task.seed, task.dtype, earned, seen, tuple(misblamed))


def _judge(checks: Sequence[Check], mistakes: dict[str, list[Mistake]], cells: Sequence[Cell]) -> Verdict:
    of = sum(c.points for c in checks)
    made = {label(e, m): (e, m) for e, ms in mistakes.items() for m in ms}
    by_subject: dict[str, list[Cell]] = {}
    for cell in cells:
        by_subject.setdefault(cell.subject, []).append(cell)
    ran = {name: by_subject.get(name, []) for name in made}
    always = [name for name, own in ran.items() if own and all(c.signature for c in own)]
    sometimes = [name for name, own in ran.items() if any(c.signature for c in own) and name not in always]
    misnamed = sorted(_misnamed(made, cells))
    catches = {c.name: sum(any(c.name in cell.signature for cell in own) for own in ran.values()) for c in checks}
    return Verdict(
        reference=_percent(by_subject.get("reference", []), of),
        stub=_most_earned_by_stubs(by_subject.get("stub", []), of),
        checks=len(checks),
        mistakes=len(made),
        caught=len(always),
        named=len(set(always) - {text.split(" is named as ")[0] for text in misnamed}),
        misnamed=misnamed,
        survivors=[name for name, own in ran.items() if not any(c.signature for c in own)],
        idle_checks=[name for name, count in catches.items() if not count],
        flaky=sometimes + _flaky_reference(by_subject.get("reference", []), checks),
        earned_by_tricks=sorted(
            f"{check} is passed by: {t}"
            for t in TRICKS
            for check in {check for c in by_subject.get(t, []) for check, points in c.earned.items() if points}
        ),
        misblamed=sorted({f"{name} is blamed on {f}" for name, own in ran.items() for c in own for f in c.misblamed}),
        catches=catches,
        by_function=_by_function(made, set(always)),
    )


def _by_function(made: dict[str, tuple[str, Mistake]], caught: set[str]) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for name, (exercise, mistake) in made.items():
        function = f"{exercise}.{mistake.function}"
        total, fallen = counts.get(function, (0, 0))
        counts[function] = total + 1, fallen + (name in caught)
    return counts


def _percent(cells: Sequence[Cell], of: float) -> float:
    """Return the lowest share of the points earned on any seed and dtype."""
    rounds = {(c.seed, c.dtype) for c in cells}
    sums = [sum(sum(c.earned.values()) for c in cells if (c.seed, c.dtype) == r) for r in rounds]
    return round(100 * min(sums) / of, 2) if of and sums else 0.0


def _most_earned_by_stubs(cells: Sequence[Cell], of: float) -> float:
    seeds = {c.seed for c in cells}
    return max((_percent([c for c in cells if c.seed == s], of) for s in seeds), default=0.0)


def _flaky_reference(cells: Sequence[Cell], checks: Sequence[Check]) -> list[str]:
    worth = {c.name: c.points for c in checks}
    lost: dict[str, list[str]] = {}
    for cell in cells:
        for check, points in cell.earned.items():
            if points < worth[check]:
                lost.setdefault(check, []).append(f"seed {cell.seed} {cell.dtype}")
    return [f"the reference fails {check} at {', '.join(where[:3])}" for check, where in lost.items()]


def _misnamed(made: dict[str, tuple[str, Mistake]], cells: Sequence[Cell]) -> set[str]:
    """Return which mistakes would get another's sentence if their own were not known, or came later.

    Each is withheld in turn and shown to all others of the same function, on the same seed and dtype.
    """
    rounds: dict[tuple[str, str, int, str], list[Cell]] = {}
    for cell in cells:
        if cell.subject in made:
            exercise, mistake = made[cell.subject]
            rounds.setdefault((exercise, mistake.function, cell.seed, cell.dtype), []).append(cell)
    return {
        f"{cell.subject} is named as {other.subject}"
        for together in rounds.values()
        for cell, other in itertools.permutations(together, 2)
        if name_mistake(cell.signature, [Known(other.subject, (made[other.subject][1].says,), other.signature)])
    }
