"""Expectations: what a check says about a result.  One that is not met raises Mismatch, with everything it knows.

A result may be anything a student's function returns; no expectation breaks on None, a list or a wrong shape.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.checking.failure import Evidence, Failure, Kind, Mismatch, Missing
from autograder.checking.implementation import Function, plain
from autograder.checking.meta import quickly
from autograder.checking.relations import simplest_relation

RELATIVE_TOLERANCE = {torch.float64: 1e-5, torch.float32: 1e-3, torch.float16: 2e-2, torch.bfloat16: 5e-2}
SINGLE = RELATIVE_TOLERANCE[torch.float32]
"""The most slack that a result gets for a dtype that is coarser than the expected one."""
_TWO_DEVICES = re.compile(r"same device|two devices|expected device|not on the device", re.IGNORECASE)


def close(
    got: Any,
    expected: Tensor | float | Sequence[float],
    name: str = "the result",
    *,
    t: Tensor | None = None,
    within: float | None = None,
    relative: float | None = None,
    hint: str | None = None,
) -> None:
    """Expect the values of `expected`, and its shape.

    t:        the noise level (or any other label) of each sample, for the message.
    within:   absolute tolerance, for results that are random by nature.
    relative: relative tolerance; default 1e-5 in float64, 1e-3 in float32.
    """
    want = torch.as_tensor(expected, dtype=None if isinstance(expected, Tensor) else torch.float64)
    value = tensor(got, name, shape=tuple(want.shape), hint=hint)
    if want.numel() == 0:
        return
    exact, actual = want.detach().double(), value.detach().to(want.device).double()
    if within is not None:
        bound = torch.full_like(exact, within)
    else:
        share = relative if relative is not None else max(_tolerance(want.dtype), min(_tolerance(value.dtype), SINGLE))
        bound = share * (exact.abs() + exact.abs().mean()) + 1e-12
    error = (actual - exact).abs()
    wrong = ~(error <= bound)
    if not wrong.any():
        return
    worst = int(torch.where(wrong, torch.nan_to_num(error / bound, nan=math.inf), -1.0).argmax())
    message = name + _place(worst, tuple(want.shape), t)
    if not torch.isfinite(actual).all():
        message += f"; {int((~torch.isfinite(actual)).sum())} of {actual.numel()} values are not finite"
    raise Mismatch(
        Failure(
            "value",
            message,
            _evidence(name, actual, within),
            got=_number(actual.flatten()[worst]),
            expected=_number(exact.flatten()[worst]),
            tolerance=f"{float(bound.flatten()[worst]):.1g}",
            relation=simplest_relation(actual, exact) if within is None else None,
            hint=hint,
        )
    )


def tensor(
    got: Any, name: str = "the result", *, shape: tuple[int, ...] | None = None, hint: str | None = None
) -> Tensor:
    """Expect a tensor, or a number, and return it as a tensor; with `shape`, expect that shape."""
    value = torch.as_tensor(got) if isinstance(got, int | float) else plain(got) if isinstance(got, Tensor) else got
    if not isinstance(value, Tensor) or value.is_complex():
        kind = "a complex tensor" if isinstance(value, Tensor) else _described(got)
        hint = "Is a `return` missing?" if got is None else hint
        _fail("type", f"{name} is {kind}", f"{name}: {kind}", got=kind, expected="a tensor", hint=hint)
    assert isinstance(value, Tensor)
    if shape is not None and tuple(value.shape) != shape:
        seen = tuple(value.shape)
        _fail("shape", f"the shape of {name}", f"{name}: {seen}", got=str(seen), expected=str(shape), hint=hint)
    return value


def equal(got: Any, expected: Any, name: str, *, hint: str | None = None) -> None:
    """Expect plain data (numbers, strings, lists of them), exactly."""
    plain = got.tolist() if isinstance(got, Tensor) and not got.is_meta else got
    if isinstance(plain, tuple):
        plain = list(plain)
    if type(plain) is type(expected) and plain == expected:
        return
    shown = _shortened(repr(plain))
    _fail("value", name, f"{name}: {shown}", got=shown, expected=_shortened(repr(expected)), hint=hint)


def between(got: Any, low: float, high: float, name: str, *, hint: str | None = None) -> None:
    """Expect a number in [low, high]: a rate, a slope, a bound."""
    value = float(tensor(got, name, shape=()))
    if low <= value <= high:
        return
    evidence = Evidence(name, (value,), tolerance=(high - low) / 2 if math.isfinite(high - low) else None)
    raise Mismatch(
        Failure("value", name, evidence, got=_number(value), expected=f"{_number(low)} to {_number(high)}", hint=hint)
    )


def that(condition: bool, message: str, *, hint: str | None = None) -> None:
    """Expect a condition that no other expectation can state; `message` says what is wrong."""
    if not condition:
        _fail("property", message, message, hint=hint)


def dtype(got: Any, expected: torch.dtype, name: str = "the result", *, hint: str | None = None) -> None:
    """Expect a tensor of that dtype."""
    seen = tensor(got, name).dtype
    if seen != expected:
        what = f"the dtype of {name}"
        _fail("dtype", what, f"{name}: {seen}", got=_short_dtype(seen), expected=_short_dtype(expected), hint=hint)


def unchanged(function: Function, *, hint: str | None = None) -> None:
    """Expect that the function has left its arguments as they were, in all calls so far."""
    if function.changed:
        which = " and ".join(f"argument {a}" if a.isdigit() else a for a in sorted(function.changed))
        message = f"{function.name} changed {which}, which belongs to the caller"
        hint = hint or "Look for an operation in place: `x *= ...`, `x[...] = ...`, or a method that ends in _."
        _fail("changed", message, message, hint=hint)


def new_storage(function: Function, *, hint: str | None = None) -> None:
    """Expect that no result so far lies in the memory of an argument, where writing to one would change the other."""
    if function.shared:
        which = " and ".join(f"argument {a}" if a.isdigit() else a for a in sorted(function.shared))
        message = f"the result of {function.name} lies in the memory of {which}; it must be a tensor of its own"
        _fail(
            "property",
            message,
            message,
            hint=hint or "Return a new tensor: torch.where(...) makes one, so does x.clone().",
        )


def well_behaved(
    function: Function,
    arguments: Callable[[torch.dtype], tuple[Any, ...]],
    expected: Tensor,
    *,
    name: str = "the result",
    stay: Sequence[int] = (),
) -> None:
    """Expect the right values in float64 and float32, the dtype and device of the sample, and untouched arguments.

    arguments: makes the positional arguments, with the sample in a given dtype; tables stay float64.
    stay:      positions of tensors that stay on the CPU even where the sample does not (lists of timesteps, sigmas).

    Where there is no other device, the device pass runs on `meta` tensors, which have a shape and no values.
    """
    for kind in (torch.float64, torch.float32):
        got = function(*arguments(kind))
        close(got, expected.to(kind), f"{name} ({_short_dtype(kind)})")
        dtype(got, kind, name, hint="The result has the dtype of the sample, also where the tables are float64.")
    unchanged(function)
    device = expected.device if expected.device.type != "cpu" else torch.device("meta")
    moved = tuple(
        a.to(device) if isinstance(a, Tensor) and i not in stay else a for i, a in enumerate(arguments(torch.float32))
    )
    on_device(function, moved, device, name)


def on_device(function: Function, arguments: tuple[Any, ...], device: torch.device, name: str = "the result") -> None:
    """Expect a result on the device of the arguments, made without help from another device.

    Reading a value out of a meta tensor is refused by torch but right on a GPU: that refusal, and no other error, is
    let pass.
    """
    hint = "Make new tensors on the device of the sample: torch.zeros_like(x), x.new_ones(...), or device=x.device."
    try:
        with quickly():
            got = function(*arguments)
    except (Mismatch, Missing):
        raise
    except Exception as error:
        if _TWO_DEVICES.search(str(error)):
            _fail("device", f"{function.name} mixes two devices", f"{name}: two devices", got=str(error), hint=hint)
        if device.type == "meta" and "meta" in str(error).lower():
            return
        raise
    seen = tensor(got, name).device.type
    if seen != device.type:
        what = f"the device of {name}"
        _fail("device", what, f"{name}: wrong device", got=seen, expected=f"{device.type}, as the sample", hint=hint)


def _fail(
    kind: Kind, message: str, what: str, *, got: str | None = None, expected: str | None = None, hint: str | None = None
) -> None:
    raise Mismatch(Failure(kind, message, Evidence(what), got=got, expected=expected, hint=hint))


def _tolerance(kind: torch.dtype) -> float:
    return RELATIVE_TOLERANCE.get(kind, 1e-5)


def _evidence(name: str, values: Tensor, tolerance: float | None) -> Evidence:
    flat = values.flatten()
    picks = torch.linspace(0, len(flat) - 1, min(len(flat), 3)).long()
    numbers = [*flat[picks].tolist(), float(flat.norm())]
    return Evidence(f"{name} {tuple(values.shape)}", tuple(_five_digits(n) for n in numbers), tolerance)


def _five_digits(value: float) -> float | None:
    return float(f"{value:.5g}") if math.isfinite(value) else None


def _place(flat: int, shape: tuple[int, ...], t: Tensor | None) -> str:
    if not shape:
        return ""
    index: list[int] = []  # torch.unravel_index would import sympy for this
    for size in reversed(shape):
        index.insert(0, flat % size)
        flat //= size
    place = f" at sample {index[0]}" if t is not None or len(shape) > 1 else f" at entry {index[0]}"
    if len(index) > 1:
        place += f", ({', '.join(map(str, index[1:]))})"
    return place + (f", t = {t.tolist()[index[0]]}" if t is not None else "")


def _number(value: Any) -> str:
    return f"{float(value):.5g}"


def _short_dtype(kind: torch.dtype) -> str:
    return str(kind).removeprefix("torch.")


def _described(value: Any) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"


def _shortened(text: str) -> str:
    return text if len(text) <= 120 else text[:117] + "..."
