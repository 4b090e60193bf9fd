"""Where the inputs of a check come from: a seed, a dtype and a device, and nothing else."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy
import torch
from torch import Tensor

PUBLIC_SEED = 0
"""The seed that students check with.  Instructors grade with one that nobody knows."""


class Inputs:
    """Fresh inputs for one check.

    The same seed and check give the same numbers on every machine: they come from numpy's RandomState, whose stream is
    frozen (NEP 19), so that a known mistake gives a student the very values that were written down for it.
    """

    def __init__(
        self, seed: int, stream: str, dtype: torch.dtype = torch.float64, device: str | torch.device = "cpu"
    ) -> None:
        self.seed = seed
        self.stream = stream
        self.dtype = dtype
        self.device = torch.device(device)
        words = [seed >> shift & 0xFFFFFFFF for shift in range(0, max(seed.bit_length(), 1), 32)]
        self._random = numpy.random.RandomState([*words, zlib.crc32(stream.encode())])

    def normal(self, *shape: int) -> Tensor:
        """Draw standard normal numbers of the given shape."""
        return self._tensor(self._random.standard_normal(shape))

    def uniform(self, low: float, high: float, *shape: int) -> Tensor:
        """Draw numbers evenly from [low, high)."""
        return self._tensor(self._random.uniform(low, high, shape))

    def integers(self, low: int, high: int, *shape: int) -> Tensor:
        """Draw long integers from low ... high - 1."""
        return torch.from_numpy(self._random.randint(low, high, shape, dtype=numpy.int64)).to(self.device)

    def permutation(self, n: int) -> Tensor:
        """Draw an order of 0 ... n - 1 (long)."""
        return torch.from_numpy(self._random.permutation(n).astype(numpy.int64)).to(self.device)

    def choice(self, options: Sequence[Any]) -> Any:
        """Draw one of the options."""
        return options[int(self._random.randint(len(options)))]

    def number(self, low: float, high: float, digits: int = 2) -> float:
        """Draw a float from [low, high], rounded to so many decimals that it can be read aloud."""
        return round(float(self._random.uniform(low, high)), digits)

    def generator(self) -> torch.Generator:
        """Return a torch generator with a seed drawn from these inputs."""
        generator = torch.Generator(device=self.device)
        generator.manual_seed(int(self._random.randint(2**31)))
        return generator

    def _tensor(self, array: numpy.ndarray[Any, Any] | float) -> Tensor:
        return torch.as_tensor(array, dtype=torch.float64).to(device=self.device, dtype=self.dtype)
