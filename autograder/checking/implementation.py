"""The student's functions as a check sees them: they take and give plain data, wherever they run.

A check calls `impl.ddim_step(...)`.  It holds no module, so that `impl` may as well stand for another process: only
numbers, strings, lists, tensors, generators and callables cross, and gradients are asked for, not followed.  What a
function raises arrives as `Raised`, in words.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from autograder.checking.failure import Failure, Raised


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

    def remember(self, check: str, failure: Failure | None, stub: str | None, printed: str) -> None:  # noqa: B027  # as above
        """Take note of how a check that was run has ended."""

    def described(self, error: BaseException) -> Raised:
        """Put an exception into words, with the student's line that it comes from where that can be known."""
        return Raised(type(error).__name__, str(error).strip())

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


def plain(tensor: Tensor) -> Tensor:
    """Return a tensor without the subclass that it may be of: such a class could answer any comparison as it likes."""
    if type(tensor) is Tensor:
        return tensor
    with torch._C.DisableTorchFunctionSubclass():
        return Tensor.as_subclass(tensor, Tensor)


def _fresh(value: Any) -> Any:
    """Return a new generator in the place of a generator, which moves on: all that it hands over is a seed."""
    if not isinstance(value, torch.Generator):
        return value
    seed = int(torch.randint(2**62, (), generator=value, device=value.device))
    return torch.Generator(device=value.device).manual_seed(seed)
