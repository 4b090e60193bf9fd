"""The U-Net, the classifier, and their weights."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from course_lib.classifier import Classifier, jitter, share_read_as, train_classifier
from course_lib.data import Digits, held_out_digits, training_digits
from course_lib.pretrained import CLASSIFIER_FILE, UNET_FILE, WeightsProblem, load_classifier, load_unet, save
from course_lib.unet import UNet, count_parameters

from .conftest import CPU, tiny_unet

needs_weights = pytest.mark.skipif(not UNET_FILE.exists(), reason="the weights are being trained")


def test_the_unet_has_about_a_million_parameters():
    assert 0.8e6 < count_parameters(UNet()) < 1.5e6


def test_the_unet_keeps_the_shape_and_takes_the_null_label():
    x_t = torch.randn(3, 1, 32, 32)
    assert UNet()(x_t, torch.tensor([0, 500, 999]), torch.tensor([0, 9, 10])).shape == x_t.shape


def test_every_weight_of_the_unet_learns():
    model = tiny_unet()
    for _ in range(3):  # the zero convolutions open one after the other
        loss = (model(torch.randn(4, 1, 32, 32), torch.arange(4) * 300, torch.arange(4) + 7) - 1).square().mean()
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= 0.1 * parameter.grad
    silent = [name for name, parameter in model.named_parameters() if not parameter.grad.any()]
    assert silent == []


def test_samples_of_a_batch_do_not_see_each_other():
    model = tiny_unet().eval()
    x_t, t, labels = torch.randn(4, 1, 32, 32), torch.tensor([1, 20, 300, 999]), torch.tensor([1, 2, 3, 10])
    together = model(x_t, t, labels)
    alone = torch.cat([model(x_t[i : i + 1], t[i : i + 1], labels[i : i + 1]) for i in range(4)])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


def test_jitter_moves_digits_and_keeps_the_range():
    images = training_digits().images[:50]
    moved = jitter(images, torch.Generator().manual_seed(0))
    assert moved.shape == images.shape
    assert moved.min() >= -1 - 1e-5
    assert moved.max() <= 1 + 1e-5
    assert not torch.allclose(moved, images)


def test_a_few_epochs_of_classifier_training_already_read_most_digits():
    digits, held_out = training_digits(), held_out_digits()
    some = Digits(digits.images[::3], digits.labels[::3])
    model = train_classifier(some, CPU, epochs=4)
    assert share_read_as(model, held_out.images, held_out.labels) > 0.5


@needs_weights
def test_the_committed_classifier_reads_the_held_out_digits():
    held_out = held_out_digits()
    assert share_read_as(load_classifier(CPU), held_out.images, held_out.labels) > 0.97


@needs_weights
def test_the_committed_weights_are_small():
    assert UNET_FILE.stat().st_size + CLASSIFIER_FILE.stat().st_size < 3_000_000


def test_weights_survive_a_round_trip_to_half_precision(tmp_path: Path):
    model = Classifier()
    save(model, tmp_path / "classifier.safetensors")
    again = load_classifier(CPU, tmp_path / "classifier.safetensors")
    for name, value in again.state_dict().items():
        torch.testing.assert_close(value, model.state_dict()[name], rtol=1e-3, atol=1e-3)


def test_missing_weights_are_named_with_what_to_do(tmp_path: Path):
    with pytest.raises(WeightsProblem, match="course_lib train"):
        load_unet(CPU, tmp_path / "unet.safetensors")


def test_weights_of_another_network_are_refused(tmp_path: Path):
    save(Classifier(), tmp_path / "unet.safetensors")
    with pytest.raises(WeightsProblem, match="not hold the weights of this UNet"):
        load_unet(CPU, tmp_path / "unet.safetensors")


def test_a_damaged_file_is_refused(tmp_path: Path):
    (tmp_path / "unet.safetensors").write_bytes(b"nothing")
    with pytest.raises(WeightsProblem, match="not hold the weights"):
        load_unet(CPU, tmp_path / "unet.safetensors")
