"""A whole training in seconds, and one that is stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from course_lib.data import training_digits
from course_lib.text_to_image import recipe, training
from course_lib.text_to_image.loading import load_pipeline
from course_lib.text_to_image.measuring import draw_captions
from course_lib.text_to_image.networks import make_autoencoder
from course_lib.text_to_image.training import Latents, Pool, Run, autoencoder_loss, encode_pool, make_pool
from course_lib.training import Budget, CheckpointProblem

pytestmark = pytest.mark.filterwarnings("ignore")  # what other libraries say about themselves
CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "BATCH_SIZE", 8)


@pytest.fixture(scope="module")
def pool() -> Pool:
    return make_pool(training_digits(), 200, 0, lambda done: None)


def run_for(run: Run, pool: Pool, steps: int, *, of: int) -> None:
    for report in run.train(autoencoder_loss(run.modules["vae"], pool), Budget(steps=of)):
        if report.step == steps:
            return


def new_run() -> Run:
    torch.manual_seed(0)
    return Run({"vae": make_autoencoder()}, 1e-3)


def test_a_run_that_was_stopped_and_restored_gives_the_same_numbers(pool: Pool, tmp_path: Path):
    straight = new_run()
    run_for(straight, pool, 4, of=4)
    stopped = new_run()
    run_for(stopped, pool, 2, of=4)
    stopped.save(tmp_path / "checkpoint.pt")
    torch.rand(7)
    restored = Run({"vae": make_autoencoder()}, 1e-3, seed=5)
    restored.restore(tmp_path / "checkpoint.pt")
    run_for(restored, pool, 4, of=4)
    assert restored.loss == straight.loss
    for first, second in zip(restored.averages["vae"].parameters(), straight.averages["vae"].parameters(), strict=True):
        assert torch.equal(first, second)


def test_an_autoencoder_learns(pool: Pool):
    run = new_run()
    losses = [report.loss for report in run.train(autoencoder_loss(run.modules["vae"], pool), Budget(steps=12))]
    assert losses[-1] < losses[0]


def test_another_networks_checkpoint_is_refused_in_words(pool: Pool, tmp_path: Path):
    new_run().save(tmp_path / "checkpoint.pt")
    other = Run({"vae": torch.nn.Linear(2, 2)}, 1e-3)
    with pytest.raises(CheckpointProblem, match="is no checkpoint of this training"):
        other.restore(tmp_path / "checkpoint.pt")


def test_the_scale_gives_latents_unit_variance(pool: Pool):
    encoded = encode_pool(make_autoencoder().eval(), pool)
    noise = torch.randn(encoded.mean.shape, generator=torch.Generator().manual_seed(0))
    assert isinstance(encoded, Latents)
    assert encoded.mean.shape == (200, 4, 8, 8)
    scaled = encoded.scale * (encoded.mean + encoded.std * noise)
    assert scaled.var().item() == pytest.approx(1, abs=0.05)


def test_a_model_is_trained_from_nothing_and_drawn_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(recipe, "POOL", 200)
    work, folder = tmp_path / "work", tmp_path / "model"
    first, second = recipe.make_model(work, folder, Budget(steps=2), Budget(steps=3), CPU, "again")
    assert (first.step, second.step) == (2, 3)
    again = recipe.make_model(work, folder, Budget(steps=2), Budget(steps=3), CPU, "again")
    assert (again[0].step, again[1].step) == (2, 3)
    pipeline = load_pipeline(folder)
    for solver in ("ddim", "dpm"):
        pictures = draw_captions(pipeline, ["a red seven", "a blue one"], steps=3, scale=2.0, solver=solver, seed=1)
        assert pictures.shape == (2, 3, 32, 32)
        assert pictures.isfinite().all()
    torch.testing.assert_close(
        draw_captions(pipeline, ["a red seven"], steps=2, scale=2.0, seed=1),
        draw_captions(pipeline, ["a red seven"], steps=2, scale=2.0, seed=1),
    )
