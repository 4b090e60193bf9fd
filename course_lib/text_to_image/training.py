"""Two trainings, one after the other: the autoencoder on pictures, then text encoder and U-Net on its latents."""

from __future__ import annotations

import copy
import math
import pickle
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from course_lib.data import Digits
from course_lib.files import written_whole
from course_lib.notation import Batch, Table
from course_lib.recipe import NUM_STEPS
from course_lib.text_to_image.networks import Parts, encode_text
from course_lib.text_to_image.reading import ink_of
from course_lib.text_to_image.scenes import Scene, random_caption, random_pictures
from course_lib.training import Budget, CheckpointProblem, Report

BATCH_SIZE = 64
WARM_UP_STEPS = 200
DECAY_FROM = 0.5
AVERAGE_DECAY = 0.999
LARGEST_GRADIENT = 1.0
KL_WEIGHT = 1e-6
"""Small, as in Stable Diffusion: it keeps the latents from drifting off, and costs hardly any detail."""

INK_WEIGHT = 3.0
"""How much more a pixel of the digit counts than one of the background, of which there are many."""

DROP_PROBABILITY = 0.1
"""How often a caption is replaced by the empty one."""

POOL = 24_000
"""Pictures that are drawn, and encoded, once; captions, noise and levels are new in each step."""

FORMAT = 1

Loss = Callable[[torch.Generator], Tensor]


@dataclass
class Run:
    """A training run of some modules: their average, the optimizer and the sources of randomness."""

    modules: dict[str, nn.Module]
    rate: float
    seed: int = 0
    step: int = 0
    seconds: float = 0.0
    loss: float = math.nan
    generator: torch.Generator = field(init=False)

    def __post_init__(self) -> None:
        self.generator = torch.Generator().manual_seed(self.seed)
        self.averages = {name: copy.deepcopy(module).requires_grad_(False) for name, module in self.modules.items()}
        self.optimizer = torch.optim.AdamW(self._parameters(), lr=self.rate, betas=(0.9, 0.99), weight_decay=1e-3)

    def _parameters(self) -> list[nn.Parameter]:
        return [parameter for module in self.modules.values() for parameter in module.parameters()]

    def save(self, path: Path) -> None:
        """Write a checkpoint; a kill at any moment leaves the old file or the new one."""
        state = {
            "format": FORMAT,
            "progress": (self.step, self.seconds, self.loss),
            "modules": {name: module.state_dict() for name, module in self.modules.items()},
            "averages": {name: module.state_dict() for name, module in self.averages.items()},
            "optimizer": self.optimizer.state_dict(),
            "generators": (self.generator.get_state(), torch.get_rng_state()),
        }
        with written_whole(path) as temporary:
            torch.save(state, temporary)

    def restore(self, path: Path) -> None:
        """Go back to where `save` was called.

        Raises: CheckpointProblem if the file is damaged or belongs to other networks.
        """
        try:
            state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
            if state["format"] != FORMAT:
                raise KeyError(f"format {FORMAT}")
            for name, module in self.modules.items():
                module.load_state_dict(state["modules"][name])
                self.averages[name].load_state_dict(state["averages"][name])
            self.optimizer.load_state_dict(state["optimizer"])
            self.step, self.seconds, self.loss = state["progress"]
            own, of_torch = state["generators"]
            self.generator.set_state(own)
            torch.set_rng_state(of_torch)
        except (OSError, EOFError, RuntimeError, ValueError, KeyError, TypeError, pickle.UnpicklingError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise CheckpointProblem(f"{path} is no checkpoint of this training ({reason}); remove it") from error

    def train(self, loss: Loss, budget: Budget) -> Iterator[Report]:
        """Follow the gradient of a loss until the budget is used up; between two reports the run may be saved."""
        first_step, first_seconds = self.step, self.seconds
        for module in self.modules.values():
            module.train()
        while (used := budget.share_used(self.step, self.seconds)) < 1:
            began = time.monotonic()
            self._advance(loss(self.generator), used)
            self.seconds += time.monotonic() - began
            speed = (self.step - first_step) * BATCH_SIZE / (self.seconds - first_seconds)
            yield Report(
                self.step, self.loss, self.seconds, min(1.0, budget.share_used(self.step, self.seconds)), speed
            )

    def _advance(self, value: Tensor, share_used: float) -> None:
        falling = max(0.0, (share_used - DECAY_FROM) / (1 - DECAY_FROM))
        warm_up = min(1.0, (self.step + 1) / WARM_UP_STEPS)
        self.optimizer.param_groups[0]["lr"] = self.rate * warm_up * 0.5 * (1 + math.cos(math.pi * min(1.0, falling)))
        self.optimizer.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._parameters(), LARGEST_GRADIENT)
        self.optimizer.step()
        self.step += 1
        number = value.item()
        self.loss = number if math.isnan(self.loss) else 0.98 * self.loss + 0.02 * number
        decay = min(AVERAGE_DECAY, self.step / (10 + self.step))
        with torch.no_grad():
            for name, module in self.modules.items():
                for kept, new in zip(self.averages[name].parameters(), module.parameters(), strict=True):
                    kept.lerp_(new, 1 - decay)


