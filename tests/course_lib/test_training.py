"""The training loop, with the reference's functions and with wrong ones."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from course_lib.data import Digits, training_digits
from course_lib.files import written_whole
from course_lib.recipe import tables
from course_lib.student import Trouble
from course_lib.training import Budget, CheckpointProblem, Run, learning_rate, spread_levels, train

from .conftest import CPU, ROOT, make_stub, tiny_unet


@pytest.fixture(scope="module")
def digits() -> Digits:
    return training_digits()


def run_for(run: Run, digits: Digits, steps: int, *, of: int) -> None:
    for report in train(run, digits, tables(CPU), Budget(steps=of)):
        if report.step == steps:
            return


@pytest.mark.usefixtures("reference")
def test_a_run_that_was_stopped_and_restored_gives_the_same_numbers(digits: Digits, tmp_path: Path):
    straight = Run(CPU, model=tiny_unet())
    run_for(straight, digits, 6, of=6)

    stopped = Run(CPU, model=tiny_unet())
    run_for(stopped, digits, 3, of=6)
    stopped.save(tmp_path / "checkpoint.pt")
    torch.rand(17)  # whatever happened in between
    restored = Run(CPU, seed=5, model=tiny_unet())
    restored.restore(tmp_path / "checkpoint.pt")
    run_for(restored, digits, 6, of=6)

    assert restored.loss == straight.loss
    for name in ("model", "average"):
        ours, theirs = getattr(restored, name).state_dict(), getattr(straight, name).state_dict()
        assert all(torch.equal(ours[key], theirs[key]) for key in ours)


@pytest.mark.usefixtures("reference")
def test_the_loss_falls(digits: Digits):
    run = Run(CPU, model=tiny_unet())
    run_for(run, digits, 1, of=30)
    first = run.loss
    run_for(run, digits, 30, of=30)
    assert run.loss < first


@pytest.mark.usefixtures("reference")
def test_reports_count_up_to_the_whole_budget(digits: Digits):
    reports = list(train(Run(CPU, model=tiny_unet()), digits, tables(CPU), Budget(steps=3)))
    assert [report.step for report in reports] == [1, 2, 3]
    assert [report.share_used for report in reports] == pytest.approx([1 / 3, 2 / 3, 1])
    assert reports[-1].seconds_left == 0


def test_a_stub_is_named(digits: Digits, submission: Path):
    make_stub(submission, "cfg", "drop_labels")
    with pytest.raises(Trouble, match=r"fill in drop_labels in course_lib/cfg\.py"):
        run_for(Run(CPU, model=tiny_unet()), digits, 1, of=1)


@pytest.mark.parametrize(
    ("result", "complaint"),
    [
        ("torch.tensor(float('nan'))", "denoising_loss returned numbers that are not finite"),
        ("torch.ones(2)", "denoising_loss returned the shape"),
        ("None", "denoising_loss returned NoneType"),
        ("torch.tensor(1.0)", "denoising_loss returned a number without a gradient"),
        ("1 / 0", r"loss\.py, line .*ZeroDivisionError"),
    ],
)
def test_a_loss_that_cannot_be_learned_from_is_named(digits: Digits, submission: Path, result: str, complaint: str):
    text = f"import torch\ndef denoising_loss(*args, **options):\n    return {result}\n"
    (submission / "loss.py").write_text(text)
    with pytest.raises(Trouble, match=complaint):
        run_for(Run(CPU, model=tiny_unet()), digits, 1, of=1)


def test_a_damaged_checkpoint_is_refused(tmp_path: Path):
    (tmp_path / "checkpoint.pt").write_bytes(b"half of a file")
    with pytest.raises(CheckpointProblem, match=r"--fresh starts over"):
        Run(CPU, model=tiny_unet()).restore(tmp_path / "checkpoint.pt")


def test_a_checkpoint_of_another_network_is_refused(tmp_path: Path):
    Run(CPU, model=tiny_unet()).save(tmp_path / "checkpoint.pt")
    with pytest.raises(CheckpointProblem, match="not a checkpoint of this network"):
        Run(CPU).restore(tmp_path / "checkpoint.pt")


@pytest.mark.parametrize("limits", [{}, {"steps": 0}, {"minutes": -1.0}, {"steps": 3, "minutes": 1.0}])
def test_a_budget_is_one_limit_above_zero(limits: dict[str, float]):
    with pytest.raises(ValueError, match="give one of them"):
        Budget(**limits)


def test_the_learning_rate_warms_up_stays_and_ends_at_zero():
    assert learning_rate(0, 0.0) < learning_rate(50, 0.01) < learning_rate(100, 0.1)
    assert learning_rate(100, 0.1) == learning_rate(200, 0.3)
    assert learning_rate(1000, 1.0) == 0


def test_levels_are_spread_evenly_over_the_batch():
    t = spread_levels(torch.Generator().manual_seed(0))
    assert t.dtype == torch.long
    assert 0 <= t.min() < 15
    assert 985 < t.max() <= 999
    assert set(t.diff().tolist()) <= {10, 11}


def test_a_file_that_was_not_finished_leaves_the_old_one_and_no_rest(tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_text("old")

    def stopped_half_way() -> None:
        with written_whole(path) as temporary:
            temporary.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped_half_way()
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["page.html"]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_training_goes_on_after_a_signal(tmp_path: Path, number: signal.Signals):
    command = [sys.executable, "-u", "-m", "course_lib", "--from", "solutions", "train", "--out", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([*command, "--steps", "4"], cwd=ROOT, env=environment, stdout=subprocess.PIPE) as first:
        first.wait(timeout=200)
    before = (tmp_path / "checkpoint.pt").stat().st_mtime_ns
    with subprocess.Popen([*command, "--steps", "4000"], cwd=ROOT, env=environment, stdout=subprocess.PIPE) as second:
        for line in second.stdout:
            if b"step 5 " in line:
                break
        time.sleep(1)
        second.send_signal(number)
        code = second.wait(timeout=60)
    assert code == (1 if number == signal.SIGINT else -signal.SIGKILL)
    assert ((tmp_path / "checkpoint.pt").stat().st_mtime_ns > before) == (number == signal.SIGINT)
    third = subprocess.run(
        [*command, "--steps", "6"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200, check=False
    )
    assert third.returncode == 0, third.stderr
    assert "going on after step" in third.stdout
    assert (tmp_path / "unet.safetensors").is_file()
