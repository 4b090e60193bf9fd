"""Compare everybody with everybody, module by module, and say where two are alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from autograder.running.overlay import Source
from autograder.similarity.candidates import candidates, runs_cover
from autograder.similarity.places import Place, find_places
from autograder.similarity.traces import LONGEST, RUN, Trace, decode, trace_all

THRESHOLD = 0.8
LEAST = 120
"""Signs, about six lines: two who have fewer in common than that may well have found them on their own."""

COMMON_SHARE, COMMON_LEAST = 1 / 3, 5
"""What more than this share of the class has, and at least so many students, is set aside."""

Runs = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Likeness(msgspec.Struct, frozen=True):
    """How one module of two students is alike.

    shares: the part of the first's and of the second's own code in this module that the other has too.
    signs:  how much that is: letters and operators, names counted as one.
    places: where it stands in both.
    """

    module: str
    shares: tuple[float, float]
    signs: int
    places: tuple[Place, ...]

    @property
    def similarity(self) -> float:
        """The larger share: one of the two may have written more of their own."""
        return max(self.shares)


class Pair(msgspec.Struct, frozen=True):
    """Two students of whom at least one module is alike.

    similarity: that of their most similar module.
    modules:    those that reach the threshold, the most similar first.
    """

    students: tuple[str, str]
    similarity: float
    modules: tuple[Likeness, ...]


class Comparison(msgspec.Struct, frozen=True):
    """What came out, the most similar pairs first.

    submissions: how many were compared.
    notes:       what could not be compared, and why.
    """

    submissions: int
    threshold: float
    pairs: tuple[Pair, ...]
    notes: tuple[str, ...] = ()


def compare(
    submissions: Mapping[str, Mapping[str, Source]],
    given: Mapping[str, Sequence[str]],
    threshold: float = THRESHOLD,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Return the pairs of students that have suspiciously much in common; nobody's code is run.

    What a student wrote is what is left of a module when three things are set aside:

    - `given`, by module: the stub and the reference.  Two students who are alike only where both equal the reference
      have found the natural spelling of a short formula, and are not accused.
    - what more than a third of the class has, and at least five students: that is how it was taught.  The price: a
      copy that went through more than a third of the class is not seen.
    - runs of fewer than 20 signs.

    A pair counts if in some module the part of one student's own code that the other has too reaches `threshold`, and
    is at least 120 signs long.  Likeness is no proof: it says where to look.

    submissions: by student, the modules by name.
    """
    names = sorted({name for sources in submissions.values() for name in sources})
    texts = {(s, m): decode(source.text) for s, sources in submissions.items() for m, source in sources.items()}
    shared_texts = [text for name in names for text in given.get(name, ())]
    traces = trace_all([*texts.values(), *shared_texts], progress)
    found: dict[tuple[str, str], list[Likeness]] = {}
    for name in names:
        own = {s: trace for s in sorted(submissions) if (trace := traces.get(texts.get((s, name), ""))) is not None}
        known = [trace.runs for text in given.get(name, ()) if (trace := traces[text]) is not None]
        for students, likeness in _compare_module(name, own, known, threshold):
            found.setdefault(students, []).append(likeness)
    pairs = [_pair(students, modules) for students, modules in found.items()]
    pairs.sort(key=lambda pair: (-pair.similarity, -sum(m.signs for m in pair.modules), pair.students))
    return Comparison(len(submissions), threshold, tuple(pairs), tuple(_notes(texts, traces)))


def _pair(students: tuple[str, str], modules: list[Likeness]) -> Pair:
    ordered = sorted(modules, key=lambda m: (-m.similarity, m.module))
    return Pair(students, ordered[0].similarity, tuple(ordered))


def _notes(texts: Mapping[tuple[str, str], str], traces: Mapping[str, Trace | None]) -> Iterator[str]:
    for (student, module), text in sorted(texts.items()):
        if traces[text] is None:
            yield f"{student}: {module}.py takes too long to read; it was left out"
        elif len(text) > LONGEST:
            yield f"{student}: {module}.py has {len(text):,} characters; the first {LONGEST:,} were compared"


def _compare_module(
    module: str, traces: Mapping[str, Trace], known: Sequence[Runs], threshold: float
) -> Iterator[tuple[tuple[str, str], Likeness]]:
    students = list(traces)
    numbered, own = _own_runs([trace.runs for trace in traces.values()], known)
    written = [runs_cover(mask) for mask in own]
    distinct = [np.unique(runs[mask]) for runs, mask in zip(numbered, own, strict=True)]
    has = np.zeros(max((runs.max(initial=0) for runs in numbered), default=0) + 1, bool)
    for a, b in candidates(distinct, threshold / 4, LEAST / RUN):
        common = []
        for one, other in ((a, b), (b, a)):
            has[distinct[other]] = True
            common.append(own[one] & has[numbered[one]])
            has[distinct[other]] = False
        signs = [runs_cover(mask) for mask in common]
        shares = signs[0] / written[a], signs[1] / written[b]
        if min(signs) >= LEAST and max(shares) >= threshold:
            names = students[a], students[b]
            places = find_places((traces[names[0]], traces[names[1]]), (common[0], common[1]))
            yield names, Likeness(module, shares, min(signs), places)


def _own_runs(runs: Sequence[Runs], known: Sequence[Runs]) -> tuple[list[Runs], list[Mask]]:
    """Number the runs of a module from 0, and say which of each student's runs are their own."""
    sizes = [len(one) for one in runs]
    _, numbers = np.unique(np.concatenate([*runs, *known, np.zeros(0, np.int64)]), return_inverse=True)
    numbered = np.split(numbers, np.cumsum(sizes))
    holders = np.zeros(numbers.max(initial=-1) + 1, np.int64)
    for one in numbered[: len(runs)]:
        holders[np.unique(one)] += 1
    aside = (holders > COMMON_SHARE * len(runs)) & (holders >= COMMON_LEAST)
    aside[numbers[sum(sizes) :]] = True
    return numbered[: len(runs)], [~aside[one] for one in numbered[: len(runs)]]
