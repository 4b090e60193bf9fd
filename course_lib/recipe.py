"""What the given network is trained with and sampled with: the noise levels, the device, and the student's tables."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from course_lib.notation import Table

NUM_STEPS = 1000
"""T, the number of noise levels."""

DROP_PROBABILITY = 0.1
"""How often a label is replaced by the null label in training."""

GUIDANCE_SCALE = 3.0
SAMPLING_STEPS = 20


@dataclass(frozen=True)
class Tables:
    """The schedule of the given network, both (T,), on the device of the samples."""

    betas: Table
    alpha_bars: Table


def tables(device: torch.device) -> Tables:
    """Return Ho's linear schedule with T = 1000, computed by the student's own functions.

    float64, except on a device without it (Apple's mps), where float32 serves.
    """
    from course_lib import schedules  # here, so that a schedules.py that cannot be imported stops nothing else

    betas = schedules.linear_betas(NUM_STEPS)
    alpha_bars = schedules.alpha_bars_from_betas(betas)
    if device.type == "mps":
        betas, alpha_bars = betas.float(), alpha_bars.float()
    return Tables(betas.to(device), alpha_bars.to(device))


class DeviceProblem(ValueError):
    """A device that was asked for cannot be used; the message says why and what to do."""


def choose_device(name: str | None) -> torch.device:
    """Return the device of that name, or the best one here: cuda, then mps, then cpu.

    Raises: DeviceProblem for a device that torch does not know or that this machine does not have.
    """
    if name is None:
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.zeros(1, device=device).cpu()
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = str(error).splitlines()[0]
        raise DeviceProblem(f"device {name!r} cannot be used here ({reason}); leave --device out or say cpu") from error
    return device
