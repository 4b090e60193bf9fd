"""Which functions a check really runs, found by watching the reference: a mistake can harm no other checks."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

from autograder.checks import Check
from autograder.course import Course
from autograder.overlay import Source
from autograder.trial import try_modules


def reach(course: Course, checks: Sequence[Check], reference: Mapping[str, Source]) -> dict[str, set[str]]:
    """Map each graded function to the names of all functions of the reference that its checks run."""
    filenames = {source.filename for source in reference.values()}
    reached = {}
    for function in dict.fromkeys(c.function for c in checks):
        with _watched(filenames) as names:
            try_modules(course, checks, reference, functions=[function])
        reached[function] = names
    return reached


@contextmanager
def _watched(filenames: set[str]) -> Iterator[set[str]]:
    names: set[str] = set()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename in filenames:
            names.add(frame.f_code.co_name)

    sys.setprofile(note)
    try:
        yield names
    finally:
        sys.setprofile(None)
