"""Nothing is followed, nothing leads out, nothing grows without end, and what is said may be shown."""

from __future__ import annotations

import os
import random
import socket
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.submissions.bounds import Bounds
from autograder.submissions.reading import read_contents, read_submission
from autograder.submissions.submission import Contents, Submission
from tests.autograder.submissions.conftest import (
    BOTH,
    PLANE,
    SPACE,
    WHOLE,
    as_nobody,
    in_directory,
    make_folder,
    make_zip,
    patch,
    said,
)


def test_a_link_in_a_zip_is_not_followed(tmp_path: Path, course: Course):
    link = zipfile.ZipInfo("plane.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    contents = read_contents(make_zip(tmp_path / "a.zip", [(link, b"/etc/passwd"), ("space.py", SPACE)]), course)
    assert set(contents.sources) == {"space"}
    assert contents.problems == ("links are not followed: plane.py", "there is no plane.py")


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path, course: Course):
    secret = make_folder(tmp_path / "secret", BOTH)
    folder = make_folder(tmp_path / "a", {"readme.txt": b""})
    (folder / "plane.py").symlink_to(secret / "plane.py")
    (folder / "geometry").symlink_to(secret)
    contents = read_contents(folder, course)
    assert contents.sources == {}
    assert "links are not followed: geometry, plane.py" in contents.problems


def test_a_link_instead_of_a_submission_is_not_followed(tmp_path: Path, course: Course):
    (tmp_path / "b").symlink_to(make_folder(tmp_path / "a", BOTH))
    (tmp_path / "b.zip").symlink_to(make_zip(tmp_path / "a.zip", BOTH))
    for name in ("b", "b.zip"):
        assert read_contents(tmp_path / name, course) == Contents(
            {}, (f"links are not followed: {name}",), opened=False
        )


def test_a_file_that_becomes_a_link_is_not_followed(tmp_path: Path, course: Course):
    """Between the look and the opening; `files` lets a test put a link there."""
    (tmp_path / "link").symlink_to(make_zip(tmp_path / "a.zip", BOTH))
    contents = read_submission(Submission("1", tmp_path / "link", files=(("a.zip", tmp_path / "link"),)), course)
    assert contents == Contents({}, ("a.zip is a link, and links are not followed",), opened=False)


@pytest.mark.parametrize(
    "name", ["../plane.py", "x/../../plane.py", "/plane.py", "C:\\plane.py", "c:/plane.py", "\\\\host\\plane.py"]
)
def test_a_name_that_leads_out_is_not_read(tmp_path: Path, course: Course, name: str):
    contents = read_contents(make_zip(tmp_path / "a.zip", {name: PLANE, "space.py": SPACE}), course)
    assert set(contents.sources) == {"space"}
    assert f"names that lead out of the zip are not read: {name}" in contents.problems


def test_names_with_a_backslash_are_read_as_folders(tmp_path: Path, course: Course):
    entries = {f"geometry\\{name}": text for name, text in BOTH.items()}
    contents = read_contents(make_zip(tmp_path / "a.zip", entries), course)
    assert contents.sources == WHOLE.sources
    assert contents.problems == ("names with a backslash were read as folders: geometry\\plane.py, geometry\\space.py",)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_files_with_the_same_name_the_last_is_read(tmp_path: Path, course: Course):
    contents = read_contents(make_zip(tmp_path / "a.zip", [("plane.py", b"old = 1"), *BOTH.items()]), course)
    assert contents.sources == WHOLE.sources
    assert contents.problems == ("of two files with the same name in a zip the last was taken: a.zip/plane.py",)


def test_files_that_overlap_are_not_read(tmp_path: Path, course: Course):
    path = make_zip(tmp_path / "a.zip", {"plane.py": PLANE, "other": b"0" * 40, "space.py": SPACE}, zipfile.ZIP_STORED)
    patch(path, lambda data: in_directory(data, "other", 42, 0, "<L"))
    contents = read_contents(path, course)
    assert set(contents.sources) == {"space"}
    assert "a.zip/plane.py shares bytes with another file of the zip" in said(contents)


