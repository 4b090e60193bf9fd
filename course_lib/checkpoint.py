"""Files that are never half written, and training runs that go on after a stop as if nothing had happened."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

FORMAT = 1


class CheckpointError(Exception):
    """A checkpoint cannot be read or belongs to another run; the message says what to do."""


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; what is written there takes the place of `path` at the end, or never.

    The folder is made if need be.  After an exception or Ctrl-C, `path` is what it was and nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


@dataclass
class Checkpoint:
    """Everything a training run needs to go on: after it, the same numbers follow as without the stop."""

    options: dict[str, Any]
    """What the run was asked to do; another run with other options may not continue it."""
    step: int
    seconds: float
    """Time spent training so far, pauses not counted."""
    loss: float
    """The running mean of the loss."""
    model: dict[str, Any]
    average: dict[str, Any]
    optimizer: dict[str, Any]
    generator: torch.Tensor
    """State of the CPU generator that draws batches, levels and noise."""
    global_generator: torch.Tensor
    """State of torch's own CPU generator, which the student's drop_labels may use."""
    device_generator: torch.Tensor | None
    """The same for the GPU, where there is one."""

    def save(self, path: Path) -> None:
        """Write the checkpoint; a kill at any moment leaves the old file or the new one."""
        with written_whole(path) as temporary:
            torch.save({"format": FORMAT, **{name: getattr(self, name) for name in asdict_names(self)}}, temporary)

    @classmethod
    def load(cls, path: Path) -> Checkpoint:
        """Read a checkpoint back onto the CPU.

        Raises: CheckpointError if the file is no checkpoint of this version.
        """
        try:
            content = torch.load(path, map_location="cpu", weights_only=True)
            if content.pop("format") != FORMAT:
                raise CheckpointError(f"{path} was written by another version; delete it or choose another --out")
            return cls(**content)
        except CheckpointError:
            raise
        except Exception as error:
            raise CheckpointError(f"{path} is not a readable checkpoint; delete it or choose another --out") from error
