"""The network: a small U-Net that looks at a noisy digit, the noise level and the label, and predicts the noise."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from course_lib.data import NULL_LABEL
from course_lib.notation import Batch, Labels, Levels

GROUPS = 8
FREQUENCIES = 32


class UNet(nn.Module):
    """Predict the noise in x_t: model(x_t, t, labels) -> eps.

    Each image is first folded, 2 x 2 pixels to 4 channels, so that the costly part runs at half the resolution, and
    unfolded at the end.  In between: one block at each of three resolutions on the way down, two blocks and
    attention at the bottom, one block at each resolution on the way up, with a skip connection across.

    At high noise levels eps is almost x_t itself.  A share of x_t, learned for each level, is therefore added to the
    output, and the blocks need only find what x_t is not.

    Shapes: x_t (B, 1, H, W) with H and W multiples of 8, t (B,) long, labels (B,) long, 0 ... 10, 10 being the null
    label -> like x_t.
    """

    def __init__(self, widths: tuple[int, ...] = (32, 64, 96), embedding: int = 128, fold: int = 2) -> None:
        super().__init__()
        first, last = widths[0], widths[-1]
        self.fold = fold
        self.embed_level = nn.Sequential(
            nn.Linear(2 * FREQUENCIES, embedding), nn.SiLU(), nn.Linear(embedding, embedding)
        )
        self.embed_label = nn.Embedding(NULL_LABEL + 1, embedding)
        self.stem = nn.Conv2d(fold**2, first, 3, padding=1)
        entering = (first, *widths[:-1])
        self.down = nn.ModuleList(Block(a, b, embedding) for a, b in zip(entering, widths, strict=True))
        self.middle = nn.ModuleList([Block(last, last, embedding), Attention(last), Block(last, last, embedding)])
        returning = (last, *widths[:0:-1])
        self.up = nn.ModuleList(Block(a + b, b, embedding) for a, b in zip(returning, widths[::-1], strict=True))
        self.head = nn.Sequential(nn.GroupNorm(GROUPS, first), nn.SiLU(), zero(nn.Conv2d(first, fold**2, 3, padding=1)))
        self.share_of_input = nn.Linear(embedding, 1)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, x_t: Batch, t: Levels, labels: Labels) -> Batch:
        """Return the noise predicted in x_t; see the class for the shapes."""
        condition = functional.silu(self.embed_level(waves(t, FREQUENCIES)) + self.embed_label(labels))
        folded = functional.pixel_unshuffle(x_t, self.fold).contiguous(memory_format=torch.channels_last)
        h = self.stem(folded)
        skips: list[Tensor] = []
        for depth, block in enumerate(self.down):
            h = block(h if depth == 0 else functional.avg_pool2d(h, 2), condition)
            skips.append(h)
        before, attention, after = self.middle
        h = after(attention(before(h, condition)), condition)
        for depth, block in enumerate(self.up):
            h = h if depth == 0 else functional.interpolate(h, scale_factor=2.0, mode="nearest")
            h = block(torch.cat([h, skips.pop()], dim=1), condition)
        change = functional.pixel_shuffle(self.head(h), self.fold)
        share: Tensor = self.share_of_input(condition)
        return change + share[:, :, None, None] * x_t


class Block(nn.Module):
    """Two convolutions around a residual; the condition scales and shifts the features in between.

    Shapes: x (B, inputs, H, W), condition (B, embedding) -> (B, outputs, H, W).
    """

    def __init__(self, inputs: int, outputs: int, embedding: int) -> None:
        super().__init__()
        self.before = nn.Sequential(nn.GroupNorm(GROUPS, inputs), nn.SiLU(), nn.Conv2d(inputs, outputs, 3, padding=1))
        self.modulate = nn.Linear(embedding, 2 * outputs)
        self.norm = nn.GroupNorm(GROUPS, outputs)
        self.after = nn.Sequential(nn.SiLU(), zero(nn.Conv2d(outputs, outputs, 3, padding=1)))
        self.shortcut = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """Return the features; see the class for the shapes."""
        scale, shift = self.modulate(condition)[:, :, None, None].chunk(2, dim=1)
        h = self.norm(self.before(x)) * (1 + scale) + shift
        result: Tensor = self.shortcut(x) + self.after(h)
        return result


class Attention(nn.Module):
    """Let every place look at every other: self-attention with four heads around a residual; x (B, C, H, W) -> same."""

    HEADS = 4

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(GROUPS, channels)
        self.project = nn.Conv2d(channels, 3 * channels, 1)
        self.out = zero(nn.Conv2d(channels, channels, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Return x and what each place has seen elsewhere."""
        batch, channels, height, width = x.shape
        heads = self.project(self.norm(x)).reshape(batch, 3, self.HEADS, channels // self.HEADS, height * width)
        queries, keys, values = heads.transpose(-1, -2).unbind(dim=1)
        seen = functional.scaled_dot_product_attention(queries, keys, values)
        result: Tensor = x + self.out(seen.transpose(-1, -2).reshape(batch, channels, height, width))
        return result


def waves(t: Levels, frequencies: int) -> Tensor:
    """Turn each level into sines and cosines of it, from fast to slow: (B,) -> (B, 2 * frequencies) float32."""
    rates = torch.exp(-math.log(10_000) * torch.arange(frequencies, device=t.device) / frequencies)
    angles = t[:, None].float() * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def zero(convolution: nn.Conv2d) -> nn.Conv2d:
    """Start a convolution at zero, so that its residual begins as the identity."""
    nn.init.zeros_(convolution.weight)
    if convolution.bias is not None:
        nn.init.zeros_(convolution.bias)
    return convolution


def count_parameters(model: nn.Module) -> int:
    """Return how many numbers training may change."""
    return sum(parameter.numel() for parameter in model.parameters())
