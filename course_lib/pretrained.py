"""The weights that come with the course, and weights that a student has trained."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from course_lib.classifier import Classifier
from course_lib.files import written_whole
from course_lib.unet import UNet

WEIGHTS = Path(__file__).parent / "weights"
UNET_FILE = WEIGHTS / "unet.safetensors"
CLASSIFIER_FILE = WEIGHTS / "classifier.safetensors"

Network = TypeVar("Network", bound=nn.Module)


class WeightsProblem(Exception):
    """A weights file is missing or unfit; the message says what to do."""


def load_unet(device: torch.device, path: Path | None = None) -> UNet:
    """Return the trained U-Net, ready to predict: the one that comes with the course, or the one in `path`.

    Raises: WeightsProblem if the file is missing, damaged or belongs to another network.
    """
    return load(UNet(), path or UNET_FILE, device)


def load_classifier(device: torch.device, path: Path | None = None) -> Classifier:
    """Return the trained classifier, ready to predict.

    Raises: WeightsProblem if the file is missing, damaged or belongs to another network.
    """
    return load(Classifier(), path or CLASSIFIER_FILE, device)


def load(network: Network, path: Path, device: torch.device) -> Network:
    """Fill a network with the weights in a safetensors file, as float32."""
    if not path.is_file():
        remedy = "make weights" if path.parent == WEIGHTS else "python -m course_lib train"
        raise WeightsProblem(f"there are no weights at {path}; `{remedy}` trains them")
    try:
        network.load_state_dict(load_file(path))
    except (SafetensorError, RuntimeError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise WeightsProblem(f"{path} does not hold the weights of this {type(network).__name__} ({reason})") from error
    return network.to(device).eval().requires_grad_(False)


def save(network: nn.Module, path: Path) -> None:
    """Write a network's weights as float16, whole or not at all.

    Raises: OSError if the folder cannot be written to.
    """
    weights = {
        name: (value.half() if value.is_floating_point() else value).detach().cpu().contiguous()
        for name, value in network.state_dict().items()
    }
    with written_whole(path) as temporary:
        save_file(weights, temporary)
