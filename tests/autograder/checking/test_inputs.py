"""Inputs come from a seed, a stream, a dtype and a device, and nothing else."""

from __future__ import annotations

import numpy
import pytest
import torch

from autograder import Inputs

GOLDEN = [1.312602480363982, 1.06356304194113, 0.893748710001568]


def test_the_numbers_are_those_of_numpys_frozen_stream():
    """Fingerprints were taken on another machine, with another numpy."""
    assert Inputs(0, "check_it").normal(3).tolist() == pytest.approx(GOLDEN, abs=1e-12)


def test_the_same_seed_and_stream_give_the_same_numbers():
    first, second = Inputs(3, "a"), Inputs(3, "a")
    assert torch.equal(first.normal(4, 2), second.normal(4, 2))
    assert torch.equal(first.permutation(9), second.permutation(9))


@pytest.mark.parametrize(("seed", "stream"), [(4, "a"), (3, "b"), (3 + 2**32, "a"), (2**70, "a")])
def test_another_seed_or_stream_gives_other_numbers(seed: int, stream: str):
    assert not torch.equal(Inputs(3, "a").normal(4), Inputs(seed, stream).normal(4))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_floats_have_the_dtype_that_was_asked_for(dtype: torch.dtype):
    inputs = Inputs(0, "a", dtype)
    assert inputs.normal(2).dtype == dtype
    assert inputs.uniform(0, 1, 2).dtype == dtype
    assert inputs.integers(0, 3, 2).dtype == torch.int64
    assert inputs.permutation(3).dtype == torch.int64


def test_both_dtypes_get_the_same_numbers():
    double, single = Inputs(0, "a").normal(4), Inputs(0, "a", torch.float32).normal(4)
    assert torch.equal(double.float(), single)


def test_tensors_live_on_the_device_that_was_asked_for():
    inputs = Inputs(0, "a", device="meta")
    tensors = [inputs.normal(2), inputs.uniform(0, 1, 2), inputs.integers(0, 2, 2), inputs.permutation(2)]
    assert {t.device.type for t in tensors} == {"meta"}


def test_every_kind_of_input_stays_in_its_range():
    inputs = Inputs(1, "a")
    assert inputs.normal().shape == ()
    assert 2 <= float(inputs.uniform(2, 3, 100).min()) <= float(inputs.uniform(2, 3, 100).max()) < 3
    assert set(inputs.integers(0, 3, 100).tolist()) == {0, 1, 2}
    assert sorted(inputs.permutation(5).tolist()) == [0, 1, 2, 3, 4]
    assert inputs.choice(["a", "b"]) in ("a", "b")


def test_a_number_can_be_read_aloud():
    number = Inputs(0, "a").number(1, 2, digits=1)
    assert 1 <= number <= 2
    assert number == round(number, 1)


def test_a_generator_repeats_itself_with_the_seed():
    first, second = Inputs(0, "a").generator(), Inputs(0, "a").generator()
    assert torch.equal(torch.randn(3, generator=first), torch.randn(3, generator=second))


def test_nothing_global_is_touched():
    torch.manual_seed(0)
    numpy.random.seed(0)
    before = torch.get_rng_state(), numpy.random.get_state()[1].tolist()
    Inputs(5, "a").normal(10)
    Inputs(5, "a").generator()
    assert torch.equal(torch.get_rng_state(), before[0])
    assert numpy.random.get_state()[1].tolist() == before[1]
