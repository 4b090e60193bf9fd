"""Load a latent diffusion model: ours, or any Stable Diffusion in a folder or on the hub."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import torch

from course_lib.pretrained import WEIGHTS, WeightsProblem

PIPELINE = WEIGHTS / "text-to-image"


def load_pipeline(source: str | Path = PIPELINE, device: torch.device | None = None) -> Any:
    """Return a `StableDiffusionPipeline`, ready to draw.

    source: a folder in the layout of diffusers, or the name of a model on the hub such as owner/name, which is fetched.
    On a GPU float16 is used, on other devices float32.

    Raises: WeightsProblem if diffusers is not installed, or if there is no such model or it cannot be reached.
    """
    device = device or torch.device("cpu")
    folder = Path(source)
    if folder == PIPELINE and not folder.is_dir():
        raise WeightsProblem(f"our own model is not in {folder} yet; `make weights` trains it, --model names another")
    if not folder.is_dir() and (isinstance(source, Path) or folder.exists() or str(source).count("/") != 1):
        raise WeightsProblem(f"there is no folder {source}; give one, or the name of a model on the hub, owner/name")
    if folder.is_dir() and not (folder / "model_index.json").is_file():
        raise WeightsProblem(f"{source} has no model_index.json, so it is no model that diffusers has saved")
    try:
        from diffusers.utils import logging
        from transformers.utils import logging as logging_of_transformers

        for quiet in (logging, logging_of_transformers):
            quiet.set_verbosity_error()
            quiet.disable_progress_bar()
        from diffusers import StableDiffusionPipeline
    except ImportError as error:
        raise WeightsProblem(f"this needs diffusers and transformers ({error}): pip install -e '.[latent]'") from error
    kind = torch.float16 if device.type == "cuda" else torch.float32
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # about settings of the scheduler that are meant
            loader: Any = StableDiffusionPipeline
            pipeline: Any = loader.from_pretrained(str(source), torch_dtype=kind)
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        what = "does not hold a whole model" if folder.is_dir() else "is not in this folder and cannot be fetched"
        raise WeightsProblem(f"{source} {what} ({reason})") from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to(device)
