"""Which mistake is it?  Compare what failed, and how, with what each known mistake makes fail."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.checks import Check
from autograder.course import Course, CourseError
from autograder.failure import Evidence
from autograder.mistakes import Mistake, load_mistakes, make_mistake, reference_sources
from autograder.report import FunctionResult
from autograder.runner import Settings
from autograder.trial import try_modules

Signature = dict[str, Evidence]
"""What each failed check of one function has seen."""


class Known(msgspec.Struct, frozen=True):
    """How a known mistake, or two at once, show on one seed."""

    says: tuple[str, ...]
    checks: Signature


def signature(result: FunctionResult) -> Signature:
    """Return what the failed checks of a function have seen."""
    return {o.check: o.failure.evidence for o in result.checks if o.status == "failed" and o.failure}


def name_mistake(seen: Signature, known: Iterable[Known]) -> str | None:
    """Return the sentence of the known mistake that explains everything that was seen, and nothing else.

    A mistake is named only if exactly its checks fail and every one of them saw its values.
    """
    return next((" ".join(k.says) for k in known if _same(seen, k.checks)), None)


def _same(seen: Signature, known: Signature) -> bool:
    return bool(seen) and seen.keys() == known.keys() and all(seen[c].matches(known[c]) for c in known)


class Fingerprints(msgspec.Struct, frozen=True):
    """What every known mistake gives on one seed, by qualified function.  Values, never formulas."""

    seed: int
    dtype: str
    functions: dict[str, tuple[Known, ...]]

    def same_as(self, other: Fingerprints) -> bool:
        """Whether both describe the same mistakes, up to the rounding of another machine."""
        mine, yours = self.functions, other.functions
        return (self.seed, self.dtype, mine.keys()) == (other.seed, other.dtype, yours.keys()) and all(
            len(mine[f]) == len(yours[f])
            and all(a.says == b.says and _same(a.checks, b.checks) for a, b in zip(mine[f], yours[f], strict=True))
            for f in mine
        )


def read_fingerprints(path: Path) -> Fingerprints | None:
    """Read the published fingerprints, or return None where there are none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Fingerprints)
    except (OSError, msgspec.DecodeError):
        return None


def take_fingerprints(
    course: Course, checks: Sequence[Check], settings: Settings, functions: Iterable[str] | None = None
) -> Fingerprints:
    """Make every known mistake of the given functions, and every two at once, and see how they show.

    functions: simple names; default all.
    Raises: CourseError if a mistake does not fit the reference; two that cannot be made together are left out.
    """
    reference, mistakes = reference_sources(course), load_mistakes(course)
    wanted = None if functions is None else set(functions)

    def show(exercise: str, *made: Mistake) -> Signature:
        sources = make_mistake(reference, exercise, *made)
        result = try_modules(course, checks, sources, settings, [made[0].function])
        return signature(result[f"{exercise}.{made[0].function}"])

    found = {}
    for exercise, made in mistakes.items():
        for function in dict.fromkeys(m.function for m in made):
            if wanted is None or function in wanted:
                own = [m for m in made if m.function == function]
                found[f"{exercise}.{function}"] = _known(own, lambda *m, e=exercise: show(e, *m))
    return Fingerprints(settings.seed, str(settings.dtype).removeprefix("torch."), found)


def _known(mistakes: list[Mistake], show: Callable[..., Signature]) -> tuple[Known, ...]:
    single = [Known((m.says,), show(m)) for m in mistakes]
    known = list(single)
    for first, second in itertools.combinations(mistakes, 2):
        try:
            both = Known((first.says, "And: " + second.says), show(first, second))
        except CourseError:
            continue
        if both.checks and name_mistake(both.checks, known) is None:
            known.append(both)
    return tuple(known)


class Diagnoser:
    """Names mistakes: from the published fingerprints, or where the solutions are there, by making the mistakes live."""

    def __init__(self, course: Course, checks: Sequence[Check], settings: Settings) -> None:
        self._course, self._checks, self._settings = course, checks, settings
        self._published = read_fingerprints(course.fingerprints)
        self._live: dict[str, tuple[Known, ...]] = {}

    def name(self, function: str, result: FunctionResult) -> str | None:
        """Return the sentence of the mistake behind a result, or None if it is none that is known."""
        seen = signature(result)
        return name_mistake(seen, self._known(function)) if seen else None

    def _known(self, function: str) -> tuple[Known, ...]:
        settings, published = self._settings, self._published
        if published and (published.seed, f"torch.{published.dtype}") == (settings.seed, str(settings.dtype)):
            return published.functions.get(function, ())
        if not self._course.has_solutions:
            return ()
        if function not in self._live:
            simple = function.split(".")[1]
            live = take_fingerprints(self._course, self._checks, settings, [simple])
            self._live[function] = live.functions.get(function, ())
        return self._live[function]


def with_diagnoses(results: Mapping[str, FunctionResult], diagnoser: Diagnoser) -> dict[str, FunctionResult]:
    """Return the results with the mistakes named that are known."""
    return {f: msgspec.structs.replace(r, diagnosis=diagnoser.name(f, r)) for f, r in results.items()}
