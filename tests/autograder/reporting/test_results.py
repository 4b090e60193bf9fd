"""Files in a results folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest

from autograder.cohort.record import record_name
from autograder.course import CourseError
from autograder.reporting.results import open_overview, read_hints, write, write_results


def files(folder: Path) -> dict[str, int]:
    """Return every file and the number of its inode, which changes when the file is replaced."""
    return {p.relative_to(folder).as_posix(): p.stat().st_ino for p in folder.rglob("*") if p.is_file()}


def test_a_results_folder_gets_table_overview_and_a_page_for_each_student(results, whole_class, course, manifest):
    overview = write_results(results, course, manifest)
    assert overview == results / "overview.html"
    pages = {f"feedback/{record_name(r.student)}.html" for r in whole_class}
    assert {f for f in files(results) if not f.startswith("records/")} == {"grades.csv", "overview.html", *pages}


def test_each_link_of_the_overview_leads_to_a_page(results, whole_class, course, manifest):
    text = write_results(results, course, manifest).read_text(encoding="utf-8")
    links = {part.partition('"')[0] for part in text.split('href="')[1:]}
    pages = {link for link in links if link.startswith("feedback/")}
    assert len(pages) == len(whole_class)
    assert all((results / unquote(page)).is_file() for page in pages)


def test_a_second_time_changes_no_file(results, course, manifest):
    write_results(results, course, manifest)
    before = files(results)
    write_results(results, course, manifest)
    assert files(results) == before


def test_only_what_changed_is_written_again(results, record, save_records, course, manifest):
    write_results(results, course, manifest)
    before = files(results)
    save_records(results, record("circumference", student="ada", name="Ada Lovelace", email="ada@uni.example"))
    write_results(results, course, manifest)
    changed = {name for name, inode in files(results).items() if before[name] != inode and "records" not in name}
    assert changed == {"grades.csv", "overview.html", "feedback/ada.html"}


def test_files_of_others_stay(results, course, manifest):
    (results / "feedback").mkdir()
    for name in ("feedback/notes.txt", "feedback/somebody.html", "mine.csv"):
        (results / name).write_text("mine")
    write_results(results, course, manifest)
    assert {(results / n).read_text() for n in ("feedback/notes.txt", "feedback/somebody.html", "mine.csv")} == {"mine"}


def test_the_newest_of_several_attempts_has_the_page(tmp_path, record, save_records, course, manifest):
    first, second = record("circumference", attempt=1), record("right", attempt=2)
    save_records(tmp_path, second, first)
    write_results(tmp_path, course, manifest)
    (page,) = (tmp_path / "feedback").iterdir()
    assert page.name == "ada.html"
    assert "attempt 2" in page.read_text(encoding="utf-8")


def test_a_folder_without_records_is_refused(tmp_path, course, manifest):
    with pytest.raises(CourseError, match=r"there is no folder records/ in .*; `autograder staff grade` makes it"):
        write_results(tmp_path, course, manifest)


def test_a_file_that_is_no_record_is_refused(results, course, manifest):
    (results / "records" / "torn.json").write_text('{"student": "x"')
    with pytest.raises(msgspec.DecodeError):
        write_results(results, course, manifest)


def test_a_file_that_cannot_be_replaced_leaves_the_old_one_and_no_draft(tmp_path):
    path = tmp_path / "grades.csv"
    path.mkdir()
    with pytest.raises(OSError):  # noqa: PT011  # a folder in the way is one error or another, by system
        write(path, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["grades.csv"]


def test_an_exercise_may_have_no_hints(course):
    (course.assignments / "part1_plane" / "hints_plane.yaml").unlink()
    assert list(read_hints(course)) == ["space.cylinder_volume"]


def test_hints_that_are_wrong_are_refused(course):
    (course.assignments / "part1_plane" / "hints_plane.yaml").write_text("- no mapping\n")
    with pytest.raises(CourseError, match=r"hints_plane\.yaml"):
        read_hints(course)


def test_without_a_screen_the_address_is_printed(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    page = tmp_path / "über sicht.html"
    assert open_overview(page) == page.as_uri()
    assert capsys.readouterr().out == f"{page.as_uri()}\n"
    assert page.as_uri().startswith("file:///")


def test_with_a_screen_the_page_is_opened_in_the_browser(tmp_path):
    """The browser is a real program, which writes down what it was asked to open."""
    asked, program = tmp_path / "asked", tmp_path / "browser.py"
    program.write_text(f"import sys\nopen({str(asked)!r}, 'w').write(sys.argv[1])\n")
    page = tmp_path / "overview.html"
    code = (
        "from pathlib import Path; from autograder.reporting.results import open_overview; "
        f"open_overview(Path({str(page)!r}))"
    )
    env = {**os.environ, "DISPLAY": ":0", "BROWSER": f"{sys.executable} {program} %s"}
    run = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True
    )
    assert asked.read_text() == page.as_uri()
    assert run.stdout == ""
