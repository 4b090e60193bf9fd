"""Submissions are found however a class was downloaded, and each is somebody's."""

from __future__ import annotations

import datetime
import os
import random
import unicodedata
import zipfile
from pathlib import Path

import pytest

from autograder.course import Course, CourseError
from autograder.submissions.layouts import find_submissions, number_attempts
from autograder.submissions.reading import read_submission
from autograder.submissions.submission import Submission
from tests.autograder.submissions.conftest import BOTH, PLANE, SPACE, make_folder, make_zip

UTC = datetime.UTC
MOODLE = "assignsubmission_file"


def who(submissions: list[Submission]) -> list[tuple[str, int]]:
    return [(submission.student, submission.attempt) for submission in submissions]


def modules(submission: Submission, course: Course) -> dict[str, bytes]:
    return {name: source.text for name, source in read_submission(submission, course).sources.items()}


def test_folders_and_zips_are_found_in_any_mix(tmp_path: Path, course: Course):
    make_folder(tmp_path / "ada", BOTH)
    make_zip(tmp_path / "bob.zip", BOTH)
    make_folder(tmp_path / "eve.smith", {"work.zip": make_zip(tmp_path / "x.zip", BOTH).read_bytes()})
    (tmp_path / "x.zip").unlink()
    found = find_submissions(tmp_path, course)
    assert who(found) == [("ada", 1), ("bob", 1), ("eve.smith", 1)]
    assert all(modules(one, course) == {"plane": PLANE, "space": SPACE} for one in found)
    assert all(one.submitted is None for one in found)


def test_what_systems_leave_behind_is_nobodys(tmp_path: Path, course: Course):
    make_folder(tmp_path / "__MACOSX", BOTH)
    make_folder(tmp_path / ".git", {})
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._bob.zip", "grades.csv", "readme.txt"):
        (tmp_path / name).write_bytes(b"")
    assert find_submissions(tmp_path, course) == []


@pytest.mark.parametrize(
    "name", ["bob.zip", "bob.ZIP", "bob.tar.gz", "bob.tgz", "bob.7z", "bob.rar", "bob.py", "bob.ipynb"]
)
def test_a_loose_file_is_a_submission_if_it_could_be_somebodys(tmp_path: Path, course: Course, name: str):
    (tmp_path / name).write_bytes(b"")
    assert who(find_submissions(tmp_path, course)) == [("bob", 1)]


def test_links_and_pipes_get_a_row_too(tmp_path: Path, course: Course):
    (tmp_path / "bob").symlink_to("/etc")
    os.mkfifo(tmp_path / "eve.zip")
    found = find_submissions(tmp_path, course)
    assert who(found) == [("bob", 1), ("eve", 1)]
    assert not any(read_submission(one, course).opened for one in found)


def test_names_of_any_alphabet_are_one_person_however_they_are_composed(tmp_path: Path, course: Course):
    make_folder(tmp_path / "Ольга Ладыженская", BOTH)
    make_folder(tmp_path / unicodedata.normalize("NFD", "José"), BOTH)
    make_zip(tmp_path / (unicodedata.normalize("NFC", "José") + ".zip"), BOTH)
    assert who(find_submissions(tmp_path, course, "all")) == [("José", 1), ("José", 2), ("Ольга Ладыженская", 1)]


def test_a_name_that_is_no_utf8_is_kept_apart_and_can_be_written(tmp_path: Path, course: Course):
    for name in (b"/\xff", b"/\xfe"):
        os.mkdir(os.fsencode(tmp_path) + name)
    assert who(find_submissions(tmp_path, course)) == [("\\xfe", 1), ("\\xff", 1)]


def test_the_order_in_the_file_system_changes_nothing(tmp_path: Path, course: Course):
    names = [f"{name}.zip" for name in ("ada", "bob-10", "bob-9", "zoe_1_2_a", "zoe_1_3_a-1", "zoe_1_1_b")]
    answers = set()
    for seed in range(5):
        random.Random(seed).shuffle(names)
        folder = make_folder(tmp_path / str(seed), {})
        for name in names:
            make_zip(folder / name, BOTH)
        answers.add(tuple((s.student, s.attempt, s.path.name) for s in find_submissions(folder, course, "all")))
    assert len(answers) == 1