def test_a_size_that_is_declared_too_small_gains_nothing(tmp_path: Path, course: Course):
    path = make_zip(tmp_path / "a.zip", {"plane.py": b"#" * 100_000, "space.py": SPACE})
    patch(path, lambda data: in_directory(data, "plane.py", 24, 10, "<L"))
    contents = read_contents(path, course)
    assert set(contents.sources) == {"space"}
    assert "a.zip/plane.py is damaged" in said(contents)


def test_a_module_that_is_too_large_is_told(tmp_path: Path, course: Course):
    large = random.Random(0).randbytes(2 << 20).hex().encode()
    contents = read_contents(make_zip(tmp_path / "a.zip", {"plane.py": large, "space.py": SPACE}), course)
    assert set(contents.sources) == {"space"}
    assert contents.problems == ("a.zip/plane.py is larger than 1 MiB",)


def test_a_module_that_grows_too_much_is_told(tmp_path: Path, course: Course):
    contents = read_contents(make_zip(tmp_path / "a.zip", {"plane.py": b"#" * 900_000, "space.py": SPACE}), course)
    assert set(contents.sources) == {"space"}
    assert "a.zip/plane.py grows more than 200-fold" in said(contents)


def test_what_is_read_in_all_is_bounded_and_loose_modules_come_first(tmp_path: Path, course: Course):
    entries = {"plane.py": PLANE, "0.zip": random.Random(0).randbytes(150_000)}
    entries["1.zip"] = entries["0.zip"]
    contents = read_contents(make_zip(tmp_path / "a.zip", entries), course, Bounds(total=200_000))
    assert set(contents.sources) == {"plane"}
    assert "a.zip/1.zip was not read: there is more than 200000 bytes in all" in said(contents)


def test_a_device_a_pipe_and_a_socket_are_not_read(tmp_path: Path, course: Course):
    folder = make_folder(tmp_path / "a", {"readme.txt": b""})
    os.mkfifo(folder / "plane.py")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "space.py"))
        contents = read_contents(folder, course)
    assert contents.sources == {}
    assert "only plain files are read, no devices, pipes or sockets: plane.py, space.py" in contents.problems


def test_a_pipe_instead_of_a_submission_does_not_hold_the_run_up(tmp_path: Path, course: Course):
    os.mkfifo(tmp_path / "a.zip")
    assert not read_contents(tmp_path / "a.zip", course).opened
    contents = read_submission(Submission("1", tmp_path, files=(("a.zip", tmp_path / "a.zip"),)), course)
    assert contents == Contents({}, ("a.zip is no plain file",), opened=False)


def test_a_pipe_in_a_zip_is_not_read(tmp_path: Path, course: Course):
    pipe = zipfile.ZipInfo("plane.py")
    pipe.external_attr = (stat.S_IFIFO | 0o644) << 16
    contents = read_contents(make_zip(tmp_path / "a.zip", [(pipe, PLANE), ("space.py", SPACE)]), course)
    assert "only plain files are read, no devices, pipes or sockets: plane.py" in contents.problems


def test_a_file_that_may_not_be_read_is_told(public: Path, course: Course):
    files = tuple((name, public / name) for name in BOTH)
    make_folder(public, BOTH)
    (public / "plane.py").chmod(0)
    contents = as_nobody(lambda: read_submission(Submission("1", public, files=files), course))
    assert set(contents.sources) == {"space"}
    assert contents.problems == ("plane.py cannot be read (permission denied)",)


def test_a_folder_that_may_not_be_read_is_told(public: Path, course: Course):
    folder = make_folder(public / "a", BOTH)
    folder.chmod(0)
    contents = as_nobody(lambda: read_contents(folder, course))
    folder.chmod(0o755)
    assert contents == Contents({}, ("a folder cannot be read (permission denied): a",), opened=False)


