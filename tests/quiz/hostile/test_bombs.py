"""Files of a bank that are made to do harm: refused in words, by `quiz lint` and before `quiz serve` serves."""

from __future__ import annotations

import subprocess
import sys

import pytest

QUESTION = """- id: {id}
  type: numeric
  topic: basics
  difficulty: easy
  parameters: {{b1: {parameter}}}
  text: |
    What is {{b1{spec}}} times two? {text}
  answer: {answer}
  tolerance: {{absolute: 0.01}}
  misconceptions:
    - answer: 77777
      misconception: a number from nowhere
      says: |
        This is a number from nowhere.
  why: |
    Because it is so.
  source: Ho et al. 2020, section 2
"""


def question(parameter="{choice: [1, 2]}", spec="", text="", answer="b1 * 2", identifier="q-one"):
    return QUESTION.format(id=identifier, parameter=parameter, spec=spec, text=text, answer=answer)


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 12)
)
BOMBS = {
    "a billion laughs": LAUGHS,
    "a list in a list": "[" * 200_000,
    "a mapping in a mapping": "".join(" " * depth + "a:\n" for depth in range(1500)),
    "half a million items": "- x\n" * 490_000,
    "many keys": "- {" + ", ".join(f"k{number}: 1" for number in range(150_000)) + "}\n",
    "one key again and again": "- {" + ", ".join(["k: 1"] * 250_000) + "}\n",
    "a call of Python": "- !!python/object/apply:os.system ['touch pwned']\n",
    "a merge": "- &a {x: 1}\n- <<: *a\n",
    "three megabytes": "# " + "x" * 3_000_000,
    "one long text": "- '" + "x" * 1_900_000 + "'\n",
    "a trillion values": question("{integers: [0, 999999999999]}"),
    "a tiny step": question("{decimals: [0, 1], step: 1e-300}"),
    "an endless number": question("{choice: [" + "9" * 100_000 + "]}"),
    "a tower of powers": question(answer="9**9**9**9"),
    "nested parentheses": question(answer="(" * 900 + "b1" + ")" * 90),
    "a wide format": question(spec=":>2000000000"),
    "a precise format": question(spec=":.2000000000f"),
    "deep math": question(text="$" + "{" * 4900 + "1" + "}" * 4900 + "$"),
    "backticks": question(text="".join("`" * length + " " for length in range(1, 137))),
}
HARMLESS = {"backticks"}


@pytest.fixture
def bank(tmp_path):
    def bank(text):
        file = tmp_path / "practice" / "questions.yaml"
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        return file.parent

    return bank


def quiz(tmp_path, *words):
    return subprocess.run(
        [sys.executable, "-m", "quiz", *map(str, words)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_lint_in_words(tmp_path, bank, name):
    done = quiz(tmp_path, "lint", bank(BOMBS[name]))
    assert done.returncode == (0 if name in HARMLESS else 1)
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("name", ["a billion laughs", "half a million items", "a call of Python", "a list in a list"])
def test_a_bomb_keeps_the_server_from_starting_in_words(tmp_path, bank, name):
    done = quiz(tmp_path, "serve", "--practice", bank(BOMBS[name]), "--port", "0", "--workers", "1")
    assert done.returncode == 2
    assert "questions.yaml:1" in done.stderr + done.stdout or "questions.yaml:2" in done.stderr + done.stdout
    assert "Traceback" not in done.stdout + done.stderr
