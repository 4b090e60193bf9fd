"""Which functions a check can run: those it asks for, and those that their reference mentions.

A mistake can harm no other checks, so that there is no need to run them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograder.checking.checks import Check
from autograder.checking.implementation import Implementation, Reply
from autograder.course import Course
from autograder.running.overlay import Source
from autograder.running.trial import try_modules


class Listener(Implementation):
    """Passes every call on and writes down which functions were asked for."""

    def __init__(self, inner: Implementation, asked: set[str]) -> None:
        self._inner, self._asked = inner, asked

    def begin(self, check: str, seed: int) -> None:
        """Pass it on."""
        self._inner.begin(check, seed)

    def invoke(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], differentiate: bool = False) -> Reply:
        """Write the name down and pass the call on."""
        self._asked.add(name)
        return self._inner.invoke(name, args, kwargs, differentiate)


def reach(course: Course, checks: Sequence[Check], reference: Mapping[str, Source]) -> dict[str, set[str]]:
    """Map each graded function to the names of all functions that its checks can run."""
    mentions = _mentions(reference.values())
    reached = {}
    for function in dict.fromkeys(c.function for c in checks):
        asked: set[str] = set()
        try_modules(course, checks, reference, functions=[function], wrap=lambda inner, to=asked: Listener(inner, to))  # type: ignore[misc]
        reached[function] = _closed(asked, mentions)
    return reached


def _mentions(sources: Iterable[Source]) -> dict[str, set[str]]:
    """Map each function of the reference to the names in its body."""
    functions = [node for s in sources for node in ast.parse(s.text).body if isinstance(node, ast.FunctionDef)]
    return {f.name: {node.id for node in ast.walk(f) if isinstance(node, ast.Name)} for f in functions}


def _closed(names: set[str], mentions: Mapping[str, set[str]]) -> set[str]:
    """Add to the names of functions all that they mention, and all that those mention."""
    found, new = set(), names & mentions.keys()
    while new:
        found |= new
        new = set().union(*(mentions[name] for name in new)) & mentions.keys() - found
    return found
