"""What is compared of a module: its runs of signs, which new names, comments and another order leave as they are.

A sign is what copydetect makes of a piece of code: one letter for any name of a variable, function or class and for any
string, and the characters of everything else.  Comments and white space are gone.
"""

from __future__ import annotations

import multiprocessing
import re
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from copydetect.utils import filter_code, hashed_kgrams  # type: ignore[import-untyped]
from numpy.typing import NDArray

from autograder.checking.failure import TimeLimit
from autograder.running.limits import time_limit

RUN = 20
"""Signs in a run, about one line of arithmetic: shorter runs are the same in everybody's code."""

LONGEST = 60_000
"""Characters of a module that are looked at; an honest one has a tenth of that."""

SECONDS = 30.0
"""Time for one module: a text can be written to be slow to read."""

FEW = 100
"""Texts that are read faster than another process starts."""

Signs = tuple[str, list[int]]
"""The signs of a text, and the line on which each stands."""


@dataclass(frozen=True)
class Trace:
    """A module as it is compared.

    runs:  a number for each run of RUN signs, in order; equal runs have equal numbers in one process.
    lines: the line, counted from 1, on which each sign stands.
    """

    runs: NDArray[np.int64]
    lines: NDArray[np.int64]


def decode(text: bytes) -> str:
    """Return a module as text, its lines ended by a newline; what is not UTF-8 is taken for Latin-1.

    What a file says of its own encoding is not believed: some encodings take very long.
    """
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError:
        decoded = text.decode("latin-1")
    return decoded.replace("\r\n", "\n").replace("\r", "\n")


def trace_all(texts: Iterable[str], progress: Callable[[int, int], None] | None = None) -> dict[str, Trace | None]:
    """Return the trace of each text, or None where it takes too long to read.

    A text that occurs often is read once; many texts are read by several processes.
    """
    distinct = list(dict.fromkeys(texts))
    traces: dict[str, Trace | None] = {}
    if len(distinct) <= FEW:
        for text in distinct:
            traces[text] = _trace(read_signs(text))
        return traces
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(mp_context=context) as pool:
        try:
            for text, signs in zip(distinct, pool.map(read_signs, distinct, chunksize=4), strict=True):
                traces[text] = _trace(signs)
                if progress:
                    progress(len(traces), len(distinct))
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise
    return traces


def read_signs(text: str, seconds: float = SECONDS) -> Signs | None:
    """Return the signs of a text, or None if that takes longer than `seconds`."""
    try:
        with time_limit(seconds):
            return _read_signs(text)
    except TimeLimit:
        return None


def _read_signs(text: str) -> Signs:
    numbered = [(n, plain) for n, line in enumerate(text[:LONGEST].split("\n"), start=1) if (plain := _plain(line))]
    code = "".join(f"{line}\n" for _, line in numbered)
    signs, offsets = filter_code(code, "module.py", "python")
    found = np.searchsorted(offsets[:, 0], np.arange(len(signs))).clip(max=len(offsets) - 1)
    ends = np.cumsum([len(line) + 1 for _, line in numbered])
    rows = np.searchsorted(ends, np.arange(len(signs)) + offsets[found, 1], side="right")
    return signs, [numbered[min(row, len(numbered) - 1)][0] for row in rows.tolist()]


def _plain(line: str) -> str:
    """Return a line without what makes no sign, for the lexer takes twice as long with it.

    Blank lines would cost the square of their number.  A class is read as a function: at the name of a class copydetect
    loses its place in the text.
    """
    line = re.sub(r"\bclass\b", "def", " ".join(line.split()))
    return re.sub(r" ?([-+*/%=<>|&@,:()\[\]{}]) ?", r"\1", line)


def _trace(signs: Signs | None) -> Trace | None:
    if signs is None:
        return None
    # Of all runs, not of a choice of them: modules are small, and a choice would depend on Python's seed of hashes.
    runs = np.asarray(hashed_kgrams(signs[0], RUN), dtype=np.int64)
    return Trace(runs, np.asarray(signs[1], dtype=np.int64))
