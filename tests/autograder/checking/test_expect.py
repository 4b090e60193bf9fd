"""Expectations: no result breaks one, and the message says what was seen."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

from autograder import expect
from autograder.checking.failure import Failure, Mismatch, Missing
from autograder.checking.implementation import Function, Implementation, Reply
from autograder.running.in_process import _memory, _same

META = torch.device("meta")


class Direct(Implementation):
    """One function, called directly."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def invoke(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], differentiate: bool = False) -> Reply:
        copies = [a.clone() if isinstance(a, torch.Tensor) else a for a in args]
        value = self._function(*copies, **kwargs)
        changed = tuple(str(i + 1) for i, (a, c) in enumerate(zip(args, copies, strict=True)) if not _same(a, c))
        memory = _memory(value)
        shared = tuple(str(i + 1) for i, c in enumerate(copies) if memory and _memory(c) == memory)
        return Reply(value, changed, shared)


def function(body: Callable[..., Any]) -> Function:
    return Direct(body).half


def failure_of(call: Callable[[], Any]) -> Failure:
    with pytest.raises(Mismatch) as caught:
        call()
    return caught.value.failure


def test_close_accepts_what_is_within_the_tolerance_of_its_dtype():
    expect.close(torch.tensor([1.0 + 1e-6], dtype=torch.float64), torch.ones(1, dtype=torch.float64))
    expect.close(torch.tensor([1.0005]), torch.ones(1, dtype=torch.float64))


def test_close_refuses_what_is_beyond_it():
    failure_of(lambda: expect.close(torch.tensor([1.0001], dtype=torch.float64), torch.ones(1, dtype=torch.float64)))


def test_half_precision_earns_no_more_slack_than_single():
    wrong = torch.tensor([1.01], dtype=torch.float16)
    failure_of(lambda: expect.close(wrong, torch.ones(1, dtype=torch.float64)))


def test_close_names_the_worst_entry_with_its_t():
    got, want = torch.zeros(3, 2, dtype=torch.float64), torch.zeros(3, 2, dtype=torch.float64)
    want += 1
    got += 1
    got[2, 1], got[0, 0] = 9, 2
    failure = failure_of(lambda: expect.close(got, want, "x", t=torch.tensor([4, 0, 7]), hint="look"))
    assert failure.message == "x at sample 2, (1), t = 7"
    assert (failure.got, failure.expected, failure.tolerance, failure.hint) == ("9", "1", "2e-05", "look")


def test_close_counts_what_is_not_finite():
    got = torch.tensor([1.0, math.nan, math.inf])
    failure = failure_of(lambda: expect.close(got, torch.ones(3), "x"))
    assert failure.message.endswith("2 of 3 values are not finite")
    assert failure.got in ("nan", "inf")


def test_close_takes_a_tolerance_for_what_is_random_by_nature():
    expect.close(1.2, 1.0, within=0.3)
    assert failure_of(lambda: expect.close(1.4, 1.0, within=0.3)).relation is None


@pytest.mark.parametrize("got", [None, "x", b"x", {}, object(), [None], [[1.0], [1.0, 2.0]], 1j, torch.ones(2) * 1j])
def test_close_breaks_on_nothing(got: Any):
    assert failure_of(lambda: expect.close(got, torch.ones(2))).kind in ("type", "shape")


@pytest.mark.parametrize("got", [[1.0, 1.0], (1, 1), torch.ones(2).numpy()])
def test_close_takes_tensors_only(got: Any):
    assert failure_of(lambda: expect.close(got, torch.ones(2))).kind == "type"


def test_close_takes_a_number_for_a_tensor_without_dimensions():
    expect.close(1.0, torch.ones(()))


def test_a_wrong_shape_is_shown_beside_the_right_one():
    failure = failure_of(lambda: expect.close(torch.ones(2, 1), torch.ones(2), "x"))
    assert (failure.kind, failure.got, failure.expected) == ("shape", "(2, 1)", "(2,)")


def test_an_empty_result_is_close_to_an_empty_one():
    expect.close(torch.ones(0), torch.ones(0))


@pytest.mark.parametrize(("got", "want"), [([3, 1], [3, 1]), (torch.tensor([3, 1]), [3, 1]), ((3, 1), [3, 1])])
def test_equal_compares_plain_data(got: Any, want: Any):
    expect.equal(got, want, "steps")


@pytest.mark.parametrize("got", [None, [3], [3.5, 1.0], "31", torch.ones(2, device="meta"), list(range(1000))])
def test_equal_shows_both(got: Any):
    failure = failure_of(lambda: expect.equal(got, [3, 1], "steps"))
    assert failure.expected == "[3, 1]"
    assert failure.got is not None
    assert len(failure.got) <= 120