def test_folders_that_are_too_deep_are_told(tmp_path: Path, course: Course):
    deep = {"1/2/3/4/5/6/7/plane.py": PLANE, "space.py": SPACE}
    zipped = read_contents(make_zip(tmp_path / "a.zip", deep), course)
    assert zipped.problems[0] == "folders more than 6 deep are not looked into: 1/2/3/4/5/6/7/plane.py"
    folder = read_contents(make_folder(tmp_path / "a", deep), course)
    assert folder.problems[0] == "folders more than 6 deep are not looked into: 1/2/3/4/5/6/7"


def test_in_a_hundred_thousand_files_the_modules_are_found(tmp_path: Path, course: Course):
    many = [(f"data/{i}", b"") for i in range(100_000)]
    contents = read_contents(make_zip(tmp_path / "a.zip", [*many, *BOTH.items()], zipfile.ZIP_STORED), course)
    assert contents.sources == WHOLE.sources
    assert contents.problems == ("there are more than 20000 files and folders; not all of them were looked at",)


def test_in_a_folder_of_too_many_files_the_modules_are_found(tmp_path: Path, course: Course):
    many = {f"{i}": b"" for i in range(60)}
    folder = make_folder(tmp_path / "a", many | {"plane.py": PLANE, "geometry/space.py": SPACE})
    make_folder(folder / "geometry", many)
    contents = read_contents(folder, course, Bounds(entries=50))
    assert contents.sources == WHOLE.sources
    assert "there are more than 50 files and folders; not all of them were looked at" in contents.problems


def test_a_table_of_contents_that_is_too_large_is_told(tmp_path: Path, course: Course):
    path = make_zip(tmp_path / "a.zip", BOTH)
    contents = read_contents(path, course, Bounds(directory=100))
    assert contents == Contents({}, ("a.zip has a table of contents larger than 100 bytes",), opened=False)


def test_not_every_zip_is_opened(tmp_path: Path, course: Course):
    zips = {f"{i}.zip": make_zip(tmp_path / "x.zip", {"x": b""}).read_bytes() for i in range(5)}
    contents = read_contents(make_folder(tmp_path / "a", zips), course, Bounds(archives=3))
    assert "there is too much in it to open all of the zips" in contents.problems


def test_names_in_messages_are_printable_and_short(tmp_path: Path, course: Course):
    entries = [(f"../\x1b[31m{'x' * 200}\u202e{i}", b"") for i in range(50)]
    contents = read_contents(make_zip(tmp_path / "a.zip", [*entries, *BOTH.items()]), course)
    (sentence,) = contents.problems
    assert sentence.isprintable()
    assert sentence.endswith("and 47 more")
    assert len(sentence) < 300


def test_names_that_are_no_utf8_do_not_stop_the_reading(tmp_path: Path, course: Course):
    folder = make_folder(tmp_path / "a", BOTH)
    os.symlink("x", os.fsencode(folder) + b"/\xff")
    contents = read_contents(folder, course)
    assert contents.sources == WHOLE.sources
    assert contents.problems == ("links are not followed: \\xff",)


def test_no_path_of_this_machine_is_told(tmp_path: Path, course: Course):
    folder = make_folder(tmp_path / "a", {"old.zip": b"PK", "x/y.rar": b"", "Plane.py": b"", "z.ipynb": b""})
    (folder / "link").symlink_to("/etc")
    contents = read_contents(folder, course)
    assert len(contents.problems) >= 5
    assert str(tmp_path) not in said(contents)


def test_a_zip64_that_lies_about_everything_is_told(tmp_path: Path, course: Course):
    def lie(data: bytearray) -> None:
        end = data.rindex(b"PK\5\6")
        struct.pack_into("<LL", data, end + 12, 0xFFFFFFF0, 0xFFFFFFF0)

    contents = read_contents(patch(make_zip(tmp_path / "a.zip", BOTH), lie), course)
    assert not contents.opened
