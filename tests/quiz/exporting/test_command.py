from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from quiz.commands.export import export
from quiz.commands.main import main
from quiz.drawing import paper_of
from quiz.exporting import FORMATS

ROOT = Path(__file__).parents[3]
KINDS = ROOT / "tests" / "quiz" / "banks" / "practice"
LEFT_OUT = "noisy-image: left out: the format has no question whose answer is a formula"


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(main, ["export", *map(str, arguments)])


def test_the_example_of_the_help_runs(tmp_path):
    text = click.Context(export).get_help().partition("Example:")[2].split("\n\n")[0]
    arguments = shlex.split(" ".join(text.split()))
    assert arguments[:2] == ["quiz", "export"]
    (tmp_path / "quiz").symlink_to(ROOT / "quiz")
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "practice.xml").read_text().startswith("<?xml")


@pytest.mark.parametrize("to", FORMATS)
def test_each_format_is_written_and_says_how_many_questions_it_holds(run, tmp_path, to):
    done = run(KINDS, "--to", to, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    whole = to in ("json", "html", "pdf")
    assert f"out: {7 if whole else 6} of 7 questions" in done.stdout
    assert (LEFT_OUT in done.stderr) == (not whole)
    assert (tmp_path / "out").stat().st_size > 1000


def test_strict_gives_1_where_a_question_is_left_out(run, tmp_path):
    assert run(KINDS, "--to", "gift", "--out", tmp_path / "out", "--strict").exit_code == 1
    assert run(KINDS, "--to", "json", "--out", tmp_path / "out", "--strict").exit_code == 0


def test_notes_are_written_beside_the_export_if_asked_for(run, tmp_path):
    done = run(KINDS, "--to", "canvas", "--out", tmp_path / "quiz.zip", "--notes")
    assert (tmp_path / "quiz.zip.notes.txt").read_text() == done.stderr
    assert LEFT_OUT in done.stderr.splitlines()


def test_draws_are_as_many_as_asked_for(run, tmp_path):
    run(KINDS, "--to", "gift", "--out", tmp_path / "out", "--draws", 4)
    assert (tmp_path / "out").read_text().count("::signal-left-") == 4
    run(KINDS, "--to", "gift", "--out", tmp_path / "out", "--draws", 1)
    assert "::signal-left::" in (tmp_path / "out").read_text()


def test_draws_that_would_repeat_are_said(run, tmp_path):
    done = run(KINDS, "--to", "json", "--out", tmp_path / "out", "--draws", 5)
    assert "noisy-image: held differently: 2 draws instead of 5" in done.stderr


def test_a_paper_is_exported_as_it_was_drawn(run, tmp_path, seven):
    paper = paper_of(list(seven), "x", title="Autumn", minutes=40)
    (tmp_path / "paper.json").write_text(paper.model_dump_json())
    done = run("--paper", tmp_path / "paper.json", "--to", "moodle", "--out", tmp_path / "out")
    assert done.exit_code == 0
    written = (tmp_path / "out").read_text()
    assert "$course$/top/Autumn/basics" in written
    places = [written.index(f">{choice.text}<") for choice in paper.find("what-a-network-predicts").public.options]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "moodle", "--key"), "--key is for json, html, pdf"),
        (("--to", "word"), "'word' is not one of"),
        (("--to", "json", "--draws", "0"), "0 is not in the range"),
    ],
)
def test_wrong_use_is_said(run, tmp_path, arguments, said):
    done = run(KINDS, "--out", tmp_path / "out", *arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "out").exists()


def test_a_bank_with_an_error_is_not_exported(run, tmp_path, write):
    done = run(write("- id: one\n  type: singel\n"), "--to", "json", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "unknown type (did you mean `single`?)" in done.output


def test_what_is_no_paper_is_said(run, tmp_path, write):
    done = run("--paper", write("{}", "x.json"), "--to", "json", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "is not a paper written by" in " ".join(done.output.split())
