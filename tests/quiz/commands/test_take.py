from __future__ import annotations

import contextlib
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from quiz.bank_model import load_bank
from quiz.commands.typed import commands_of, typed_answer
from quiz.drawing import draw, pick_questions
from quiz.marking import Unreadable, mark, right_answer

FOLDER = Path(__file__).parents[1] / "banks" / "practice"
RIGHT = {
    "single": lambda public, key: letters(public.options)[key.right[0]],
    "multiple": lambda public, key: " ".join(letters(public.options)[name] for name in key.right),
    "order": lambda public, key: "".join(letters(public.items)[name] for name in key.right),
    "match": lambda public, key: " ".join(
        f"{place}{letters(public.rights)[key.right[left.id]]}" for place, left in enumerate(public.lefts, start=1)
    ),
}


def letters(choices):
    return {choice.id: letter for choice, letter in zip(choices, "abcdefgh", strict=False)}


def typed(drawn):
    by_letters = RIGHT.get(drawn.public.type)
    return by_letters(drawn.public, drawn.private.key) if by_letters else right_answer(drawn)


def take(given, *options):
    command = [sys.executable, "-m", "quiz", "take", "--bank", str(FOLDER), *options]
    return subprocess.run(command, input=given, capture_output=True, text=True, timeout=60)


def test_right_answers_to_all_types_give_the_full_score():
    questions = pick_questions(list(load_bank(FOLDER)), "a", 10)
    done = take("".join(f"{typed(drawn)}\n" for drawn in questions), "--seed", "a")
    assert done.returncode == 0
    assert "Score: 8 of 8 points in 7 questions." in done.stdout
    assert done.stdout.count("Right.") == 7
    assert "add --seed a" in done.stdout


def test_a_wrong_answer_is_told_its_idea_the_right_answer_and_the_source():
    done = take("unsupervised\n", "--topic", "guidance")
    assert "Not right.\nThe noise is still the target.\nRight answer: unconditional\n" in done.stdout
    assert "The condition is dropped.\nSource: Ho and Salimans 2022" in done.stdout
    assert "Score: 0 of 1 points in 1 questions." in done.stdout


def test_what_cannot_be_read_is_said_and_asked_again():
    done = take("1z\n1a 1b\n:s\n1a 2b 3c\n", "--topic", "architectures", "--seed", "a")
    assert "`z` is not one of the letters; type letters from a to d." in done.stdout
    assert "Number 1 was paired twice" in done.stdout
    assert "1 skipped" in done.stdout


def test_s_skips_and_q_quits_with_the_score_so_far():
    done = take("s\nq\n", "--topic", "basics", "--difficulty", "easy", "--seed", "a")
    assert done.returncode == 0
    assert "Question 2 of 3" in done.stdout
    assert "No question was answered, 1 skipped." in done.stdout


def test_the_end_of_the_input_gives_the_score_so_far():
    done = take("", "--seed", "a")
    assert done.returncode == 130
    assert "No question was answered." in done.stdout


def test_ctrl_c_gives_the_score_so_far():
    """In a real terminal; what started the tests may have turned Ctrl-C off for its children, so it is turned on."""
    master, slave = pty.openpty()
    turn_on = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    script = turn_on + "from quiz.commands.main import main; main()"
    command = [sys.executable, "-c", script, "take", "--bank", str(FOLDER), "--topic", "guidance"]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True) as process:
        os.close(slave)
        try:
            seen = b""
            while b"quits)" not in seen:
                seen += os.read(master, 1000)
            for _ in range(60):  # between the prompt and the wait for a key, Python hears of it at the next one only
                process.send_signal(signal.SIGINT)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=1)
                    break
            assert process.wait(timeout=60) == 130
        finally:
            process.kill()
    seen += os.read(master, 10_000)
    os.close(master)
    assert b"No question was answered." in seen
    assert b"Traceback" not in seen


def test_a_choice_without_questions_is_wrong_use():
    done = take("", "--topic", "guidance", "--difficulty", "hard")
    assert done.returncode == 2
    assert "leave out --topic or --difficulty" in done.stderr


@pytest.mark.parametrize(
    "identifier", ["one-shot", "what-a-network-predicts", "training-step", "parts-of-a-latent-model"]
)
def test_letters_stand_for_what_is_shown(drawn, identifier):
    question = drawn(identifier)
    assert mark(question, typed_answer(question.public, f"  {typed(question).upper()} ")).score == 1


@pytest.mark.parametrize(
    ("identifier", "text", "said"),
    [
        ("one-shot", "ab", "type one letter"),
        ("one-shot", "e", "from a to d"),
        ("one-shot", "", "No letter"),
        ("training-step", "abc", "each of the 4 letters once"),
        ("training-step", "abcc", "each of the 4 letters once"),
        ("parts-of-a-latent-model", "4a", "no number 4"),
        ("parts-of-a-latent-model", "a b c", "not a list of pairs"),
    ],
)
def test_letters_in_a_wrong_form_are_told_the_right_one(drawn, identifier, text, said):
    with pytest.raises(Unreadable, match=said):
        typed_answer(drawn(identifier).public, text)


def test_a_letter_that_may_be_the_answer_does_not_quit(seven):
    assert "s" not in commands_of(draw(seven.find("name-of-the-null-token"), "a").public)
    assert commands_of(draw(seven.find("one-shot"), "a").public)["s"] == "skip"
