"""Meta tensors without the wait: torch's own kernels for them, and not its compiler.

Torch works out the shapes of meta tensors in Python, operation by operation, although it has compiled kernels for half
of them that are a hundred times as fast (seen in torch 2.13: 250 and 2 microseconds).  And the first such operation
makes torch import its compiler, 820 modules, only to note that some functions are not to be compiled.  A student would
wait for that at every check, and an instructor for each submission.  All of this uses private places of torch, and does
without where they are not as expected.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

COMPILER = "torch._dynamo"

LENIENT = frozenset(f"aten::{name}" for name in ("cat", "stack", "mm", "addmm", "bmm", "baddbmm", "scatter")) | {
    "aten::gather"
}
"""Operations whose compiled kernel does not mind two devices, which a GPU does; they stay in Python."""


@contextlib.contextmanager
def quickly() -> Iterator[None]:
    """Make operations on meta tensors quick in this block."""
    use_compiled_kernels()
    with _without_compiler():
        yield


@functools.cache
def use_compiled_kernels() -> None:
    """Put torch's compiled kernels for meta tensors in force, for good; once in a process."""
    try:
        torch: Any = importlib.import_module("torch")
        registrations: Any = importlib.import_module("torch._meta_registrations")
        library = registrations._meta_lib_dont_use_me_use_register_meta
        tables = registrations.global_decomposition_table
        written = {op: tables[kind][op] for kind in ("pre_autograd", "post_autograd", "meta") for op in tables[kind]}
        own = {op: f for op, f in written.items() if isinstance(op, torch._ops.OpOverload) and op.namespace == "aten"}
        has_kernel = torch._C._dispatch_has_kernel_for_dispatch_key
        registered = {op: f for op, f in own.items() if has_kernel(op.name(), "Meta")}
    except (ImportError, AttributeError, KeyError):
        return
    library._destroy()
    again = torch.library.Library("aten", "IMPL", "Meta")
    for op, function in registered.items():
        if not has_kernel(op.name(), "Meta"):
            again.impl(op, function)
        elif op.name().partition(".")[0] in LENIENT:
            again.impl(op, function, allow_override=True)
    use_compiled_kernels.__dict__["kept"] = again  # which would take its functions along if it were collected


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
def _without_compiler() -> Iterator[None]:
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
