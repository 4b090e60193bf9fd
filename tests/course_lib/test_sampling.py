"""Drawing digits with the student's samplers, and counting those that are as asked."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from course_lib import measuring, sampling
from course_lib.classifier import Classifier
from course_lib.pictures import lay_out
from course_lib.recipe import DeviceProblem, choose_device, tables
from course_lib.student import Trouble, blaming_the_student

from .conftest import CPU, make_stub, tiny_unet

LABELS = torch.tensor([3, 7])


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("sampler", sampling.SAMPLERS)
def test_each_sampler_draws_the_same_digits_for_the_same_seed(sampler: sampling.Sampler):
    draws = [
        sampling.draw(tiny_unet().eval(), LABELS, tables(CPU), steps=4, sampler=sampler, seed=seed)
        for seed in (0, 0, 1)
    ]
    assert draws[0].shape == (2, 1, 32, 32)
    assert torch.equal(draws[0], draws[1])
    assert not torch.equal(draws[0], draws[2])


@pytest.mark.usefixtures("reference")
def test_the_shortened_chain_of_all_levels_is_the_chain_itself():
    levels = tables(CPU)
    _, betas = sampling.respaced(lambda x, t: x, levels.alpha_bars, torch.arange(999, -1, -1))
    torch.testing.assert_close(betas, levels.betas, rtol=1e-9, atol=1e-12)


@pytest.mark.usefixtures("reference")
def test_a_shortened_chain_ends_at_the_same_noise_and_asks_for_the_right_levels():
    from course_lib import schedules

    levels = tables(CPU)
    timesteps = torch.tensor([999, 600, 200, 19])
    model, betas = sampling.respaced(lambda x, t: t, levels.alpha_bars, timesteps)
    assert model(torch.zeros(2), torch.tensor([3, 0])).tolist() == [999, 19]
    torch.testing.assert_close(schedules.alpha_bars_from_betas(betas), levels.alpha_bars[timesteps.flip(0)])


def test_without_guidance_part_three_may_be_a_stub(submission: Path):
    make_stub(submission, "cfg", "guided_model")
    network = tiny_unet().eval()
    assert sampling.draw(network, LABELS, tables(CPU), steps=2, scale=1.0).shape == (2, 1, 32, 32)
    with pytest.raises(Trouble, match="fill in guided_model"), blaming_the_student():
        sampling.draw(network, LABELS, tables(CPU), steps=2, scale=3.0)


def test_an_own_error_names_the_line_of_the_student(submission: Path):
    (submission / "ddim.py").write_text("def sampling_timesteps(*args):\n    return [][0]\n")
    with pytest.raises(Trouble, match=r"^ddim.py, line 2: IndexError: list index out of range$"), blaming_the_student():
        sampling.draw(tiny_unet(), LABELS, tables(CPU), steps=2)


def test_a_syntax_error_names_the_line_of_the_student(submission: Path):
    (submission / "ddim.py").write_text("x = 1\ndef broken(:\n")
    with pytest.raises(Trouble, match=r"^ddim.py, line 2: SyntaxError"), blaming_the_student():
        sampling.draw(tiny_unet(), LABELS, tables(CPU), steps=2)


def test_an_exit_in_student_code_is_an_error_like_any_other():
    with pytest.raises(Trouble, match="SystemExit"), blaming_the_student():
        raise SystemExit(0)


def test_a_long_message_is_cut_to_one_line():
    with pytest.raises(Trouble) as caught, blaming_the_student():
        raise ValueError("x" * 5000 + "\nsecond line")
    assert len(str(caught.value)) <= 200
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("reference")
def test_every_digit_is_asked_for_equally_often():
    torch.manual_seed(0)
    done: list[int] = []
    measured = measuring.measure(
        tiny_unet().eval(), Classifier().eval(), tables(CPU), CPU, count=120, steps=1, progress=done.append
    )
    assert done == [100, 120]
    assert measured.read_as_asked == pytest.approx(sum(measured.by_digit) * 12)
    assert 0 <= measured.share <= 1


@pytest.mark.parametrize("count", [0, 15])
def test_a_count_that_is_not_a_multiple_of_ten_is_refused(count: int):
    with pytest.raises(ValueError, match="multiple of 10"):
        measuring.measure(tiny_unet(), Classifier(), None, CPU, count=count)


def test_an_unknown_device_is_refused():
    with pytest.raises(DeviceProblem, match="leave --device out"):
        choose_device("abacus")


def test_a_picture_shows_ink_black_and_fills_the_last_row_with_paper():
    picture = lay_out(torch.ones(3, 1, 4, 4), columns=2)
    assert picture.size == (8, 8)
    assert picture.getpixel((0, 0)) == 0
    assert picture.getpixel((7, 7)) == 255
