"""Functions of modules in this process: on a student's own machine, and in a worker."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from autograder.checking.failure import Mismatch, Missing, NotLoaded, Raised, TimeLimit
from autograder.checking.implementation import Gradients, Implementation, Reply, plain
from autograder.running.overlay import Overlay


class InProcess(Implementation):
    """Functions of modules in this process: a student's own machine, the reference, a known mistake."""

    def __init__(self, overlay: Overlay, homes: dict[str, str]) -> None:
        """Take functions from the modules of an overlay; `homes` maps a function to its module."""
        self._overlay = overlay
        self._homes = homes

    def begin(self, check: str, seed: int) -> None:
        """Set the global generator, and set back what a module may have changed for all.

        Not with torch.manual_seed: where a GPU is not in use yet, that formats the stack, to tell who asked.
        """
        torch.default_generator.manual_seed(seed)
        if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]  # torch has no types for it
            torch.cuda.manual_seed_all(seed)
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)

    def described(self, error: BaseException) -> Raised:
        """Look for the student's files in the traceback."""
        return raised(error, self._overlay.filenames)

    def invoke(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], differentiate: bool = False) -> Reply:
        """Call the function on copies of the arguments, and look whether it changed them."""
        function = self._function(name)
        copies = _copied(args), _copied(kwargs)
        try:
            value = _differentiate(function, *copies) if differentiate else function(*copies[0], **copies[1])
        except (Mismatch, Missing, NotLoaded, Raised, TimeLimit, KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:
            raise self.described(error) from error
        before = [*((str(i + 1), a) for i, a in enumerate(args)), *kwargs.items()]
        after = [*copies[0], *copies[1].values()]
        changed = tuple(which for (which, old), new in zip(before, after, strict=True) if not _same(old, new))
        value, memory = _map_tensors(value, plain), _memory(value)
        shared = tuple(
            which for (which, _), new in zip(before, after, strict=True) if memory and _memory(new) == memory
        )
        return Reply(value, changed, shared)

    def _function(self, name: str) -> Callable[..., Any]:
        module_name = self._homes[name]
        try:
            module = self._overlay.module(module_name)
        except ImportError as error:
            raise NotLoaded(str(error)) from error.__cause__
        function = vars(module).get(name)
        if function is None:
            why = self._overlay.absent(module_name) or f"{module_name}.py has no function {name}"
            raise Missing(f"{module_name}.{name}", why)
        if not callable(function):
            raise Raised("TypeError", f"{module_name}.{name} is {type(function).__name__}, not a function")
        return function  # type: ignore[no-any-return]  # whatever a student's module holds under that name


def raised(error: BaseException, student_files: Collection[str]) -> Raised:
    """Put what a student's code raised into words."""
    if isinstance(error, SyntaxError):
        own = error.filename in student_files
        line = f"{Path(error.filename or '').name} line {error.lineno}: {(error.text or '').strip()}" if own else None
        return Raised(type(error).__name__, error.msg, line)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in student_files]
    line = f"{Path(frames[-1].filename).name} line {frames[-1].lineno}: {frames[-1].line}" if frames else None
    try:
        text = str(error).strip()
    except Exception:  # an exception of the student's own making
        text = "(its message cannot be shown)"
    return Raised(type(error).__name__, text, line)


def _differentiate(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Gradients:
    outputs: list[Tensor] = []

    def with_leaf_outputs(value: Any) -> Any:
        if not callable(value) or isinstance(value, Tensor):
            return value

        def call(*inner: Any, **named: Any) -> Any:
            output = value(*inner, **named).detach().requires_grad_()
            outputs.append(output)
            return output.clone()  # which may be changed in place, as the output of a model may

        return call

    leaves = [with_leaf_outputs(_leaf(a)) for a in args]
    with torch.enable_grad():
        result = function(*leaves, **{k: with_leaf_outputs(v) for k, v in kwargs.items()})
    variables = [*leaves, *outputs]
    if isinstance(result, Tensor) and result.numel() == 1 and result.requires_grad:
        torch.autograd.backward(result.sum())
    gradients = [v.grad if isinstance(v, Tensor) else None for v in variables]
    return Gradients(_detached(result), gradients[: len(leaves)], gradients[len(leaves) :])


def _leaf(value: Any) -> Any:
    return value.requires_grad_() if isinstance(value, Tensor) and value.is_floating_point() else value


def _detached(value: Any) -> Any:
    return value.detach() if isinstance(value, Tensor) else value


def _copied(value: Any) -> Any:
    if type(value) is Tensor:
        return value.detach().clone()
    if isinstance(value, list | tuple):
        return type(value)(_copied(v) for v in value)
    if isinstance(value, dict):
        return {k: _copied(v) for k, v in value.items()}
    return value.detach().clone() if isinstance(value, Tensor) else value


def _map_tensors(value: Any, change: Callable[[Tensor], Tensor]) -> Any:
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, list | tuple):
        return type(value)(_map_tensors(v, change) for v in value)
    if isinstance(value, dict):
        return {k: _map_tensors(v, change) for k, v in value.items()}
    return value


def _memory(value: Any) -> int | None:
    """Return where the elements of a tensor lie, if it has any."""
    if not isinstance(value, Tensor) or value.is_meta or not value.numel():
        return None
    return plain(value).untyped_storage().data_ptr()


def _same(old: Any, new: Any) -> bool:
    if old is new:
        return True
    if isinstance(old, Tensor):
        if old.shape != new.shape or old.dtype != new.dtype:
            return False
        if old.is_meta or torch.equal(old, new):
            return True
        return torch.equal(torch.nan_to_num(old), torch.nan_to_num(new.detach()))
    if isinstance(old, list | tuple):
        return len(old) == len(new) and all(_same(o, n) for o, n in zip(old, new, strict=True))
    return True
