"""`autograder staff similar`, as an instructor types it."""

from __future__ import annotations

import contextlib
import json
import zipfile

import pytest
from click.testing import CliRunner

from autograder.commands.similar import similar
from tests.autograder.similarity.conftest import text_of, with_other_names


def give(*words):
    return CliRunner().invoke(similar, words, env={"COLUMNS": "140"})


@pytest.fixture
def classroom(tmp_path, homework, right, monkeypatch):
    """Folders and a zip: ada's work, a copy of it by bob with other names, and somebody else's."""
    monkeypatch.chdir(homework.root)
    text = text_of(right["python_loops"], "ddim")
    folder = tmp_path / "submissions"
    for student, module in {"ada": text, "[red]eve": text_of(right["inlined"], "ddim")}.items():
        (folder / student).mkdir(parents=True)
        (folder / student / "ddim.py").write_text(module, encoding="utf-8")
    with zipfile.ZipFile(folder / "bob.zip", "w") as archive:
        archive.writestr("ddim.py", with_other_names(text))
    return folder


def test_a_copy_is_listed_with_its_module(classroom):
    shown = give(str(classroom))
    assert shown.exit_code == 0, shown.output
    assert "ada and bob" in shown.output
    assert "ddim (100 %, 100 %)" in shown.output
    assert "3 submissions compared, 1 pair alike.  Likeness is no proof" in shown.output
    assert "eve" not in shown.output


def test_a_page_is_written_where_it_is_asked_for(classroom, tmp_path):
    shown = give(str(classroom), "--out", str(tmp_path / "similar.html"))
    assert f"wrote {tmp_path / 'similar.html'}" in shown.output.replace("\n", "")
    assert "ada" in (tmp_path / "similar.html").read_text(encoding="utf-8")


def test_json_holds_pairs_and_places(classroom):
    shown = give(str(classroom), "--json", "--threshold", "0.9")
    found = json.loads(shown.stdout)
    (pair,) = found["pairs"]
    assert pair["students"] == ["ada", "bob"]
    assert pair["modules"][0]["shares"] == [1.0, 1.0]
    assert pair["modules"][0]["places"][0].keys() == {"first", "second"}
    assert found["threshold"] == 0.9


def test_a_student_of_several_attempts_is_not_alike_with_themself(classroom):
    for name in ("ada", "bob.zip"):
        path = classroom / name
        if path.is_dir():
            text = (path / "ddim.py").read_text()
    stem = "Ada Lovelace_123_assignsubmission_file"
    for child in list(classroom.iterdir()):
        if child.name != "bob.zip":
            (child / "ddim.py").unlink()
            child.rmdir()
    (classroom / "bob.zip").unlink()
    (classroom / stem).mkdir()
    (classroom / stem / "ddim.py").write_text(text)
    shown = give(str(classroom))
    assert "1 submission compared; no two are as alike as 80 %" in shown.output


@pytest.mark.parametrize("words", [["nowhere"], ["--threshold", "0"], ["--threshold", "1.5"]])
def test_wrong_use_ends_with_2(classroom, words):
    shown = give(*([str(classroom)] if words[0].startswith("--") else []), *words)
    assert shown.exit_code == 2


def test_a_folder_without_a_homework_around_says_where_to_go(classroom, tmp_path):
    with contextlib.chdir(tmp_path):
        shown = give(str(classroom))
    assert "go into the folder of the homework first" in str(shown.exception)
