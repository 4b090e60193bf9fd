"""The parts, and the folder that diffusers loads."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
import torch

from course_lib.text_to_image.networks import (
    Parts,
    decode_latents,
    encode_text,
    make_parts,
    make_tokenizer,
    save_pipeline,
    vocabulary,
)
from course_lib.text_to_image.scenes import TEMPLATES, Scene

pytestmark = pytest.mark.filterwarnings("ignore")  # what other libraries say about themselves


@pytest.fixture(scope="module")
def tokenizer():
    return make_tokenizer()


@pytest.fixture(scope="module")
def parts(tokenizer) -> Parts:
    return make_parts(tokenizer)


def test_every_word_of_a_caption_is_one_token(tokenizer):
    for word in vocabulary():
        assert len(tokenizer(word).input_ids) == 3, word
    for template in TEMPLATES:
        words = Scene(9, "purple", "white", "thick", "on the right").caption(template)
        assert len(tokenizer(words).input_ids) == 2 + len(words.replace(",", " ,").split())


def test_an_unknown_word_is_read_in_pieces(tokenizer):
    pieces = tokenizer.convert_ids_to_tokens(tokenizer("a zebra").input_ids)
    assert pieces[1] == "a</w>"
    assert "".join(pieces[2:-1]) == "zebra</w>"


def test_the_parts_fit_together(tokenizer, parts: Parts):
    text = encode_text(tokenizer, parts.text_encoder, ["a red seven", ""])
    assert text.shape == (2, 20, 64)
    latents = torch.randn(2, 4, 8, 8)
    assert parts.unet(latents, torch.tensor([3, 900]), text).sample.shape == latents.shape
    assert decode_latents(parts.autoencoder, latents).shape == (2, 3, 32, 32)


def test_another_text_makes_another_prediction(tokenizer, parts: Parts):
    text = encode_text(tokenizer, parts.text_encoder, ["a red seven", "a blue one"])
    latents = torch.randn(1, 4, 8, 8).expand(2, -1, -1, -1)
    first, second = parts.unet(latents, torch.tensor([500, 500]), text).sample
    assert not torch.allclose(first, second)


def test_diffusers_loads_the_folder_unchanged_and_draws(tokenizer, parts: Parts, tmp_path: Path):
    from diffusers import StableDiffusionPipeline

    parts.autoencoder.register_to_config(scaling_factor=0.5)
    save_pipeline(parts, tokenizer, tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pipeline = StableDiffusionPipeline.from_pretrained(tmp_path)
    made = pipeline(["a red seven"] * 2, num_inference_steps=2, guidance_scale=3.0, output_type="pt").images
    assert made.shape == (2, 3, 32, 32)
    assert pipeline.vae.config.scaling_factor == 0.5
    kept = dict(pipeline.unet.named_parameters())
    for name, value in parts.unet.named_parameters():
        assert torch.allclose(kept[name], value, atol=2e-3), name
    assert {value.dtype for value in parts.unet.parameters()} == {torch.float32}
