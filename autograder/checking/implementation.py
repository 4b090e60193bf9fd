"""The student's functions as a check sees them: they take and give plain data, wherever they run.

A check calls `impl.ddim_step(...)`.  It holds no module, so that `impl` may as well stand for another process: only
numbers, strings, lists, tensors, generators and callables cross, and gradients are asked for, not followed.  What a
function raises arrives as `Raised`, in words.
"""

from __future__ import annotations

import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from autograder.checking.failure import Failure, Mismatch, Missing, NotLoaded, Raised, TimeLimit
from autograder.running.overlay import Overlay


@dataclass(frozen=True)
class Gradients:
    """The gradient of a scalar result.

    arguments: one entry for each positional argument, None where it is no float tensor or the result ignores it.
    outputs: one entry for each call of a callable argument, in order: the gradient with respect to what it returned.
    """

    result: Any
    arguments: list[Tensor | None] = field(default_factory=list)
    outputs: list[Tensor | None] = field(default_factory=list)


@dataclass(frozen=True)
class Reply:
    """What came back from a call.

    changed: the arguments that the function changed although they were not its own.
    shared:  the arguments that the result shares its memory with.
    """

    value: Any
    changed: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


class Implementation(ABC):
    """Somebody's functions, by name.  `impl.name(...)` calls one.

    keeps_time: whether it ends a call that takes too long by itself, with TimeLimit.
    """

    keeps_time = False

    @abstractmethod
    def invoke(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], differentiate: bool = False) -> Reply:
        """Call the function; with `differentiate` the reply's value is a Gradients.

        Raises: Missing if there is no such function, NotLoaded if its module does not load, Raised if it raises; a
        Mismatch of a callable among the arguments comes through.
        """

    def start(self, check: str, seed: int) -> None:
        """Start the check of that name: what it asks of its functions, `changed` for one, is of its own calls only."""
        for name in [name for name, value in vars(self).items() if isinstance(value, Function)]:
            delattr(self, name)
        self.begin(check, seed)

    def begin(self, check: str, seed: int) -> None:  # noqa: B027  # nothing to do for most
        """Make torch as it is in a new process, its global generator with this seed.

        So a mistake that draws from the global generator shows the same way each time.
        """

    def recall(self, check: str) -> tuple[Failure | None, str | None] | None:
        """Return how the check ends, if that can be known without running it: what went wrong, and the stub met."""
        return None

    def remember(self, check: str, failure: Failure | None, stub: str | None, printed: str) -> None:  # noqa: B027
        """Take note of how a check that was run has ended."""

    def described(self, error: BaseException) -> Raised:
        """Put an exception into words, with the student's line that it comes from where that can be known."""
        return raised(error, ())

    def __getattr__(self, name: str) -> Function:
        if name.startswith("_"):
            raise AttributeError(name)
        function = Function(self, name)
        self.__dict__[name] = function
        return function


class Function:
    """One function of an implementation."""

    def __init__(self, implementation: Implementation, name: str) -> None:
        self.name = name
        self.changed: set[str] = set()
        self.shared: set[str] = set()
        self._implementation = implementation

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function on copies of the arguments; a generator goes over as a seed drawn from it."""
        return self._reply(args, kwargs).value

    def gradients(self, *args: Any, **kwargs: Any) -> Gradients:
        """Call the function and return the gradient of its scalar result.

        What a callable argument returns is a variable of its own: the model behind it is not part of the function.
        """
        gradients: Gradients = self._reply(args, kwargs, differentiate=True).value
        return gradients

    def _reply(self, args: tuple[Any, ...], kwargs: dict[str, Any], differentiate: bool = False) -> Reply:
        args, kwargs = tuple(_fresh(a) for a in args), {name: _fresh(a) for name, a in kwargs.items()}
        reply = self._implementation.invoke(self.name, args, kwargs, differentiate)
        self.changed.update(reply.changed)
        self.shared.update(reply.shared)
        return reply


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


def plain(tensor: Tensor) -> Tensor:
    """Return a tensor without the subclass that it may be of: such a class could answer any comparison as it likes."""
    if type(tensor) is Tensor:
        return tensor
    with torch._C.DisableTorchFunctionSubclass():
        return Tensor.as_subclass(tensor, Tensor)


def _copied(value: Any) -> Any:
    if type(value) is Tensor:
        return value.detach().clone()
    if isinstance(value, list | tuple):
        return type(value)(_copied(v) for v in value)
    if isinstance(value, dict):
        return {k: _copied(v) for k, v in value.items()}
    return value.detach().clone() if isinstance(value, Tensor) else value


def _fresh(value: Any) -> Any:
    """Return a new generator in the place of a generator, which moves on: all that it hands over is a seed."""
    if not isinstance(value, torch.Generator):
        return value
    seed = int(torch.randint(2**62, (), generator=value, device=value.device))
    return torch.Generator(device=value.device).manual_seed(seed)


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
