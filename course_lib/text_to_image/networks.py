"""The parts of a small Stable Diffusion, made of the classes that the real one is made of, and its folder on the disk.

diffusers and transformers take seconds to import, so that is done where they are used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.data import SIZE
from course_lib.notation import Batch
from course_lib.recipe import NUM_STEPS
from course_lib.text_to_image.scenes import COLOURS, NUMBER_WORDS, PLACES, STROKES, TEMPLATES

LATENT_CHANNELS, LATENT_SIZE = 4, 8
TEXT_FEATURES, TEXT_LENGTH = 64, 20
START, END, LAST = "<|startoftext|>", "<|endoftext|>", "</w>"


@dataclass
class Parts:
    """What is trained; the scheduler and the tokenizer hold no weights."""

    autoencoder: Any
    text_encoder: Any
    unet: Any

    @property
    def modules(self) -> dict[str, nn.Module]:
        """Return them by the names of their folders."""
        return {"vae": self.autoencoder, "text_encoder": self.text_encoder, "unet": self.unet}

    def to(self, device: torch.device) -> Parts:
        """Move all to a device."""
        for module in self.modules.values():
            module.to(device)
        return self


def make_autoencoder() -> Any:
    """Return an untrained autoencoder: (B, 3, 32, 32) <-> mean and log variance of latents, (B, 4, 8, 8) each."""
    import diffusers

    made: Any = diffusers.AutoencoderKL
    return made(
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 3,
        up_block_types=("UpDecoderBlock2D",) * 3,
        block_out_channels=(16, 32, 64),
        layers_per_block=1,
        latent_channels=LATENT_CHANNELS,
        norm_num_groups=8,
        sample_size=SIZE,
        mid_block_add_attention=False,
    )


def make_text_encoder(tokenizer: Any) -> Any:
    """Return an untrained text encoder: tokens (B, 20) -> (B, 20, 64)."""
    from transformers import CLIPTextConfig, CLIPTextModel

    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=TEXT_FEATURES,
            intermediate_size=2 * TEXT_FEATURES,
            projection_dim=TEXT_FEATURES,
            num_hidden_layers=2,
            num_attention_heads=4,
            max_position_embeddings=TEXT_LENGTH,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def make_unet() -> Any:
    """Return an untrained U-Net: latents (B, 4, 8, 8), t (B,), text (B, 20, 64) -> the noise in the latents."""
    import diffusers

    made: Any = diffusers.UNet2DConditionModel
    return made(
        sample_size=LATENT_SIZE,
        in_channels=LATENT_CHANNELS,
        out_channels=LATENT_CHANNELS,
        down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        mid_block_type="UNetMidBlock2DCrossAttn",
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
        block_out_channels=(64, 128),
        layers_per_block=1,
        cross_attention_dim=TEXT_FEATURES,
        attention_head_dim=4,
        norm_num_groups=16,
    )


def make_parts(tokenizer: Any, seed: int = 0) -> Parts:
    """Return all parts, untrained."""
    torch.manual_seed(seed)
    return Parts(make_autoencoder(), make_text_encoder(tokenizer), make_unet())


def vocabulary() -> list[str]:
    """Return the words of all captions."""
    fillers = [piece for template in TEMPLATES for piece in template.split() if "{" not in piece]
    phrases = (*STROKES, *PLACES, *COLOURS, *NUMBER_WORDS, *map(str, range(10)), *fillers)
    return sorted({word for phrase in phrases for word in phrase.split()} | {"on", "and", ","})


def make_tokenizer() -> Any:
    """Return a tokenizer of the kind of Stable Diffusion's, byte pairs, with pairs for the words of our captions.

    Each of these words is one token; a word that no caption has is read in pieces.
    """
    from transformers import CLIPTokenizer

    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    pieces = dict.fromkeys((*letters, *(letter + LAST for letter in letters)))
    pairs: list[tuple[str, str]] = []
    for word in vocabulary():
        spelled = [*word[:-1], word[-1] + LAST]
        pieces.update(dict.fromkeys(spelled))
        for pair in pairs:
            spelled = _joined(spelled, pair)
        while len(spelled) > 1:
            pairs.append((spelled[0], spelled[1]))
            spelled = _joined(spelled, pairs[-1])
            pieces[spelled[0]] = None
    places = {piece: place for place, piece in enumerate((*pieces, START, END))}
    with TemporaryDirectory() as folder:
        words, merges = Path(folder, "vocab.json"), Path(folder, "merges.txt")
        words.write_text(json.dumps(places), encoding="utf-8")
        merges.write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in pairs), encoding="utf-8")
        return CLIPTokenizer(str(words), str(merges), model_max_length=TEXT_LENGTH)


def _joined(pieces: list[str], pair: tuple[str, str]) -> list[str]:
    """Join two pieces wherever they follow each other."""
    joined: list[str] = []
    for piece in pieces:
        if joined and (joined[-1], piece) == pair:
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def make_scheduler() -> Any:
    """Return the course's linear schedule, with steps of DDIM from the last level on."""
    import diffusers

    made: Any = diffusers.DDIMScheduler
    return made(
        num_train_timesteps=NUM_STEPS,
        beta_start=1e-4,
        beta_end=0.02,
        beta_schedule="linear",
        clip_sample=False,
        set_alpha_to_one=True,
        timestep_spacing="trailing",
    )


def encode_text(tokenizer: Any, text_encoder: Any, captions: list[str]) -> Tensor:
    """Return captions as the U-Net reads them, (B, 20, 64)."""
    words = tokenizer(
        captions, padding="max_length", max_length=TEXT_LENGTH, truncation=True, return_tensors="pt"
    ).input_ids
    embedded: Tensor = text_encoder(words.to(text_encoder.device))[0]
    return embedded


def decode_latents(autoencoder: Any, latents: Batch) -> Batch:
    """Return pictures (B, 3, 32, 32) in [-1, 1] of latents (B, 4, 8, 8) of about unit variance."""
    pictures: Batch = autoencoder.decode(latents / autoencoder.config.scaling_factor).sample
    return pictures.clamp(-1, 1)


def save_pipeline(parts: Parts, tokenizer: Any, folder: Path) -> None:
    """Write everything in the layout of Stable Diffusion, weights as float16.

    Raises: OSError if the folder cannot be written to.
    """
    import diffusers

    made: Any = diffusers.StableDiffusionPipeline
    pipeline = made(
        vae=parts.autoencoder,
        text_encoder=parts.text_encoder,
        tokenizer=tokenizer,
        unet=parts.unet,
        scheduler=make_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.to(torch.float16).save_pretrained(folder)
    pipeline.to(torch.float32)
    config = folder / "text_encoder" / "config.json"  # else transformers loads float16, and diffusers float32
    config.write_text(config.read_text(encoding="utf-8").replace('"float16"', '"float32"'), encoding="utf-8")
