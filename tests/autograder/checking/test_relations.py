"""The simplest relation between a wrong result and the right one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from autograder.checking.relations import simplest_relation

EXPECTED = torch.tensor([0.3, 1.7, 2.2, 0.9, 3.1], dtype=torch.float64)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda x: -x, "the sign is reversed everywhere"),
        (lambda x: x**2, "it is the square of what is expected"),
        (lambda x: x.sqrt(), "it is the square root of what is expected"),
        (lambda x: 1 / x, "it is one over what is expected"),
        (lambda x: 1 - x, "it is one minus what is expected"),
        (lambda x: x.log(), "it is the logarithm of what is expected"),
        (lambda x: 2.5 * x, "it is 2.5 times what is expected, everywhere"),
        (lambda x: x + 0.25, "it is what is expected plus 0.25, everywhere"),
        (lambda x: x - 3, "it is what is expected minus 3, everywhere"),
        (lambda x: x.flip(0), "the order is reversed"),
        (lambda x: x[:1].repeat(5), "every sample got what belongs to sample 0"),
        (lambda x: torch.cat([torch.tensor([9.0]), x[:-1]]), "these are the values that belong one entry earlier"),
        (lambda x: torch.cat([x[1:], torch.tensor([9.0])]), "these are the values that belong one entry later"),
    ],
)
def test_a_simple_relation_is_found(wrong: Callable[[Tensor], Tensor], sentence: str):
    assert simplest_relation(wrong(EXPECTED), EXPECTED) == sentence


@pytest.mark.parametrize(
    "got", [EXPECTED.roll(2), EXPECTED * torch.arange(1, 6), EXPECTED * 0, EXPECTED + float("nan"), EXPECTED.sin()]
)
def test_where_there_is_none_nothing_is_said(got: Tensor):
    assert simplest_relation(got, EXPECTED) is None


def test_a_result_that_is_only_a_little_off_has_no_relation():
    assert simplest_relation(EXPECTED * (1 + 3e-5), EXPECTED) is None


def test_two_numbers_are_too_few_to_tell_from_chance():
    assert simplest_relation(-EXPECTED[:2], EXPECTED[:2]) is None


def test_numbers_that_are_all_the_same_tell_nothing():
    assert simplest_relation(torch.full((4,), 2.0), torch.full((4,), 1.0)) is None


def test_a_number_alone_has_no_relation():
    assert simplest_relation(torch.tensor(2.0), torch.tensor(1.0)) is None