@dataclass(frozen=True)
class Pool:
    """Pictures to train on, (N, 3, 32, 32) bytes, and what they show; made once, since making them takes time."""

    pictures: Batch
    scenes: list[Scene]

    def some(self, chosen: Tensor, device: torch.device) -> Batch:
        """Return these pictures, in [-1, 1]."""
        return self.pictures[chosen].to(device).float() / 127.5 - 1


def make_pool(digits: Digits, count: int, seed: int, progress: Callable[[int], None]) -> Pool:
    """Draw pictures; progress(pictures done)."""
    generator = torch.Generator().manual_seed(seed)
    pictures: list[Tensor] = []
    scenes: list[Scene] = []
    while len(scenes) < count:
        drawn, shown = random_pictures(digits, 200, generator)
        pictures.append(((drawn + 1) * 127.5).round().byte())
        scenes += shown
        progress(len(scenes))
    return Pool(torch.cat(pictures), scenes)


def autoencoder_loss(autoencoder: Any, pool: Pool) -> Loss:
    """Return the loss of an autoencoder: differences of colours and of edges, ink counting more, and a little KL."""

    def loss(generator: torch.Generator) -> Tensor:
        chosen = torch.randint(len(pool.scenes), (BATCH_SIZE,), generator=generator)
        pictures = pool.some(chosen, autoencoder.device)
        latents = autoencoder.encode(pictures).latent_dist
        noise = torch.randn(latents.mean.shape, generator=generator).to(pictures)
        made = autoencoder.decode(latents.mean + latents.std * noise).sample
        wrong = made - pictures
        weight = 1 + INK_WEIGHT * (ink_of(pictures) + 1) / 2
        edges = wrong.diff(dim=-1).abs().mean() + wrong.diff(dim=-2).abs().mean()
        colours = (weight * (wrong.abs() + wrong.square())).mean()
        value: Tensor = colours + edges / 2 + KL_WEIGHT * latents.kl().mean()
        return value

    return loss


@dataclass(frozen=True)
class Latents:
    """Pictures as the encoder sees them: mean and standard deviation, (N, 4, 8, 8) each."""

    mean: Batch
    std: Batch

    @property
    def scale(self) -> float:
        """The factor that gives the latents unit variance."""
        return 1 / math.sqrt(self.mean.var().item() + self.std.square().mean().item())


@torch.no_grad()
def encode_pool(autoencoder: Any, pool: Pool) -> Latents:
    """Encode all pictures."""
    found = []
    for chosen in torch.arange(len(pool.scenes)).chunk(-(-len(pool.scenes) // 500)):
        latents = autoencoder.encode(pool.some(chosen, autoencoder.device)).latent_dist
        found.append((latents.mean.cpu(), latents.std.cpu()))
    means, stds = zip(*found, strict=True)
    return Latents(torch.cat(means), torch.cat(stds))


def latent_loss(parts: Parts, tokenizer: Any, scenes: list[Scene], encoded: Latents, alpha_bars: Table) -> Loss:
    """Return the loss of text encoder and U-Net: the noise in noised latents, told the caption or nothing."""

    def loss(generator: torch.Generator) -> Tensor:
        device = parts.unet.device
        chosen = torch.randint(len(scenes), (BATCH_SIZE,), generator=generator)
        drawn = torch.randn(2, BATCH_SIZE, *encoded.mean.shape[1:], generator=generator)
        latents = encoded.scale * (encoded.mean[chosen] + encoded.std[chosen] * drawn[0])
        captions = [random_caption(scenes[place], generator) for place in chosen.tolist()]
        dropped = torch.rand(BATCH_SIZE, generator=generator) < DROP_PROBABILITY
        captions = ["" if drop else caption for caption, drop in zip(captions, dropped.tolist(), strict=True)]
        places = torch.arange(BATCH_SIZE) + torch.rand((), generator=generator)
        t = (places * NUM_STEPS / BATCH_SIZE).long().clamp(max=NUM_STEPS - 1)
        kept = alpha_bars[t][:, None, None, None].float()
        noisy = (kept.sqrt() * latents + (1 - kept).sqrt() * drawn[1]).to(device)
        text = encode_text(tokenizer, parts.text_encoder, captions)
        guess = parts.unet(noisy, t.to(device), text).sample
        return functional.mse_loss(guess, drawn[1].to(device))

    return loss
