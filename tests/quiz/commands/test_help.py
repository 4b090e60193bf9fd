from __future__ import annotations

import shlex
import subprocess
import sys
from itertools import product
from pathlib import Path

import click
import pytest

from quiz.bank_model import DIFFICULTIES, TOPICS
from quiz.commands.main import main
from quiz.drawing import Paper

ROOT = Path(__file__).parents[3]
QUESTION = """\
- id: {folder}-{topic}-{difficulty}-{place}
  type: short
  topic: {topic}
  difficulty: {difficulty}
  text: Which?
  accepts: [this]
  why: Because.
  source: Ho et al. 2020
"""


def example(verb: str) -> list[str]:
    command = main.get_command(click.Context(main), verb) if verb else main
    return example_of(command)


def example_of(command):
    text = command.get_help(click.Context(command)).partition("Example:")[2].split("\n\n")[0]
    return shlex.split(" ".join(text.split()))


def every_command():
    """Name all commands, those below a verb too."""
    context = click.Context(main)
    for verb in main.list_commands(context):
        command = main.get_command(context, verb)
        yield (verb,)
        if isinstance(command, click.Group):
            yield from ((verb, name) for name in command.commands)


def run(arguments, folder):
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, input=":q\n", capture_output=True, text=True, cwd=folder, timeout=120)


@pytest.fixture
def copy(tmp_path, write):
    """The package with a small bank of its own, so that the examples do not depend on what the bank holds."""
    for path in (ROOT / "quiz").iterdir():
        if path.name != "bank":
            (tmp_path / "quiz").mkdir(exist_ok=True)
            (tmp_path / "quiz" / path.name).symlink_to(path)
    for folder in ("practice", "final"):
        kinds = product(TOPICS, DIFFICULTIES, range(4))
        questions = (
            QUESTION.format(folder=folder, topic=topic, difficulty=level, place=place) for topic, level, place in kinds
        )
        write("".join(questions), f"quiz/bank/{folder}/all.yaml")
    return tmp_path


@pytest.mark.parametrize("words", list(every_command()), ids=" ".join)
def test_each_command_shows_an_example_of_itself(words):
    command = main
    for word in words:
        command = command.get_command(click.Context(command), word)
    seen = example_of(command)
    assert tuple(seen[: len(words) + 1]) == ("quiz", *words) or seen[:2] == ["quiz", words[0]]


# The others are run where they are tested: they need a file, a database or a browser.
@pytest.mark.parametrize("verb", ["lint", "mark", "paper", "take"])
def test_the_example_of_each_verb_runs(verb, copy):
    arguments = example(verb)
    assert arguments[:2] == ["quiz", verb]
    if verb == "mark":
        assert run(example("paper"), copy).returncode == 0
        paper = Paper.model_validate_json((copy / "paper.json").read_text())
        (copy / "answers.json").write_text(f'{{"{paper.questions[0].id}": "this"}}')
    done = run(arguments, copy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""


def test_the_group_itself_has_an_example_that_runs(copy):
    done = run(example(""), copy)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_missing_library_is_named_with_what_brings_it():
    script = "import sys; sys.modules['pydantic'] = None; from quiz.commands.main import main; main(['lint'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 1
    assert done.stderr == "Error: pydantic is not installed; `pip install -e '.[quiz]'` brings it\n"
