from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from quiz.commands.main import main
from quiz.drawing import Paper
from quiz.marking import right_answer

FOLDER = Path(__file__).parents[1] / "banks" / "practice"


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def paper_file(tmp_path, write, run):
    blueprint = write("title: T\nminutes: 5\nquestions: {basics: {easy: 3, medium: 2}}\n", "blueprint.yaml")
    out = tmp_path / "paper.json"
    done = run("paper", "--bank", FOLDER, "--blueprint", blueprint, "--seed", "a", "--out", out)
    assert done.exit_code == 0, done.output
    assert "5 questions, 6 points, 5 minutes" in done.output
    return out


def test_a_paper_is_not_written_over_another(run, paper_file, tmp_path):
    again = ("paper", "--bank", FOLDER, "--blueprint", tmp_path / "blueprint.yaml", "--out", paper_file, "--seed")
    assert run(*again, "a").exit_code == 0
    done = run(*again, "b")
    assert done.exit_code == 2
    assert "holds something else already" in done.output


def test_answers_are_marked_the_same_way_each_time(run, paper_file, tmp_path):
    paper = Paper.model_validate_json(paper_file.read_text())
    answers = {drawn.id: right_answer(drawn) for drawn in paper.questions} | {"signal-left": "a lot"}
    (tmp_path / "answers.json").write_text(json.dumps(answers))
    first, second = (run("mark", tmp_path / "answers.json", "--paper", paper_file, "--json") for _ in range(2))
    assert first.output == second.output
    marked = json.loads(first.output)
    assert (marked["points"], marked["of"]) == (5, 6)
    assert marked["marks"]["signal-left"]["status"] == "unreadable"
    assert "5 of 6 points" in run("mark", tmp_path / "answers.json", "--paper", paper_file).output


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is not a mapping"),
        ('{"another": "x"}', "the paper has no question `another`"),
    ],
)
def test_answers_in_a_wrong_form_are_wrong_use(run, paper_file, write, answers, said):
    done = run("mark", write(answers, "answers.json"), "--paper", paper_file)
    assert done.exit_code == 2
    assert said in done.output


def test_what_is_not_a_paper_is_wrong_use(run, write):
    file = write("{}", "answers.json")
    done = run("mark", file, "--paper", file)
    assert done.exit_code == 2
    assert "is not a paper written by `quiz paper`" in " ".join(done.output.split())


def test_a_bank_that_is_too_small_is_told(run, tmp_path):
    done = run("paper", "--bank", FOLDER, "--seed", "a", "--out", tmp_path / "paper.json")
    assert done.exit_code == 2
    assert "too few questions" in done.output
    assert not (tmp_path / "paper.json").exists()


def test_lint_gives_0_for_a_fine_bank_with_its_balance(run):
    done = run("lint", FOLDER)
    assert done.exit_code == 0
    assert "7 questions, 0 errors, 0 warnings" in done.output


def test_lint_gives_1_for_an_error_and_names_file_and_line(run, write):
    file = write("- id: one\n  type: singel\n")
    done = run("lint", file)
    assert done.exit_code == 1
    assert f"{file}:2: error: one: unknown type (did you mean `single`?)" in done.output


def test_lint_gives_2_for_a_folder_that_is_not_there(run):
    assert run("lint", "no/such/folder").exit_code == 2


def test_lint_tells_machines_the_same(run, write):
    done = run("lint", "--json", FOLDER, write("- id: one\n  type: singel\n"))
    data = json.loads(done.output)
    assert (data["questions"], data["errors"], data["warnings"]) == (7, 1, 0)
    assert data["findings"][0]["line"] == 2
    assert sum(sum(kinds.values()) for row in data["balance"] for kinds in row["counts"].values()) == 7
