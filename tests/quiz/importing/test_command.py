from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from quiz.bank_model import load_bank
from quiz.commands.import_ import import_
from quiz.commands.main import main

HERE = Path(__file__).parent


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(main, ["import", *map(str, arguments)])


def test_the_example_of_the_help_runs(tmp_path):
    text = click.Context(import_).get_help().partition("Example:")[2].split("\n\n")[0]
    arguments = shlex.split(" ".join(text.split()))
    assert arguments[:2] == ["quiz", "import"]
    shutil.copy(HERE / "own.xml", tmp_path / "questions.xml")
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert done.returncode == 0, done.stderr
    assert len(load_bank(tmp_path / "my-questions")) == 8


def test_what_is_taken_is_counted_and_what_is_not_is_said_on_stderr(run, tmp_path):
    done = run(HERE / "own.xml", "--out", tmp_path / "mine")
    assert done.exit_code == 0
    assert f"{tmp_path / 'mine' / 'own.yaml'}: 8 of 16 questions" in done.stdout
    assert "Essay: left out: an essay is marked by a person" in done.stderr.splitlines()


def test_strict_gives_1_where_a_question_is_left_out(run, tmp_path):
    assert run(HERE / "own.gift", "--out", tmp_path, "--strict").exit_code == 1


def test_topic_and_difficulty_can_be_given(run, tmp_path, write):
    file = write("::x::Is it?{T}\n", "x.txt")
    done = run(file, "--out", tmp_path / "o", "--topic", "architectures", "--difficulty", "easy")
    assert done.exit_code == 0
    [question] = load_bank(tmp_path / "o")
    assert (question.topic, question.difficulty, question.source) == ("architectures", "easy", "Imported from x.txt")


def test_texts_are_blocks_that_a_person_can_edit(run, tmp_path):
    run(HERE / "own.xml", "--out", tmp_path)
    written = (tmp_path / "own.yaml").read_text()
    assert "  text: |\n    With $s = 0$, what does **guidance** give?\n" in written
    assert "  tolerance: {absolute: 10}\n" in written
    assert "\n\n- id: effects\n" in written


def test_a_file_that_was_edited_is_not_written_over(run, tmp_path):
    assert run(HERE / "own.xml", "--out", tmp_path).exit_code == 0
    assert run(HERE / "own.xml", "--out", tmp_path).exit_code == 0
    (tmp_path / "own.yaml").write_text("# mine\n")
    done = run(HERE / "own.xml", "--out", tmp_path)
    assert done.exit_code == 2
    assert "holds something else already" in done.output
    assert (tmp_path / "own.yaml").read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("x.docx", "x", 2, "is neither .xml nor .gift nor .txt"),
        ("x.xml", "<quiz", 1, "is not XML"),
        ("x.gift", "Only a text.", 1, "no question can be taken"),
    ],
)
def test_what_cannot_be_imported_is_said(run, tmp_path, write, name, text, code, said):
    done = run(write(text, name), "--out", tmp_path / "o")
    assert done.exit_code == code
    assert said in " ".join(done.output.split())
    assert not (tmp_path / "o").exists()


def test_lint_names_what_an_import_could_not_know(run, tmp_path):
    file = tmp_path / "own.gift"
    file.write_text("::sum:: 1 + 1? {=2 ~3 ~4}\n")
    assert run(file, "--out", tmp_path / "bank").exit_code == 0
    said = CliRunner().invoke(main, ["lint", str(tmp_path / "bank")]).stdout
    assert "name the idea behind each" in said
    assert "no explanation came with it" in said
