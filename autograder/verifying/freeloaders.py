"""Ways to earn points without an answer.  Every check must see through each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from autograder.checking.implementation import Gradients, Implementation, Reply

Truth = Callable[[], Any]
"""Asks the reference; a trick that does not ask calls none of the models it was handed."""

Answer = Callable[[tuple[Any, ...], Truth], Any]
"""Makes an answer from the arguments."""


class Freeloader(Implementation):
    """The reference, but for one function that is answered by a trick."""

    def __init__(self, reference: Implementation, function: str, answer: Answer) -> None:
        self._reference, self._function, self._answer = reference, function, answer

    def begin(self, check: str, seed: int) -> None:
        """Pass it on."""
        self._reference.begin(check, seed)

    def invoke(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], differentiate: bool = False) -> Reply:
        """Answer the one function by the trick, the others truly."""
        if name != self._function:
            return self._reference.invoke(name, args, kwargs, differentiate)
        answer = self._answer(args, lambda: self._reference.invoke(name, args, kwargs).value)
        return Reply(Gradients(answer, [None] * len(args)) if differentiate else answer)


def nothing(args: tuple[Any, ...], truth: Truth) -> Any:
    """Return None."""
    return None


def zeros(args: tuple[Any, ...], truth: Truth) -> Any:
    """Return zeros: like the sample where a model is handed over, else of the right shape."""
    value = first_input(args, truth) if any(callable(a) for a in args) else truth()
    return torch.zeros_like(value) if isinstance(value, Tensor) else 0


def first_input(args: tuple[Any, ...], truth: Truth) -> Any:
    """Return the first tensor among the arguments, or the first argument."""
    return next((a for a in args if isinstance(a, Tensor)), args[0])


class Memory:
    """A hard-coded table: answers written down on one seed, looked up on another."""

    def __init__(self) -> None:
        self.table: dict[str, Any] = {}

    def learn(self, args: tuple[Any, ...], truth: Truth) -> Any:
        """Answer truly and write the answer down."""
        answer = self.table[_key(args)] = truth()
        return answer

    def recall(self, args: tuple[Any, ...], truth: Truth) -> Any:
        """Look the answer up; where the question is new, give the answer to another one."""
        return self.table.get(_key(args), next(iter(self.table.values()), None))


def _key(args: tuple[Any, ...]) -> str:
    plain = [a if isinstance(a, Tensor | int | float | str | None) else "..." for a in args]
    return repr([a.tolist() if isinstance(a, Tensor) and not a.is_meta else repr(a) for a in plain])
