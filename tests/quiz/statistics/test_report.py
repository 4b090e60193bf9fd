from __future__ import annotations

import json
import shlex
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from quiz.commands.report import report
from quiz.drawing import paper_of
from quiz.marking import mark_paper, right_answer
from quiz.statistics import analyse
from quiz.statistics.sources import read_sitting
from quiz.statistics.tables import write_table
from quiz.store import open_database
from quiz.store.attempts import begin, hand_in
from quiz.store.grades import grade
from quiz.store.rosters import Student
from quiz.store.saves import Change, save
from quiz.store.sheets import questions_of, sheet_of
from quiz.store.sittings import Plan, make_sitting
from quiz.store.tables import Attempt, Seat


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(report, [str(argument) for argument in arguments])


@pytest.fixture
def table(tmp_path, odd_class):
    file = tmp_path / "results.csv"
    file.write_text(write_table(odd_class), encoding="utf-8")
    return file


def test_a_table_becomes_numbers_and_sentences(run, table):
    done = run(table)
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "20 students" in said
    assert "<b>key</b>: negative key. Those who do well otherwise do worse here" in said
    assert "3 hard: too hard." in said
    assert "Nobody chose “never”" in said


def test_json_has_the_numbers_of_the_analysis(run, table, odd_class):
    data = json.loads(run(table, "--json").output)
    expected = analyse(odd_class)
    assert data["paper"]["alpha"] == pytest.approx(expected.paper.alpha)
    assert [item["facility"] for item in data["items"]] == pytest.approx([item.facility for item in expected.items])


def test_the_page_is_written_where_it_is_asked_for(run, table, tmp_path):
    out = tmp_path / "page.html"
    done = run(table, "--out", out, "--title", "Final quiz")
    assert done.exit_code == 0
    assert "<h1>Item analysis: Final quiz</h1>" in out.read_text()


def test_the_example_of_the_help_runs(table, tmp_path):
    help_text = report.get_help(click.Context(report))
    words = shlex.split(" ".join(help_text.partition("Example:")[2].split("\n\n")[0].split()))
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "report.html").exists()


@pytest.fixture
def database_file(tmp_path, seven):
    """Two sittings; in the second one of three students has all right, one nothing, and one has not begun."""
    file = tmp_path / "quiz.db"
    database = open_database(f"sqlite:///{file}")
    students = [Student(name, name) for name in ("ada", "bo", "cy")]
    for title in ("First", "Second"):
        sheets = [sheet_of(paper_of(list(seven), name, title="T", minutes=9)) for name in "abc"]
        number = database.write(
            lambda session, title=title, sheets=sheets: make_sitting(session, Plan(title, 9), students, sheets, 1.0).id
        )
    for student, knows in (("ada", True), ("bo", False)):

        def sit(session, student=student, knows=knows):
            seat = session.query(Seat).filter_by(student=student, sitting_id=number).one()
            begin(session, seat, 2.0)
            attempt = session.query(Attempt).filter_by(seat_id=seat.id).one()
            questions = questions_of(attempt.public, attempt.private)
            answers = [json.dumps(right_answer(drawn)) if knows else "null" for drawn in questions]
            changes = [Change(place, answer) for place, answer in enumerate(answers, start=1)]
            save(session, attempt.id, changes, 0, 3.0)
            hand_in(session, attempt.id, 4.0, "student")
            return attempt.id

        grade(database, database.write(sit), 5.0)
    yield file
    database.close()


def test_a_database_is_read_with_its_newest_sitting(run, database_file):
    for name in (database_file, f"sqlite:///{database_file}"):
        data = json.loads(run(name, "--json").output)
        assert data["totals"] == [1, 0]
        assert len(data["items"]) == 7
        assert [item["discrimination"] for item in data["items"]] == pytest.approx([1] * 7)


def test_another_sitting_may_be_chosen(run, database_file):
    assert json.loads(run(database_file, "--sitting", "1", "--json").output)["totals"] == []
    done = run(database_file, "--sitting", "9")
    assert done.exit_code == 2
    assert "there is no sitting 9" in done.output


def test_database_and_table_give_the_same(run, database_file, tmp_path):
    database = open_database(f"sqlite:///{database_file}")
    table = write_table(database.read(lambda session: read_sitting(session, 2)))
    database.close()
    file = tmp_path / "answers.csv"
    file.write_text(table, encoding="utf-8")
    first, second = (json.loads(run(name, "--json").output) for name in (database_file, file))
    assert first["paper"] == second["paper"]
    for one, other in zip(first["items"], second["items"], strict=True):
        shown = [[option for option in item.pop("options") if option["count"]] for item in (one, other)]
        kept = [[(option["name"], option["count"], option["mean_rest"]) for option in options] for options in shown]
        assert sorted(kept[0]) == sorted(kept[1])
        assert one == other


def test_files_of_marks_are_read_together(run, tmp_path, seven):
    paper = paper_of(list(seven), "a", title="T", minutes=9)
    answers = {drawn.id: right_answer(drawn) for drawn in paper.questions}
    files = []
    for name, given in (("ada", answers), ("bo", {})):
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text(mark_paper(paper, given).model_dump_json())
    assert json.loads(run(*files, "--json").output)["totals"] == [1, 0]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["nothing.db"], "there is no file nothing.db"),
        (["results.csv", "more.csv"], "give one CSV file or one database"),
        (["results.csv", "--sitting", "1"], "--sitting chooses from a database"),
        (["mysql://x/y"], "is not supported"),
        (["nothing.csv"], "No such file"),
    ],
)
def test_wrong_use_is_told_without_a_traceback(run, table, monkeypatch, names, said):
    monkeypatch.chdir(table.parent)
    done = run(*names)
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


def test_a_text_that_is_no_database_is_told(run, tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("no database at all")
    done = run(file)
    assert done.exit_code == 2
    assert "is no database; files of results end in .csv or .json" in " ".join(done.output.split())
