"""Which mistake is it?  Compare what failed, and how, with what each known mistake makes fail."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.checking.failure import Evidence
from autograder.course import Course, CourseError
from autograder.diagnosis.mistakes import Mistake
from autograder.diagnosis.workshop import in_processes, open_workshop
from autograder.running.report import FunctionResult
from autograder.running.runner import Settings

Signature = dict[str, Evidence]
"""What each failed check of one function has seen."""


class Known(msgspec.Struct, frozen=True):
    """How a known mistake of a function, or two at once, show on one seed."""

    function: str
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


def read_fingerprints(path: Path) -> list[Known] | None:
    """Read what every known mistake gives on the public seed, or return None where that is not published."""
    try:
        return decode_fingerprints(path.read_bytes())
    except (OSError, msgspec.DecodeError):
        return None


def encode_fingerprints(fingerprints: Iterable[Known]) -> bytes:
    """Write fingerprints as JSON, one in each line."""
    return msgspec.json.Encoder().encode_lines(fingerprints)


def decode_fingerprints(lines: bytes) -> list[Known]:
    """Read fingerprints from JSON lines.

    Raises: msgspec.DecodeError if they are none.
    """
    return msgspec.json.Decoder(Known).decode_lines(lines)


def same_fingerprints(mine: Sequence[Known], yours: Sequence[Known]) -> bool:
    """Whether both describe the same mistakes, up to the rounding of another machine."""
    return len(mine) == len(yours) and all(
        (a.function, a.says) == (b.function, b.says) and _same(a.checks, b.checks)
        for a, b in zip(mine, yours, strict=True)
    )


def take_fingerprints(
    course: Course, pairs: bool = True, progress: Callable[[int, int], None] | None = None
) -> list[Known]:
    """Make every known mistake of a course, and with `pairs` every two of one function at once; see how they show."""
    workshop = open_workshop(course.root)
    functions = [f"{e}.{f}" for e, ms in workshop.mistakes.items() for f in dict.fromkeys(m.function for m in ms)]
    tasks: list[tuple[str, tuple[Mistake, ...]]] = [(f, (m,)) for f in functions for m in workshop.of_function(f)]
    if pairs:
        tasks += [(f, two) for f in functions for two in itertools.combinations(workshop.of_function(f), 2)]
    found: dict[str, list[Known]] = {f: [] for f in functions}
    work = functools.partial(_show, course.root, Settings())
    for (function, mistakes), seen in zip(tasks, in_processes(work, tasks, progress=progress), strict=True):
        if len(mistakes) == 1 or (seen and name_mistake(seen, found[function]) is None):
            found[function].append(Known(function, _sentences(mistakes), seen))
    return [known for own in found.values() for known in own]


def _sentences(mistakes: Sequence[Mistake]) -> tuple[str, ...]:
    return tuple(m.says if i == 0 else "And: " + m.says for i, m in enumerate(mistakes))


def _show(root: Path, settings: Settings, task: tuple[str, tuple[Mistake, ...]]) -> Signature:
    """Return how mistakes in one function show; nothing if they cannot be made together.

    Raises: CourseError if a single one cannot be made.
    """
    function, mistakes = task
    exercise, _, name = function.partition(".")
    try:
        results = open_workshop(root).make(exercise, mistakes, settings, [name])
    except CourseError:
        if len(mistakes) == 1:
            raise
        return {}
    return signature(results[function])


class Diagnoser:
    """Names mistakes: from the published fingerprints or, where there are solutions, by making the mistakes live."""

    def __init__(self, course: Course, settings: Settings) -> None:
        self._course, self._settings = course, settings
        public = (settings.seed, settings.dtype) == (Settings().seed, Settings().dtype)
        self._published = read_fingerprints(course.fingerprints) if public else None
        self._live: dict[tuple[str, tuple[Mistake, ...]], Signature] = {}

    def name(self, function: str, result: FunctionResult) -> str | None:
        """Return the sentence of the mistake behind a result, or None if it is none that is known."""
        seen = signature(result)
        return name_mistake(seen, self._known(function, seen)) if seen else None

    def _known(self, function: str, seen: Signature) -> Iterable[Known]:
        if self._published is not None:
            return (known for known in self._published if known.function == function)
        return self._made_live(function, seen) if self._course.has_solutions else ()

    def _made_live(self, function: str, seen: Signature) -> Iterator[Known]:
        """Yield single mistakes, then those two at once that together fail the checks that were seen to fail."""
        mistakes = open_workshop(self._course.root).of_function(function)
        shown = [(m, self._show(function, m)) for m in mistakes]
        yield from (Known(function, _sentences([m]), s) for m, s in shown)
        for (first, one), (second, other) in itertools.combinations(shown, 2):
            if one.keys() | other.keys() == seen.keys():
                yield Known(function, _sentences([first, second]), self._show(function, first, second))

    def _show(self, function: str, *mistakes: Mistake) -> Signature:
        key = (function, mistakes)
        if key not in self._live:
            self._live[key] = _show(self._course.root, self._settings, key)
        return self._live[key]


def with_diagnoses(results: Mapping[str, FunctionResult], diagnoser: Diagnoser) -> dict[str, FunctionResult]:
    """Return the results with the mistakes named that are known."""
    return {f: msgspec.structs.replace(r, diagnosis=diagnoser.name(f, r)) for f, r in results.items()}
