"""A small classifier of the digits, to count how many generated digits are what was asked for."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from course_lib.data import NUM_CLASSES, Digits
from course_lib.notation import Batch, Labels

EPOCHS = 30
BATCH_SIZE = 100
PEAK_RATE = 5e-3

Progress = Callable[[int, int, float], None]
"""progress(steps done, steps in all, loss)"""


class Classifier(nn.Sequential):
    """Five convolutions and a mean over the image: (B, 1, 32, 32) in [-1, 1] -> (B, 10) logits; 70,000 parameters."""

    def __init__(self) -> None:
        super().__init__(
            *convolution(1, 16, stride=2),
            *convolution(16, 32, stride=1),
            *convolution(32, 32, stride=2),
            *convolution(32, 64, stride=1),
            *convolution(64, 64, stride=2),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(64, NUM_CLASSES),
        )


def convolution(inputs: int, outputs: int, stride: int) -> list[nn.Module]:
    """Return a 3 x 3 convolution, its normalisation and its rectifier."""
    return [
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    ]


def jitter(images: Batch, generator: torch.Generator) -> Batch:
    """Turn, scale, slant and shift each image a little, which 4,500 digits need as training data.

    Shapes: images (B, 1, H, W) in [-1, 1] on the CPU -> the same.
    """
    turn, scale, slant, right, down = torch.rand(5, len(images), generator=generator) - 0.5
    angle, scale = 0.5 * turn, 1 + 0.3 * scale
    rows = [
        torch.stack([scale * angle.cos(), -scale * angle.sin() + 0.4 * slant, 0.25 * right], dim=1),
        torch.stack([scale * angle.sin(), scale * angle.cos(), 0.25 * down], dim=1),
    ]
    grid = functional.affine_grid(torch.stack(rows, dim=1), list(images.shape), align_corners=False)
    return functional.grid_sample(images + 1, grid, align_corners=False) - 1


def train_classifier(
    digits: Digits,
    device: torch.device,
    epochs: int = EPOCHS,
    seed: int = 0,
    progress: Progress | None = None,
    varied: Callable[[Batch, torch.Generator], Batch] = jitter,
) -> Classifier:
    """Train a classifier from nothing: 30 epochs take about a minute on two cores.

    varied(images, generator) changes each image a little.
    The generator of torch is seeded, so the result depends on the seed and the machine only.
    """
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    model = Classifier().to(device).train()
    batches = -(-len(digits) // BATCH_SIZE)
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_RATE, total_steps=epochs * batches)
    for epoch in range(epochs):
        order = torch.randperm(len(digits), generator=generator)
        for step in range(batches):
            chosen = order[step * BATCH_SIZE : (step + 1) * BATCH_SIZE]
            images = varied(digits.images[chosen], generator).to(device)
            loss = functional.cross_entropy(model(images), digits.labels[chosen].to(device))
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            if progress is not None:
                progress(epoch * batches + step + 1, epochs * batches, loss.item())
    return model.eval()


@torch.no_grad()
def predict(model: nn.Module, images: Batch) -> Labels:
    """Return the digit that the classifier sees in each image: (B, 1, 32, 32) -> (B,) long."""
    logits: Tensor = model(images.clamp(-1, 1))
    return logits.argmax(dim=1)


def share_read_as(model: nn.Module, images: Batch, labels: Labels) -> float:
    """Return the share of images, from 0 to 1, that the classifier takes for their label."""
    return float((predict(model, images) == labels).double().mean())
