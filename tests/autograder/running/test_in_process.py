"""What a check sees of a function: values, what it did to its arguments, gradients."""

from __future__ import annotations

import pytest
import torch

from autograder import Implementation, expect
from autograder.checking.failure import Mismatch, Missing, NotLoaded
from autograder.running.in_process import InProcess
from autograder.running.overlay import Overlay, Source

PACKAGE = "geometry"


@pytest.fixture
def implementation(instructor, monkeypatch):
    """Make an implementation of one module from its text."""
    monkeypatch.syspath_prepend(instructor.root)
    overlays = []

    def make(text: str) -> Implementation:
        overlay = Overlay(PACKAGE, ("plane",), {"plane": Source(text.encode(), "/theirs/plane.py")})
        overlays.append(overlay.__enter__())
        return InProcess(overlay, {"f": "plane"})

    yield make
    for overlay in overlays:
        overlay.__exit__(None, None, None)


def test_a_function_gets_copies(implementation):
    impl = implementation("def f(x, rest):\n    x += 1\n    rest[0].zero_()\n    return x")
    x, rest = torch.ones(2), [torch.ones(2)]
    assert impl.f(x, rest).tolist() == [2, 2]
    assert x.tolist() == rest[0].tolist() == [1, 1]


def test_changed_arguments_are_noticed_by_place_or_name(implementation):
    impl = implementation("def f(x, y, z):\n    y += 1\n    z += 1\n    return x")
    impl.f(torch.ones(2), torch.ones(2), z=torch.ones(2))
    assert impl.f.changed == {"2", "z"}


def test_a_changed_list_of_tensors_is_noticed(implementation):
    impl = implementation("def f(xs):\n    xs.append(1)\n    return 0")
    impl.f([torch.ones(1)])
    assert impl.f.changed == {"1"}


def test_nan_in_an_argument_is_no_change(implementation):
    impl = implementation("def f(x):\n    return 0")
    impl.f(torch.tensor([float("nan"), 1.0]))
    assert impl.f.changed == set()


@pytest.mark.parametrize(("body", "shared"), [("x[1:]", {"1"}), ("x.clone()", set()), ("x", {"1"}), ("None", set())])
def test_a_result_in_the_memory_of_an_argument_is_noticed(implementation, body: str, shared: set[str]):
    impl = implementation(f"def f(x):\n    return {body}")
    impl.f(torch.ones(3))
    assert impl.f.shared == shared


def test_meta_tensors_pass_through(implementation):
    impl = implementation("def f(x):\n    return 2 * x")
    assert impl.f(torch.ones(3, device="meta")).device.type == "meta"
    assert impl.f.changed == impl.f.shared == set()


def test_gradients_come_by_argument(implementation):
    impl = implementation("def f(x, n, y):\n    return (x * y).sum() * n")
    gradients = impl.f.gradients(torch.tensor([1.0, 2.0]), 3, torch.tensor([5.0, 7.0]))
    assert gradients.arguments[0].tolist() == [15, 21]
    assert gradients.arguments[1] is None
    assert gradients.arguments[2].tolist() == [3, 6]
    assert float(gradients.result) == 57
    assert not gradients.result.requires_grad


def test_gradients_flow_to_what_a_callable_returned_in_the_order_of_the_calls(implementation):
    impl = implementation("def f(model, x):\n    return 2 * model(x).sum() + 3 * model(x + 1).sum()")
    gradients = impl.f.gradients(lambda x: x.detach() * 10, torch.ones(2))
    assert [g.tolist() for g in gradients.outputs] == [[2, 2], [3, 3]]


def test_what_a_callable_returned_may_be_changed_in_place(implementation):
    impl = implementation("def f(model, x):\n    y = model(x)\n    y -= 1\n    return (y**2).sum()")
    gradients = impl.f.gradients(lambda x: x * 3, torch.ones(2))
    assert [g.tolist() for g in gradients.outputs] == [[4, 4]]


@pytest.mark.parametrize("body", ["x.detach().sum()", "3.0", "None", "x * 2"])
def test_a_result_without_a_gradient_gives_none(implementation, body: str):
    gradients = implementation(f"def f(x):\n    return {body}").f.gradients(torch.ones(2))
    assert gradients.arguments == [None]


def test_a_function_that_is_not_there_is_missing(implementation):
    with pytest.raises(Missing, match=r"plane\.py has no function f"):
        implementation("def g(x):\n    return x").f(1)


def test_a_module_that_does_not_load_says_why(implementation):
    with pytest.raises(NotLoaded, match=r"plane\.py does not load") as caught:
        implementation("1 / 0").f(1)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_private_name_is_no_function(implementation):
    with pytest.raises(AttributeError):
        _ = implementation("")._f


class Agreeable(torch.Tensor):
    """A tensor that finds no difference to anything."""

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        result = super().__torch_function__(function, types, args, kwargs or {})
        return torch.zeros_like(result) if function.__name__ in ("sub", "__sub__", "abs") else result


def test_a_tensor_subclass_has_no_say_in_a_comparison():
    lie = torch.zeros(3).as_subclass(Agreeable)
    with pytest.raises(Mismatch):
        expect.close(lie, torch.ones(3))
