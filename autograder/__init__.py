"""Check homework, say which mistake it is, and award points.

A course writes its checks with the names below:

    from autograder import Inputs, Implementation, check, expect

and its known mistakes with `Mistake`.  The engine knows no exercise by name.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.checking import expect
    from autograder.checking.checks import check
    from autograder.checking.implementation import Function, Implementation
    from autograder.checking.inputs import Inputs
    from autograder.diagnosis.mistakes import Mistake

__all__ = ["Function", "Implementation", "Inputs", "Mistake", "check", "expect"]

_HOMES = {
    "check": "autograder.checking.checks",
    "Function": "autograder.checking.implementation",
    "Implementation": "autograder.checking.implementation",
    "Inputs": "autograder.checking.inputs",
    "Mistake": "autograder.diagnosis.mistakes",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: `autograder hint` answers without waiting for torch."""
    if name == "expect":
        return importlib.import_module("autograder.checking.expect")
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")
