"""Draw digits with a trained network and the student's samplers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import torch

from course_lib.data import NULL_LABEL, SIZE
from course_lib.notation import Batch, Labels, Levels, Model, Table, Timesteps
from course_lib.recipe import GUIDANCE_SCALE, NUM_STEPS, SAMPLING_STEPS, Tables
from course_lib.student import checked
from course_lib.unet import UNet

Sampler = Literal["ddim", "ddpm", "dpm"]
SAMPLERS: tuple[Sampler, ...] = get_args(Sampler)


def starting_noise(count: int, seed: int, device: torch.device) -> Batch:
    """Return standard normal noise (count, 1, 32, 32), the same for a seed on every device."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(count, 1, SIZE, SIZE, generator=generator).to(device)


def noise_source(seed: int) -> Callable[[Batch], Batch]:
    """Return a draw_noise(x) that gives the same sequence for a seed on every device."""
    generator = torch.Generator().manual_seed(seed)
    return lambda x: torch.randn(x.shape, generator=generator, dtype=x.dtype).to(x.device)


def conditioned(network: UNet, labels: Labels, scale: float = 1.0) -> Model:
    """Return model(x_t, t) that draws these labels: by the student's guided_model, unless the scale is 1.

    At scale 1 guidance changes nothing, so the network is asked directly and part 3 need not be done.
    """

    @torch.no_grad()
    def model(x_t: Batch, t: Levels) -> Batch:
        if scale == 1.0:
            eps: Batch = network(x_t, t, labels)
            return eps
        from course_lib import cfg  # here, so that a cfg.py that cannot be imported stops nothing else

        return checked(cfg.guided_model(network, x_t, t, labels, NULL_LABEL, scale), x_t.shape, "guided_model")

    return model


def respaced(model: Model, alpha_bars: Table, timesteps: Timesteps) -> tuple[Model, Table]:
    """Return a model and betas of a shorter chain that visits only these levels, so that ancestral sampling can skip.

        beta'_i = 1 - abar_{t_i} / abar_{t_{i-1}},   abar before the first level being 1

    Nichol & Dhariwal 2021, section 4.

    Shapes: alpha_bars (T,), timesteps (n,) long, decreasing -> betas (n,).
    """
    levels = timesteps.flip(0).to(alpha_bars.device)
    visited = alpha_bars[levels]
    before = torch.cat([torch.ones_like(visited[:1]), visited[:-1]])
    return (lambda x, i: model(x, levels[i])), 1 - visited / before


def draw(
    network: UNet,
    labels: Labels,
    tables: Tables,
    *,
    steps: int = SAMPLING_STEPS,
    scale: float = GUIDANCE_SCALE,
    sampler: Sampler = "ddim",
    seed: int = 0,
) -> Batch:
    """Draw one digit for each label with the student's functions: (B,) long -> (B, 1, 32, 32), about [-1, 1].

    Raises: ValueError unless 1 <= steps <= 1000; Trouble if a result cannot be drawn; whatever the functions raise.
    """
    if not 1 <= steps <= NUM_STEPS:
        raise ValueError(f"steps is {steps}; the network knows 1 to {NUM_STEPS} levels")
    x_T = starting_noise(len(labels), seed, labels.device)
    model = conditioned(network, labels, scale)
    if sampler == "ddpm":
        return ancestral(model, x_T, tables, steps, seed)
    from course_lib import ddim

    timesteps = ddim.sampling_timesteps(NUM_STEPS, steps)
    if sampler == "ddim":
        return checked(ddim.ddim_sample(model, x_T, tables.alpha_bars, timesteps), x_T.shape, "ddim_sample")
    from course_lib import solvers

    samples = solvers.dpm_solver_2m_sample(model, x_T, tables.alpha_bars, timesteps)
    return checked(samples, x_T.shape, "dpm_solver_2m_sample")


def ancestral(model: Model, x_T: Batch, tables: Tables, steps: int = NUM_STEPS, seed: int = 0) -> Batch:
    """Draw with the student's ddpm_sample, on the full chain or on one shortened to evenly spread levels."""
    from course_lib import ddpm

    betas = tables.betas
    if steps < NUM_STEPS:
        levels = torch.linspace(NUM_STEPS - 1, NUM_STEPS / steps - 1, steps).round().long()
        model, betas = respaced(model, tables.alpha_bars, levels)
    return checked(ddpm.ddpm_sample(model, x_T, betas, noise_source(seed + 1)), x_T.shape, "ddpm_sample")
