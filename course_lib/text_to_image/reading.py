"""What a picture shows, read back: its colours by the nearest name, its digit by a classifier that sees no colour."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from course_lib.classifier import Classifier, Progress, jitter, predict, train_classifier
from course_lib.data import Digits
from course_lib.notation import Batch, Labels
from course_lib.text_to_image.scenes import COLOURS, PLACES, STROKES, placed, stroked

MOST, FEW = 40, 8
"""So many of the 1,024 pixels, those least like the background, tell the colour of the digit."""


@dataclass(frozen=True)
class Read:
    """What is seen in a batch of pictures."""

    digits: Labels
    colours: list[str]
    grounds: list[str]


def read(pictures: Batch, reader: Classifier) -> Read:
    """Read pictures (B, 3, 32, 32) in [-1, 1]."""
    ground = ground_of(pictures)
    ink = ink_of(pictures)
    return Read(predict(reader, ink), front_of(pictures, ground), nearest(ground))


def ground_of(pictures: Batch) -> Tensor:
    """Return the colour of the background, 0 to 1: the median over the edge of each picture, (B, 3)."""
    edge = torch.cat([pictures[:, :, 0], pictures[:, :, -1], pictures[:, :, :, 0], pictures[:, :, :, -1]], dim=2)
    return (edge.median(dim=2).values + 1) / 2


def front_of(pictures: Batch, ground: Tensor) -> list[str]:
    """Return the colour of the digit by name.

    Pixels at the edge of a stroke lie between background and digit, and a thin stroke has hardly any others: so that
    colour is taken whose line from the background passes nearest to the pixels that differ most, and then to whose end
    those few come nearest.
    """
    pixels = ((pictures.flatten(2) + 1) / 2).transpose(1, 2) - ground[:, None]
    order = pixels.norm(dim=2).argsort(dim=1, descending=True)
    most = pixels.gather(1, order[:, :MOST, None].expand(-1, -1, 3))
    known = torch.tensor(list(COLOURS.values())).to(pixels)
    ends = known - ground[:, None]
    along = torch.einsum("bpc,bnc->bnp", most, ends) / ends.square().sum(dim=2, keepdim=True).clamp(min=1e-6)
    onto = along.clamp(0, 1)[..., None] * ends[:, :, None]
    beside = (most[:, None] - onto).norm(dim=3).mean(dim=2)
    short = (ends - most[:, :FEW].mean(dim=1, keepdim=True)).norm(dim=2)
    names = list(COLOURS)
    return [names[place] for place in (beside + 0.1 * short).argmin(dim=1).tolist()]


def ink_of(pictures: Batch) -> Batch:
    """Return how much each pixel differs from the background: (B, 1, 32, 32), -1 not at all, 1 as much as any."""
    away = ((pictures + 1) / 2 - ground_of(pictures)[:, :, None, None]).norm(dim=1, keepdim=True)
    most = away.flatten(1).quantile(0.97, dim=1).clamp(min=0.1)[:, None, None, None]
    ink: Batch = 2 * (away / most).clamp(max=1) - 1
    return ink


def nearest(colours: Tensor) -> list[str]:
    """Return the name of each colour, (B, 3) with values 0 to 1."""
    names, known = list(COLOURS), torch.tensor(list(COLOURS.values()))
    return [names[place] for place in torch.cdist(colours, known.to(colours)).argmin(dim=1).tolist()]


def varied(images: Batch, generator: torch.Generator) -> Batch:
    """Draw digits with any stroke at any place, as our pictures have them: (B, 1, 32, 32) in [-1, 1] -> the same."""
    strokes, places = STROKES, list(PLACES)
    pairs = zip(
        (jitter(images, generator).clamp(-1, 1) + 1) / 2,
        torch.randint(len(strokes), (len(images),), generator=generator).tolist(),
        torch.randint(len(places), (len(images),), generator=generator).tolist(),
        strict=True,
    )
    return 2 * torch.stack([placed(stroked(ink, strokes[s]), places[p]) for ink, s, p in pairs]) - 1


def train_reader(
    digits: Digits, device: torch.device, epochs: int = 40, progress: Progress | None = None
) -> Classifier:
    """Train the classifier that reads pictures; two minutes on two cores."""
    return train_classifier(digits, device, epochs, progress=progress, varied=varied)


@torch.no_grad()
def features(reader: Classifier, pictures: Batch) -> Tensor:
    """Return what the classifier sees before it decides, (B, 64)."""
    seen: Tensor = reader[:-2](ink_of(pictures))
    return seen


def frechet_distance(first: Tensor, second: Tensor) -> float:
    """Return the distance of two sets of features, (N, D) each, as of Gaussians of their means and covariances.

        |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2))

    Heusel et al. 2017.
    """
    (mean1, covariance1), (mean2, covariance2) = ((x.double().mean(dim=0), x.double().T.cov()) for x in (first, second))
    roots = torch.linalg.eigvals(covariance1 @ covariance2).real.clamp(min=0).sqrt()
    return float((mean1 - mean2).square().sum() + covariance1.trace() + covariance2.trace() - 2 * roots.sum())
