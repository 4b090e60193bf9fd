"""The shapes that the whole library speaks in, under the names of the field.

The annotations say what a tensor is; they are for readers and cost nothing at run time.
Noise levels count from 0 to T-1.  "Before level 0" the signal is clean: alpha_bar = 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from torch import Tensor

Table = Annotated[Tensor, "T"]
"""One float64 value for each noise level: betas, alphas, alpha_bars, a variance."""

Levels = Annotated[Tensor, "B"]
"""Noise levels t, 0 ... T-1, one for each sample (long); they may differ within a batch."""

Batch = Annotated[Tensor, "B *D"]
"""Samples, noise or predictions: (B,), (B, 2), (B, C, H, W), ..."""

Labels = Annotated[Tensor, "B"]
"""Class labels, one for each sample (long)."""

Timesteps = Annotated[Tensor, "n"]
"""Noise levels that a sampler visits, decreasing (long)."""

Scalar = Annotated[Tensor, ""]
"""A 0-dim tensor."""

Prediction = Literal["eps", "x0", "velocity"]
"""What a model is trained to predict."""

Spacing = Literal["leading", "trailing", "linspace"]
"""How a sampler spreads its steps over the noise levels."""

Model = Callable[[Batch, Levels], Batch]
"""model(x_t, t) -> prediction, of the shape of x_t."""

ConditionalModel = Callable[[Batch, Levels, Labels], Batch]
"""model(x_t, t, labels) -> prediction, of the shape of x_t."""

Denoiser = Callable[[Batch, Scalar], Batch]
"""denoise(x, sigma) -> the clean sample expected behind x = x0 + sigma * noise."""

DrawNoise = Callable[[Batch], Batch]
"""draw_noise(x) -> standard normal noise of the shape, dtype and device of x."""
