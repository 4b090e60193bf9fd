"""Ways to earn points without an answer.  Every check must see through each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from autograder.implementation import Gradients, Implementation, Reply

Answer = Callable[[tuple[Any, ...], Any], Any]
"""Makes an answer from the arguments and the true value."""


class Freeloader(Implementation):
    """The reference, but for one function that is answered by a trick."""

    def __init__(self, reference: Implementation, function: str, answer: Answer) -> None:
        self._reference, self._function, self._answer = reference, function, answer

    def invoke(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], differentiate: bool = False) -> Reply:
        """Answer the one function by the trick, the others truly."""
        reply = self._reference.invoke(name, args, kwargs, differentiate)
        if name != self._function:
            return reply
        truth = reply.value.result if isinstance(reply.value, Gradients) else reply.value
        answer = self._answer(args, truth)
        return Reply(Gradients(answer, [None] * len(args)) if differentiate else answer)


def nothing(args: tuple[Any, ...], truth: Any) -> Any:
    """Return None."""
    return None


def zeros(args: tuple[Any, ...], truth: Any) -> Any:
    """Return zeros of the right shape."""
    return torch.zeros_like(truth) if isinstance(truth, Tensor) else 0


def first_input(args: tuple[Any, ...], truth: Any) -> Any:
    """Return the first tensor among the arguments, or the first argument."""
    return next((a for a in args if isinstance(a, Tensor)), args[0])


class Memory:
    """A hard-coded table: answers written down on one seed, looked up on another."""

    def __init__(self) -> None:
        self.table: dict[str, Any] = {}

    def learn(self, args: tuple[Any, ...], truth: Any) -> Any:
        """Answer truly and write the answer down."""
        self.table[_key(args)] = truth
        return truth

    def recall(self, args: tuple[Any, ...], truth: Any) -> Any:
        """Look the answer up; where the question is new, give another one's answer."""
        return self.table.get(_key(args), next(iter(self.table.values()), None))


def _key(args: tuple[Any, ...]) -> str:
    plain = [a if isinstance(a, Tensor | int | float | str | None) else "..." for a in args]
    return repr([a.tolist() if isinstance(a, Tensor) and not a.is_meta else repr(a) for a in plain])