def test_between_takes_both_ends():
    expect.between(1, 1, 2, "slope")
    expect.between(torch.tensor(2.0), 1, 2, "slope")
    failure = failure_of(lambda: expect.between(2.1, 1, 2, "slope"))
    assert (failure.got, failure.expected) == ("2.1", "1 to 2")


@pytest.mark.parametrize("got", [math.nan, None, torch.ones(3)])
def test_between_lets_nothing_strange_through(got: Any):
    failure_of(lambda: expect.between(got, 1, 2, "slope"))


def test_that_says_what_it_was_told_to_say():
    expect.that(True, "never")
    assert failure_of(lambda: expect.that(False, "it is called twice")).message == "it is called twice"


def test_dtype_shows_both():
    failure = failure_of(lambda: expect.dtype(torch.ones(1), torch.float64, "x"))
    assert (failure.got, failure.expected) == ("float32", "float64")


def test_a_function_that_changes_its_argument_is_caught():
    half = function(lambda x: x.div_(2))
    half(torch.ones(2))
    assert failure_of(lambda: expect.unchanged(half)).message == "half changed argument 1, which belongs to the caller"


def test_a_result_that_is_no_tensor_of_its_own_is_caught():
    half = function(lambda x: x[:1])
    half(torch.ones(2))
    assert "lies in the memory of argument 1" in failure_of(lambda: expect.new_storage(half)).message


def well_behaved(body: Callable[[torch.Tensor], Any]) -> None:
    x = torch.tensor([1.0, 2.0, 5.0], dtype=torch.float64)
    expect.well_behaved(function(body), lambda kind: (x.to(kind),), x / 2, name="the half")


@pytest.mark.parametrize(
    "body",
    [
        lambda x: x / 2,
        lambda x: x.clone().div_(2),
        lambda x: x * torch.tensor(0.5),
        lambda x: torch.stack([x[i] / 2 for i in range(len(x))]),
        lambda x: x / 2 if x.sum().item() > 0 else x,
        lambda x: x / (1 + int(x[0])),
        lambda x: x / (1 + float(x[0])),
        lambda x: torch.tensor([v / 2 for v in x.tolist()], dtype=x.dtype, device=x.device),
        lambda x: torch.as_tensor(x.numpy() / 2),
    ],
)
def test_a_right_function_is_well_behaved_also_where_it_reads_values(body: Callable[[torch.Tensor], Any]):
    well_behaved(body)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (lambda x: x * 2, "value"),
        (lambda x: x.double() / 2, "dtype"),
        (lambda x: x.float() / 2, "dtype"),
        (lambda x: (x / 2).tolist(), "type"),
        (lambda x: x.div_(2), "changed"),
        (lambda x: torch.full((3,), 0.5, dtype=x.dtype, device="cpu") * x, "device"),
        (lambda x: torch.zeros(3, dtype=x.dtype) + x / 2, "device"),
        (lambda x: torch.tensor([0.5, 1.0, 2.5], dtype=x.dtype), "device"),
    ],
)
def test_what_is_not_well_behaved_is_named_by_its_kind(body: Callable[[torch.Tensor], Any], kind: str):
    assert failure_of(lambda: well_behaved(body)).kind == kind


def test_a_hard_coded_cuda_is_caught_where_there_is_none():
    def body(x: torch.Tensor) -> torch.Tensor:
        return x / 2 if x.device.type == "cpu" else torch.zeros(3, device="cuda") + x

    with pytest.raises((Mismatch, AssertionError, RuntimeError)):
        well_behaved(body)


def test_tensors_that_stay_are_not_moved():
    def body(x: torch.Tensor, sigmas: torch.Tensor) -> torch.Tensor:
        return x * sigmas.tolist()[0]

    expect.well_behaved(
        function(body), lambda kind: (torch.ones(2, dtype=kind), torch.tensor([0.5])), torch.ones(2) / 2, stay=[1]
    )


def test_on_device_lets_no_other_error_pass():
    """Else a function that only raises would pass a check that asks for the device alone."""

    def broken(x: torch.Tensor) -> torch.Tensor:
        raise NotImplementedError("plane.half: not written yet")

    with pytest.raises(NotImplementedError):
        expect.on_device(function(broken), (torch.ones(1, device=META),), META)


def test_on_device_hands_a_missing_function_on():
    def missing(x: torch.Tensor) -> torch.Tensor:
        raise Missing("plane.half", "there is no plane.py")

    with pytest.raises(Missing):
        expect.on_device(function(missing), (torch.ones(1, device=META),), META)
