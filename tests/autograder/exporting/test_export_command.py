"""`autograder staff export`, typed in a copy of the toy course."""

from __future__ import annotations

import csv
import os
import shlex
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import click
import msgspec
import pytest
from click.testing import CliRunner, Result
from nbgrader.api import Gradebook

from autograder.cohort.record import Record, record_name
from autograder.commands.export import export
from autograder.commands.main import Commands
from tests.autograder.conftest import Person
from tests.autograder.exporting.conftest import MakeRecord

Type = Callable[..., Result]
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Homework (4711)
    Points Possible,,,,,8
Emmy,s1,,,A,
Ada,s2,,,A,
"""


@pytest.fixture
def type_(owner: Person) -> Type:
    """Type `export` and more words in the course's folder."""
    group = Commands(name="autograder", commands=[export])

    def run(*words: str) -> Result:
        before = Path.cwd()
        os.chdir(owner.root)
        try:
            return CliRunner().invoke(group, ["export", *words], prog_name="autograder")
        finally:
            os.chdir(before)

    return run


@pytest.fixture
def graded(owner: Person, make_record: MakeRecord, empty: Path) -> Person:
    """An instructor with the records of two students in results, an empty gradebook and Canvas's export beside it."""
    shutil.copy(empty, owner.root)
    write_records(owner, make_record("s1", "circle_area", email="e@x"), make_record("s2", "distances", email="a@x"))
    (owner.root / "Grades.csv").write_text(CANVAS)
    return owner


def write_records(owner: Person, *records: Record) -> None:
    folder = owner.root / "results" / "records"
    folder.mkdir(parents=True, exist_ok=True)
    for record in records:
        (folder / f"{record_name(record.student)}.json").write_bytes(msgspec.json.encode(record))


def table(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_moodle_writes_a_table_into_the_results(graded: Person, type_: Type):
    result = type_("moodle", "results", "--assignment", "Homework 1")
    assert (result.exit_code, result.output) == (0, "wrote results/moodle.csv: 2 grades\n")
    rows = table(graded.root / "results" / "moodle.csv")
    assert [row[:2] for row in rows] == [["Email address", "Assignment: Homework 1"], ["e@x", "3"], ["a@x", "2"]]


def test_canvas_fills_in_the_column(graded: Person, type_: Type):
    result = type_("canvas", "results", "--gradebook", "Grades.csv", "--assignment", "4711", "--out", "back.csv")
    assert (result.exit_code, result.output) == (0, "wrote back.csv: 2 grades\n")
    assert [row[5] for row in table(graded.root / "back.csv")] == ["Homework (4711)", "8", "3", "2"]


def test_nbgrader_writes_the_gradebook(graded: Person, type_: Type):
    result = type_("nbgrader", "results", "--assignment", "hw1")
    assert (result.exit_code, result.output) == (0, "2 students, 2 submissions, 6 scores written\n")
    with Gradebook(f"sqlite:///{graded.root}/gradebook.db") as gradebook:
        assert {s.student_id: s.score for s in gradebook.assignment_submissions("hw1")} == {"s1": 3, "s2": 2}


def test_gradescope_builds_the_zip(graded: Person, type_: Type):
    (graded.root / "key").write_text("ours")
    result = type_("gradescope", "--out", "upload.zip", "--key-file", "key")
    assert result.exit_code == 0
    assert result.output.startswith("wrote upload.zip: ")
    with zipfile.ZipFile(graded.root / "upload.zip") as archive:
        assert archive.read("secret/key") == b"ours"


@pytest.mark.parametrize(
    "words",
    [
        ("moodle", "results"),
        ("canvas", "results", "--gradebook", "Grades.csv", "--assignment", "4711"),
        ("nbgrader", "results"),
    ],
)
def test_somebody_without_a_grade_is_named_and_the_exit_code_is_1(
    graded: Person, type_: Type, make_record: MakeRecord, words: tuple[str, ...]
):
    write_records(graded, make_record("s2", status="not graded", functions={}, email="a@x"))
    result = type_(*words)
    assert result.exit_code == 1
    assert "'s2' was not graded" in result.stderr


@pytest.mark.parametrize("verb", ["moodle", "nbgrader"])
def test_a_folder_without_records_is_refused(graded: Person, type_: Type, verb: str):
    (graded.root / "EMPTY").mkdir()
    result = type_(verb, "EMPTY")
    assert result.exit_code == 2
    assert result.stderr.startswith("autograder: there are no records in EMPTY/records; `autograder staff grade`")


def test_a_damaged_record_is_refused(graded: Person, type_: Type):
    (graded.root / "results" / "records" / "s3.json").write_text('{"student": "s3"}')
    result = type_("moodle", "results")
    assert result.exit_code == 2
    assert "a record in results/records cannot be read" in result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("moodle", "NOWHERE"), "does not exist"),
        (("canvas", "results"), "Missing option '--assignment'"),
        (("canvas", "results", "--assignment", "4711", "--by", "ID"), "--by names a column of --gradebook; give both"),
        (("canvas", "results", "--assignment", "1", "--gradebook", "Grades.csv"), "no assignment is called '1'"),
        (("nbgrader", "results", "--db", "grades"), "this is no URL of a database"),
        (("moodle", "results", "--out", "no/where.csv"), "no/where.csv cannot be written"),
        (("gradescope", "--out", "no/where.zip"), "no/where.zip cannot be built"),
    ],
)
def test_wrong_use_is_exit_code_2_and_says_what_is_wrong(
    graded: Person, type_: Type, words: tuple[str, ...], message: str
):
    result = type_(*words)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize("verb", ["moodle", "canvas", "nbgrader", "gradescope"])
def test_the_example_in_the_help_runs(graded: Person, type_: Type, verb: str):
    command: click.Command = export.commands[verb]
    (line,) = [line.strip() for line in (command.help or "").splitlines() if line.strip().startswith("Example: ")]
    words = shlex.split(line.removeprefix("Example: "))
    assert words[:4] == ["autograder", "staff", "export", verb]
    assert type_(*words[3:]).exit_code == 0
