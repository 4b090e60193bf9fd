"""python -m course_lib, run as a user runs it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from PIL import Image

from course_lib.__main__ import main, this_command
from course_lib.pretrained import UNET_FILE, save
from course_lib.unet import UNet

from .conftest import ROOT, make_stub

VERBS = ("sample", "paint", "gallery", "train", "measure", "weights")


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("weights") / "unet.safetensors"
    torch.manual_seed(0)  # some untrained networks run off to infinity under guidance
    save(UNet(), path)
    return str(path)


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_each_verb_has_an_example_that_its_own_options_allow(verb: str):
    code, text = run(verb, "--help")
    assert code == 0
    example = re.search(r"Example:\s+python -m course_lib (.*)", text)
    assert example is not None
    for option in re.findall(r"--(?!from)\w+", example[1]):
        assert option in text


def test_help_does_not_import_torch():
    code = (
        "import sys; sys.argv = ['x', '--help']\ntry: import course_lib.__main__ as m; m.main()\n"
        "except SystemExit: pass\nassert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize(
    "arguments",
    [
        ("sample", "--digit", "12"),
        ("sample", "--steps", "0"),
        ("train", "--steps", "5", "--minutes", "1"),
        ("measure", "--count", "15"),
        ("--from", "no-such-folder", "gallery"),
        ("paint",),
    ],
)
def test_wrong_use_exits_with_two(arguments: tuple[str, ...]):
    assert run(*arguments)[0] == 2


@pytest.mark.usefixtures("submission")
def test_sample_writes_a_picture_of_that_many_digits(tmp_path: Path, untrained: str):
    out = tmp_path / "new" / "digits.png"
    code, text = run(
        "sample",
        "--digit",
        "7",
        "--count",
        "4",
        "--steps",
        "2",
        "--weights",
        untrained,
        "--device",
        "cpu",
        "--out",
        str(out),
    )
    assert (code, text.count(str(out))) == (0, 1)
    with Image.open(out) as picture:
        assert picture.size == (4 * 96, 96)


def test_sample_with_a_stub_names_it_and_writes_nothing(submission: Path, tmp_path: Path, untrained: str):
    make_stub(submission, "ddim", "ddim_step")
    out = tmp_path / "digits.png"
    code, text = run("sample", "--steps", "2", "--weights", untrained, "--out", str(out))
    assert code == 1
    assert "fill in ddim_step in course_lib/ddim.py" in text
    assert not out.exists()


@pytest.mark.usefixtures("submission")
def test_an_unknown_device_is_wrong_use(untrained: str):
    assert run("sample", "--weights", untrained, "--device", "abacus")[0] == 2


def test_the_folder_given_with_from_is_the_one_whose_functions_run(tmp_path: Path, untrained: str):
    (tmp_path / "schedules.py").write_text("def linear_betas(num_steps):\n    raise ValueError('so it is this file')\n")
    command = [sys.executable, "-m", "course_lib", "--from", str(tmp_path), "sample", "--weights", untrained]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert result.returncode == 1
    assert "schedules.py, line 2: ValueError: so it is this file" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(not UNET_FILE.exists(), reason="the weights are being trained")
@pytest.mark.usefixtures("submission")
def test_gallery_writes_one_part(tmp_path: Path, untrained: str):
    out = tmp_path / "gallery.html"
    code, text = run("gallery", "--part", "3", "--weights", untrained, "--device", "cpu", "--out", str(out))
    assert code == 0
    assert "2 of 2 pictures complete" in text
    assert "Classifier-free guidance" in out.read_text()
    assert "Diffusion basics" not in out.read_text()


@pytest.mark.usefixtures("submission")
def test_training_again_with_the_same_budget_says_that_it_is_done(tmp_path: Path):
    arguments = ("train", "--steps", "1", "--device", "cpu", "--out", str(tmp_path))
    assert run(*arguments)[0] == 0
    code, text = run(*arguments)
    assert code == 0
    assert "already done" in text


def test_the_command_that_goes_on_is_the_same_without_fresh(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["x", "--from", "my folder", "train", "--fresh", "--minutes", "5"])
    assert this_command() == "python -m course_lib --from 'my folder' train --minutes 5"


@pytest.mark.slow
@pytest.mark.skipif(not UNET_FILE.exists(), reason="the weights are being trained")
@pytest.mark.usefixtures("submission")
def test_ninety_five_of_a_hundred_digits_are_read_as_asked():
    code, text = run("measure", "--count", "500")
    assert code == 0
    assert float(re.search(r"([\d.]+)%", text)[1]) >= 95
