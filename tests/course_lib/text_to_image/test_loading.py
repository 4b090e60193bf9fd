"""What is said where there is no model."""

from __future__ import annotations

from pathlib import Path

import pytest

from course_lib.pretrained import WeightsProblem
from course_lib.text_to_image import loading
from course_lib.text_to_image.loading import load_pipeline

pytestmark = pytest.mark.filterwarnings("ignore")  # what other libraries say about themselves


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(WeightsProblem, match=r"there is no folder .*nowhere; give one, or the name of a model"):
        load_pipeline(tmp_path / "nowhere")


def test_what_trains_our_own_model_is_named_where_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loading, "PIPELINE", tmp_path / "text-to-image")
    with pytest.raises(WeightsProblem, match="`make weights` trains it"):
        load_pipeline(tmp_path / "text-to-image")


def test_a_folder_without_a_model_is_told_from_one_with(tmp_path: Path):
    with pytest.raises(WeightsProblem, match=r"has no model_index\.json"):
        load_pipeline(tmp_path)


def test_half_a_model_is_refused(tmp_path: Path):
    (tmp_path / "model_index.json").write_text('{"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "X"]}')
    with pytest.raises(WeightsProblem, match="does not hold a whole model"):
        load_pipeline(tmp_path)


def test_a_hub_that_cannot_be_reached_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(WeightsProblem, match="someone/some-model is not in this folder and cannot be fetched"):
        load_pipeline("someone/some-model")
