"""Plain data as it crosses between two processes, and nothing else: numbers, strings, lists, tensors.

The side that awards points decodes what a stranger's process has sent.  So decoding builds only these few types, never
objects by name, and checks what a tensor says of itself against the bytes that came.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import torch
from torch import Tensor

from autograder.checking.implementation import plain
from autograder.sandbox.frames import WireError
from autograder.sandbox.limits import LARGEST_RESULT

DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float64,
        torch.float32,
        torch.float16,
        torch.bfloat16,
        torch.int64,
        torch.int32,
        torch.int16,
        torch.int8,
        torch.uint8,
        torch.bool,
        torch.complex64,
        torch.complex128,
    )
}
_NAMES = {dtype: name for name, dtype in DTYPES.items()}
MOST_DIMENSIONS = 16
MOST_ITEMS = 100_000
MOST_OBJECTS = 1_000
"""Generators and stand-ins in one value: each takes a thousand times the bytes that it came in."""
DEEPEST = 32
LONGEST_TYPE_NAME = 60
_INTEGERS = range(-(2**63), 2**64)


class TensorData(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """A tensor: its dtype, its shape and its bytes; for a meta tensor `data` is None."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes | None


class Items(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """A list or, if `fixed`, a tuple."""

    items: list[Value]
    fixed: bool


class Mapping(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """A dict with plain keys."""

    keys: list[Value]
    values: list[Value]


class Seed(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """A generator, as the seed that starts it."""

    seed: int


class Callback(msgspec.Struct, frozen=True, array_like=True, tag=5):
    """A callable that stays where it is; `index` tells it from the others of the same call."""

    index: int


class Other(msgspec.Struct, frozen=True, array_like=True, tag=6):
    """Something that is not plain data: only the name of its type crosses."""

    name: str


Value = None | bool | int | float | str | TensorData | Items | Mapping | Seed | Callback | Other


def encode(value: Any, callables: list[Callable[..., Any]] | None = None, room: int = LARGEST_RESULT) -> Value:
    """Turn a value into what may cross.

    callables: collects callables, which stay here; without it a callable is like any other object.
    room:      how many bytes of tensors may cross.

    Raises: WireError for tensors that are too large and for what is nested too deep.
    """
    return _Encoder(callables, room).encode(value, 0)


class _Encoder:
    def __init__(self, callables: list[Callable[..., Any]] | None, room: int) -> None:
        self._callables, self._room, self._items = callables, room, MOST_ITEMS

    def encode(self, value: Any, depth: int) -> Value:
        kind = type(value)
        if value is None or kind in (bool, float):
            return value  # type: ignore[no-any-return]  # its type was looked at
        if kind is int:
            return value if value in _INTEGERS else Other("int")
        if kind is Tensor or isinstance(value, Tensor):
            return self._tensor(plain(value))
        if isinstance(value, str):
            return str.__str__(value).encode("utf-8", "replace").decode()
        if isinstance(value, float):  # numpy's float64 is one; a subclass has no say in what it is
            return float.__float__(value)
        if isinstance(value, list | tuple):
            return Items(self._all(value, depth), isinstance(value, tuple))
        if isinstance(value, dict):
            return Mapping(self._all(dict.keys(value), depth), self._all(dict.values(value), depth))
        if isinstance(value, torch.Generator):
            return Seed(value.initial_seed())
        if self._callables is not None and callable(value):
            self._callables.append(value)
            return Callback(len(self._callables) - 1)
        return Other(kind.__name__[:LONGEST_TYPE_NAME])

    def _all(self, values: Any, depth: int) -> list[Value]:
        if depth >= DEEPEST:
            raise WireError(f"lists are nested more than {DEEPEST} deep")
        encoded = []
        for value in values:
            self._items -= 1
            if self._items < 0:
                raise WireError(f"there are more than {MOST_ITEMS} items")
            encoded.append(self.encode(value, depth + 1))
        return encoded

    def _tensor(self, tensor: Tensor) -> Value:
        name = _NAMES.get(tensor.dtype)
        if name is None or tensor.layout is not torch.strided or tensor.is_quantized or tensor.is_nested:
            return Other(f"{str(tensor.layout).removeprefix('torch.')} tensor")
        if tensor.dim() > MOST_DIMENSIONS:
            raise WireError(f"a tensor has {tensor.dim()} dimensions")
        shape = tuple(tensor.shape)
        if tensor.is_meta:
            return TensorData(name, shape, None)
        self._room -= math.prod(shape) * tensor.dtype.itemsize
        if self._room < 0:
            raise WireError(f"tensors of more than {LARGEST_RESULT >> 20} MiB")
        if tensor.dtype is torch.bfloat16:  # which numpy does not know
            tensor = tensor.detach().cpu().contiguous().view(torch.int16)
        return TensorData(name, shape, tensor.numpy(force=True).tobytes())


def decode(value: Value, callables: Callable[[int], Callable[..., Any]] | None = None) -> Any:
    """Turn what has crossed into a value.

    callables: makes the callable that stands for one on the other side; without it, none may come.

    Raises: WireError for a tensor whose words and bytes do not fit together, for what is nested too deep or has too
    many items, and for what may not come.
    """
    return _tensor(value) if type(value) is TensorData else _Decoder(callables).decode(value, 0)


def decode_all(values: Iterable[Value]) -> list[Any]:
    """Turn all values of one message into values: what may come, may come once for all of them.

    Raises: WireError as `decode` does.
    """
    return _Decoder(None).decode_all(list(values), -1)


class _Decoder:
    def __init__(self, callables: Callable[[int], Callable[..., Any]] | None) -> None:
        self._callables, self._items, self._objects = callables, MOST_ITEMS, MOST_OBJECTS

    def decode(self, value: Value, depth: int) -> Any:
        match value:
            case TensorData():
                return _tensor(value)
            case Items(items, fixed):
                decoded = self.decode_all(items, depth)
                return tuple(decoded) if fixed else decoded
            case Mapping(keys, values):
                return self._dict(keys, values, depth)
            case Seed(seed):
                self._count_object()
                return torch.Generator().manual_seed(seed % 2**63)
            case Callback(index):
                if self._callables is None:
                    raise WireError("a callable came from the wrong side")
                return self._callables(index)
            case Other(name):
                self._count_object()
                return stand_in(name)
            case _:
                return value

    def _dict(self, keys: list[Value], values: list[Value], depth: int) -> dict[Any, Any]:
        """Only plain keys: tuples can be made to have all the same hash, and then a dict takes for ever."""
        if len(keys) != len(values) or not all(k is None or isinstance(k, str | int | float) for k in keys):
            raise WireError("a dict whose keys are not plain or not as many as its values")
        return dict(zip(self.decode_all(keys, depth), self.decode_all(values, depth), strict=True))

    def decode_all(self, values: list[Value], depth: int) -> list[Any]:
        if depth >= DEEPEST:
            raise WireError(f"lists are nested more than {DEEPEST} deep")
        self._items -= len(values)
        if self._items < 0:
            raise WireError(f"there are more than {MOST_ITEMS} items")
        return [self.decode(value, depth + 1) for value in values]

    def _count_object(self) -> None:
        self._objects -= 1
        if self._objects < 0:
            raise WireError(f"there are more than {MOST_OBJECTS} generators and objects")


def _tensor(value: TensorData) -> Tensor:
    dtype = DTYPES.get(value.dtype)
    if dtype is None or len(value.shape) > MOST_DIMENSIONS or not all(0 <= n < 2**40 for n in value.shape):
        raise WireError(f"a tensor of dtype {value.dtype[:20]!r} and shape {value.shape[:MOST_DIMENSIONS]}")
    count = math.prod(value.shape)
    try:
        if value.data is None:
            return torch.empty(value.shape, dtype=dtype, device="meta")
        if len(value.data) != count * dtype.itemsize:
            raise WireError(f"a tensor of shape {value.shape} and {len(value.data)} bytes")
        if not value.data:
            return torch.empty(value.shape, dtype=dtype)
        raw = bytearray(value.data)
        if dtype is torch.bool:  # a byte that is neither 0 nor 1 would make a bool that is neither
            return (torch.frombuffer(raw, dtype=torch.uint8) != 0).reshape(value.shape)
        return torch.frombuffer(raw, dtype=dtype).reshape(value.shape)
    except (RuntimeError, OverflowError, MemoryError) as error:  # more elements than torch can count, above all
        raise WireError(f"a tensor of shape {value.shape} that cannot be: {error}") from error


def stand_in(name: str) -> object:
    """Return an object whose type has that name, for messages like `the result is of type ndarray`."""
    return type("".join(c for c in name if c.isprintable())[:LONGEST_TYPE_NAME] or "object", (), {})()
