"""Meta tensors without the compiler.

The first arithmetic on a meta tensor makes torch import its compiler, only to note that some functions are not to be
compiled: 820 modules, which takes longer than `import torch` itself (seen in torch 2.13).  A student waits for that at
every check.  So a stand-in answers that one question, and fetches the compiler for whoever asks another.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

COMPILER = "torch._dynamo"


class _StandIn(ModuleType):
    """What torch asks of its compiler when it runs a function on meta tensors."""

    def disable(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[..., Any]:
        """Return the function as it is: nothing is compiled here."""
        return function

    def __getattr__(self, name: str) -> Any:
        """Fetch the compiler after all."""
        if name.startswith("__"):
            raise AttributeError(name)
        _remove()
        return getattr(importlib.import_module(COMPILER), name)


@contextlib.contextmanager
def without_compiler() -> Iterator[None]:
    """Keep torch from importing its compiler in this block unless it is really needed."""
    if COMPILER not in sys.modules:
        sys.modules[COMPILER] = _StandIn(COMPILER)
    try:
        yield
    finally:
        _remove()


def _remove() -> None:
    if isinstance(sys.modules.get(COMPILER), _StandIn):
        del sys.modules[COMPILER]