def test_the_newest_attempt_keeps_its_number(tmp_path: Path, course: Course):
    make_folder(tmp_path / "ada", {})
    make_zip(tmp_path / "ada.zip", BOTH)
    assert who(find_submissions(tmp_path, course, "all")) == [("ada", 1), ("ada", 2)]
    (newest,) = find_submissions(tmp_path, course, "newest")
    assert (newest.attempt, newest.path.name) == (2, "ada.zip")


def test_attempts_are_ordered_by_time_then_by_name():
    def at(hour: int | None, name: str) -> Submission:
        return Submission("ada", Path(name), submitted=hour and datetime.datetime(2030, 1, 1, hour, tzinfo=UTC))

    mixed = [at(9, "a"), at(8, "z"), at(9, "part-10"), at(9, "part-9"), at(None, "zz")]
    assert [s.path.name for s in number_attempts(mixed)] == ["zz", "z", "a", "part-9", "part-10"]
    assert [s.attempt for s in number_attempts(mixed)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("end", ["_", ""])
def test_folders_of_a_moodle_download_are_found(tmp_path: Path, course: Course, end: str):
    packed = make_zip(tmp_path / "x", BOTH).read_bytes()
    make_folder(tmp_path / f"Ada King_1234567_{MOODLE}{end}", {"submission.zip": packed})
    make_folder(tmp_path / f"Anna_Maria O'Neil_1234568_{MOODLE}{end}", BOTH)
    make_folder(tmp_path / "Ada King_1234567_assignsubmission_onlinetext_", {"onlinetext.html": b""})
    found = find_submissions(tmp_path, course)
    assert [(s.student, s.name) for s in found] == [("1234567", "Ada King"), ("1234568", "Anna_Maria O'Neil")]
    assert all(modules(one, course) == {"plane": PLANE, "space": SPACE} for one in found)


def test_a_moodle_download_without_folders_is_found(tmp_path: Path, course: Course):
    make_zip(tmp_path / f"Ada King_1234567_{MOODLE}_submission.zip", BOTH)
    for name, text in BOTH.items():
        (tmp_path / f"Bo Li_1234568_{MOODLE}_{name}").write_bytes(text)
    (tmp_path / f"Cy Tan_1234569_{MOODLE}_essay.pdf").write_bytes(b"%PDF")
    found = find_submissions(tmp_path, course, "all")
    assert who(found) == [("1234567", 1), ("1234568", 1), ("1234569", 1)]
    assert [len(modules(one, course)) for one in found] == [2, 2, 0]


def test_a_file_name_cannot_be_taken_for_another_participants(tmp_path: Path, course: Course):
    make_zip(tmp_path / f"Eve_111_{MOODLE}_Ada_222_{MOODLE}_x.zip", BOTH)
    assert [(s.student, s.name) for s in find_submissions(tmp_path, course)] == [("111", "Eve")]


def test_a_canvas_download_is_found(tmp_path: Path, course: Course):
    make_zip(tmp_path / "kingada_12345_678901_submission.zip", BOTH)
    make_zip(tmp_path / "libo_LATE_12346_678902_submission.zip", BOTH)
    found = find_submissions(tmp_path, course)
    assert [(s.student, s.name, s.note) for s in found] == [
        ("12345", "kingada", ""),
        ("12346", "libo", "Canvas marks it as late"),
    ]
    assert all(s.submitted is None for s in found)


def test_files_that_canvas_numbers_are_attempts(tmp_path: Path, course: Course):
    for number, name in ((678901, "submission"), (678950, "submission-1"), (678999, "submission-10")):
        make_zip(tmp_path / f"kingada_12345_{number}_{name}.zip", {"plane.py": str(number).encode()})
    found = find_submissions(tmp_path, course, "all")
    assert [modules(one, course)["plane"] for one in found] == [b"678901", b"678950", b"678999"]
    assert who(find_submissions(tmp_path, course)) == [("12345", 3)]


def test_modules_handed_in_one_by_one_to_canvas_are_one_submission(tmp_path: Path, course: Course):
    (tmp_path / "kingada_12345_1_plane.py").write_bytes(b"old = 1")
    (tmp_path / "kingada_12345_2_space.py").write_bytes(SPACE)
    (tmp_path / "kingada_12345_3_plane-1.py").write_bytes(PLANE)
    (tmp_path / "kingada_12345_4_screenshot.png").write_bytes(b"")
    old, new = find_submissions(tmp_path, course, "all")
    assert modules(old, course) == {"plane": b"old = 1", "space": SPACE}
    assert modules(new, course) == {"plane": PLANE, "space": SPACE}


def test_names_that_only_look_like_canvas_are_kept_apart(tmp_path: Path, course: Course):
    make_zip(tmp_path / "smith_2030_01_homework.zip", BOTH)
    make_zip(tmp_path / "jones_2030_01_homework.zip", BOTH)
    assert who(find_submissions(tmp_path, course)) == [("jones_2030_01_homework", 1), ("smith_2030_01_homework", 1)]


GRADESCOPE = """---
submission_123456:
  :submitters:
  - :name: Ada King
    :sid: '100'
    :email: ada@example.org
  :created_at: 2030-03-01 12:00:00.123456789 Z
  :score: 3.0
  :history: []
submission_123457:
  :submitters:
  - {":name": Bo Li, ":sid": 101, ":email": bo@example.org}
  - {":name": Cy Tan, ":sid": , ":email": cy@example.org}
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: &1 2030-03-01 13:00:00.000000000 Z
    zone: &2 !ruby/object:ActiveSupport::TimeZone
      name: America/Los_Angeles
    time: *1
submission_123458:
  :submitters:
  - {":name": Di Ek, ":sid": '103'}
  :created_at: '2030-03-01T14:00:00+01:00'
"../outside":
  :submitters: []
"""


def test_a_gradescope_export_is_found(tmp_path: Path, course: Course):
    (tmp_path / "submission_metadata.yml").write_text(GRADESCOPE)
    for number in range(123456, 123460):
        make_folder(tmp_path / f"submission_{number}", BOTH)
    found = {s.student: s for s in find_submissions(tmp_path, course)}
    assert list(found) == ["100", "101", "103", "cy@example.org", "submission_123459"]
    assert (found["100"].name, found["100"].email) == ("Ada King", "ada@example.org")
    assert found["100"].submitted == datetime.datetime(2030, 3, 1, 12, 0, 0, 123456, UTC)
    assert found["101"].submitted == datetime.datetime(2030, 3, 1, 13, tzinfo=UTC)
    assert found["103"].submitted == datetime.datetime(2030, 3, 1, 13, tzinfo=UTC)
    assert found["101"].path == found["cy@example.org"].path
    assert found["101"].note == "handed in by a group of 2"


def test_a_submission_that_the_export_names_and_does_not_hold_gets_a_row(tmp_path: Path, course: Course):
    (tmp_path / "submission_metadata.yml").write_text(GRADESCOPE)
    found = find_submissions(tmp_path, course)
    assert [s.student for s in found] == ["100", "101", "103", "cy@example.org"]
    assert not read_submission(found[0], course).opened


@pytest.mark.parametrize("text", ["a: [", "just words", "a: !ruby/object:X\n- 2030-13-45\n", "x: 2030-13-45\n"])
def test_damaged_metadata_is_an_error_that_names_the_file(tmp_path: Path, course: Course, text: str):
    (tmp_path / "submission_metadata.yml").write_text(text)
    with pytest.raises(CourseError, match=r"submission_metadata.yml cannot be read: .*; export it again"):
        find_submissions(tmp_path, course)


@pytest.mark.parametrize(
    ("stamp", "hour"),
    [
        ("2030-03-01 12:00:00.000000 UTC", 12),
        ("2030-03-01 12:00:00 Europe/Berlin\n", 11),
        ("2030-03-01 12:00:00.000000 +0200", 10),
        ("2030-03-01T12:00:00Z", 12),
        ("2030-03-01 12:00:00", 12),
        ("yesterday", None),
        ("2030-03-01 12:00:00 Mars/Olympus", None),
        ("2030-03-01 12:00:00 ../../etc/passwd", None),
        ("", None),
    ],
)
def test_nbgraders_submitted_is_found_with_its_times(tmp_path: Path, course: Course, stamp: str, hour: int | None):
    make_folder(tmp_path / "submitted/ada/geometry", BOTH | {"timestamp.txt": stamp.encode()})
    expected = None if hour is None else datetime.datetime(2030, 3, 1, hour, tzinfo=UTC)
    for folder in (tmp_path, tmp_path / "submitted"):
        (one,) = find_submissions(folder, course)
        assert (one.student, one.submitted) == ("ada", expected)
        assert modules(one, course) == {"plane": PLANE, "space": SPACE}


def test_of_several_assignments_the_one_with_the_modules_counts(tmp_path: Path, course: Course):
    stamp = {"timestamp.txt": b"2030-03-01 12:00:00 UTC"}
    for student in ("ada", "bob"):
        make_folder(tmp_path / student / "essay", {"essay.ipynb": b""} | stamp)
        make_folder(tmp_path / student / "geometry", BOTH | stamp)
    make_folder(tmp_path / "eve" / "zz", BOTH | stamp)
    found = find_submissions(tmp_path, course, "all")
    assert [s.path.relative_to(tmp_path).as_posix() for s in found] == ["ada/geometry", "bob/geometry", "eve"]


def test_layouts_may_be_mixed(tmp_path: Path, course: Course):
    (tmp_path / "submission_metadata.yml").write_text(GRADESCOPE)
    make_folder(tmp_path / "submission_123456", BOTH)
    make_folder(tmp_path / f"Ada King_1234567_{MOODLE}_", BOTH)
    make_zip(tmp_path / "kingada_12345_678901_submission.zip", BOTH)
    make_folder(tmp_path / "bob/geometry", BOTH | {"timestamp.txt": b"2030-03-01 12:00:00 UTC"})
    make_folder(tmp_path / "eve", BOTH)
    students = {s.student for s in find_submissions(tmp_path, course)}
    assert students == {"100", "101", "103", "cy@example.org", "1234567", "12345", "bob", "eve"}


def test_a_layout_can_be_forced(tmp_path: Path, course: Course):
    make_zip(tmp_path / "king_12345_678901_work.zip", BOTH)
    assert who(find_submissions(tmp_path, course, layout="plain")) == [("king_12345_678901_work", 1)]
    assert who(find_submissions(tmp_path, course, layout="canvas")) == [("12345", 1)]


def test_the_times_of_files_count_only_where_they_are_trusted(tmp_path: Path, course: Course):
    make_folder(tmp_path / "ada", BOTH)
    os.utime(tmp_path / "ada" / "plane.py", (1_900_000_000, 1_900_000_000))
    os.utime(tmp_path / "ada" / "space.py", (1_800_000_000, 1_800_000_000))
    assert find_submissions(tmp_path, course)[0].submitted is None
    (one,) = find_submissions(tmp_path, course, trust_file_times=True)
    assert one.submitted == datetime.datetime.fromtimestamp(1_900_000_000, UTC)


def test_one_students_folder_is_an_error_that_says_what_is_expected(tmp_path: Path, course: Course):
    with pytest.raises(CourseError, match=r"holds plane.py, space.py itself.*a folder or zip for each student"):
        find_submissions(make_folder(tmp_path, BOTH), course)


def test_a_folder_that_is_not_there_and_a_zip_are_errors(tmp_path: Path, course: Course):
    with pytest.raises(CourseError, match="is not there; expected a folder"):
        find_submissions(tmp_path / "nowhere", course)
    with pytest.raises(CourseError, match="unpack the download first"):
        find_submissions(make_zip(tmp_path / "a.zip", BOTH), course)


@pytest.mark.parametrize(
    "inside",
    [["A B_1_assignsubmission_file/x.zip", "C D_2_assignsubmission_file/x.zip"], ["e/submission_metadata.yml"]],
)
def test_the_download_of_a_whole_class_has_to_be_unpacked(course: Course, tmp_path: Path, inside: list[str]):
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        for name in inside:
            archive.writestr(name, "")
    with pytest.raises(CourseError, match="unpack it"):
        find_submissions(tmp_path, course)
