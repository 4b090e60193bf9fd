"""What the grader does with bytes from a stranger, and what may come of it; used by the tests and by the fuzzer."""

from __future__ import annotations

from typing import Any

import msgspec
import torch
from torch import Tensor

from autograder.sandbox.frames import WireError
from autograder.sandbox.messages import (
    Answer,
    Asked,
    Failed,
    FromWorker,
    Opened,
    Returned,
    ToWorker,
    pack,
    read_from_worker,
)
from autograder.sandbox.values import (
    DEEPEST,
    DTYPES,
    LONGEST_TYPE_NAME,
    MOST_DIMENSIONS,
    MOST_ITEMS,
    decode_all,
    encode,
)

HEAD = 4
"""Bytes of a frame that say how long it is."""

SAMPLES: tuple[Any, ...] = (
    None,
    True,
    -(2**63),
    2**64 - 1,
    10**30,
    -0.0,
    float("nan"),
    "schön",
    [1, [2.5, ("x", None)]],
    {"a": torch.arange(6).reshape(2, 3), 1: [torch.zeros(0, 3)]},
    torch.tensor(0.1, dtype=torch.bfloat16),
    torch.ones(2, 2, dtype=torch.complex128),
    torch.tensor([True, False]),
    torch.empty(2, 3, device="meta"),
    torch.Generator().manual_seed(3),
    object(),
)
"""A value of each kind."""


def body_of(message: FromWorker | ToWorker) -> bytes:
    """Return a message as it stands in its frame."""
    return pack(message)[HEAD:]


def messages() -> list[FromWorker | ToWorker]:
    """Return messages of every kind that a worker sends, and one that it may not send."""
    values = [encode(value) for value in SAMPLES]
    return [
        Opened(),
        Asked(0, values[:9], {"eps": values[9]}),
        Returned(encode(list(SAMPLES)), ("x",), ("y",), values, values[:2], "printed"),
        *[Returned(value) for value in values],
        Failed("raised", "ValueError", "what it says", "line 3", "f", "m", 2, "memory", "printed"),
        Answer(values[3]),
    ]


def take(body: bytes) -> tuple[FromWorker, list[Any]]:
    """Do with a body what the grader does: read the message and decode each value in it.

    Raises: WireError, and nothing else, whatever the bytes are.
    """
    message = read_from_worker(body)
    match message:
        case Asked():
            values = [*message.args, *message.kwargs.values()]
        case Returned():
            values = [message.value, *(message.arguments or ()), *(message.outputs or ())]
        case _:
            values = []
    return message, decode_all(values)


def try_to_take(body: bytes) -> str:
    """Take a body, check what came of it, and return the name of the message or why it was refused."""
    try:
        message, values = take(body)
    except WireError as error:
        refusal = str(error)
    else:
        return _check_all(type(message).__name__, values, len(body))
    assert len(refusal) < 1000, "a stranger does not write our messages"
    return refusal


def _check_all(name: str, values: list[Any], size: int) -> str:
    for value in values:
        check_plain(value, size)
    return name


def check_plain(value: Any, size: int) -> None:
    """Check that a value is plain data, and no larger than what it was made of.

    Raises: AssertionError.
    """
    count, stack = 0, [(value, 0)]
    while stack:
        it, depth = stack.pop()
        count += 1
        assert depth <= DEEPEST
        if type(it) in (list, tuple):
            stack += [(child, depth + 1) for child in it]
        elif type(it) is dict:
            stack += [(child, depth + 1) for pair in it.items() for child in pair]
        elif isinstance(it, Tensor):
            _check_tensor(it, size)
        elif type(it) is int:
            assert -(2**63) <= it < 2**64
        elif type(it) is str:
            it.encode()
        elif it is not None and type(it) not in (bool, float, torch.Generator):
            assert type(it).__mro__ == (type(it), object)
            assert not vars(it)
            assert type(it).__name__.isprintable()
            assert len(type(it).__name__) <= LONGEST_TYPE_NAME
    assert count <= MOST_ITEMS + 1


def _check_tensor(tensor: Tensor, size: int) -> None:
    assert type(tensor) is Tensor
    assert tensor.dtype in DTYPES.values()
    assert tensor.dim() <= MOST_DIMENSIONS
    assert not tensor.requires_grad
    if not tensor.is_meta:
        assert tensor.untyped_storage().nbytes() <= size
        assert tensor.is_contiguous()
        tensor.clone()
        if tensor.dtype is torch.bool:
            assert set(tensor.reshape(-1).view(torch.uint8).tolist()) <= {0, 1}


def document(value: Any) -> bytes:
    """Return anything as msgpack."""
    return msgspec.msgpack.encode(value)
