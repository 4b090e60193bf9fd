"""What is broken is told in plain sentences, and what is whole is read."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.submissions.reading import read_contents
from autograder.submissions.submission import Contents
from tests.autograder.submissions.conftest import (
    BOTH,
    PLANE,
    SPACE,
    WHOLE,
    in_directory,
    make_folder,
    make_zip,
    patch,
    said,
)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"", "a.zip is empty"),
        (b"hello", "a.zip is no zip but something else"),
        (b"PK\3\4 and no more", "a.zip is a zip that is damaged or cut short; pack it and upload it again"),
        (b"Rar!\x1a\7\0", "a.zip is no zip but a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c\0\0", "a.zip is no zip but a 7z archive"),
        (b"\x1f\x8b\x08\0", "a.zip is no zip but a gzip archive"),
    ],
)
def test_what_is_no_zip_is_told_and_not_opened(tmp_path: Path, course: Course, start: bytes, kind: str):
    (tmp_path / "a.zip").write_bytes(start)
    assert read_contents(tmp_path / "a.zip", course) == Contents({}, (kind,), opened=False)


@pytest.mark.parametrize("name", ["a.tar.gz", "a.tgz", "a.tar", "a.7z", "a.rar", "A.RAR"])
def test_another_archive_says_which_form_is_expected(tmp_path: Path, course: Course, name: str):
    with tarfile.open(tmp_path / name, "w:gz") as archive:
        archive.add(make_folder(tmp_path / "work", BOTH), "work")
    contents = read_contents(tmp_path / name, course)
    wish = "hand in the zip that `autograder pack` makes"
    assert contents.problems == (f"of archives, only zips are opened; {wish}: {name}",)
    assert not contents.opened


def test_a_notebook_instead_of_modules_says_what_to_hand_in(tmp_path: Path, course: Course):
    contents = read_contents(make_zip(tmp_path / "a.zip", {"hw/part1.ipynb": b"{}"}), course)
    assert contents.opened
    assert contents.problems[0].startswith("notebooks are not graded yet; hand in the zip that `autograder pack` makes")


def test_a_notebook_beside_the_modules_is_no_problem(tmp_path: Path, course: Course):
    assert read_contents(make_zip(tmp_path / "a.zip", BOTH | {"part1.ipynb": b"{}"}), course) == WHOLE


def test_a_truncated_zip_is_told_and_not_opened(tmp_path: Path, course: Course):
    path = make_zip(tmp_path / "a.zip", BOTH)
    path.write_bytes(path.read_bytes()[:-30])
    contents = read_contents(path, course)
    assert not contents.opened
    assert "damaged or cut short" in said(contents)


def test_a_damaged_module_is_told_and_the_other_is_read(tmp_path: Path, course: Course):
    path = make_zip(tmp_path / "a.zip", BOTH, zipfile.ZIP_STORED)
    patch(path, lambda data: data.__setitem__(data.index(PLANE), 0))
    contents = read_contents(path, course)
    assert set(contents.sources) == {"space"}
    assert contents.problems == ("a.zip/plane.py is damaged and cannot be unpacked; pack it and upload it again",)


def test_an_encrypted_zip_is_told(tmp_path: Path, course: Course):
    path = make_zip(tmp_path / "a.zip", BOTH)
    for name in BOTH:
        patch(path, lambda data, name=name: in_directory(data, name, 8, 1))
    contents = read_contents(path, course)
    assert not contents.opened
    assert "a.zip/plane.py is encrypted; pack it without a password" in contents.problems


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_an_unusual_compression_is_told(tmp_path: Path, course: Course, method: int):
    contents = read_contents(make_zip(tmp_path / "a.zip", BOTH, method), course)
    assert f"a.zip/plane.py is compressed in an unusual way (method {method}); pack it as an ordinary zip" in (
        contents.problems
    )


def test_an_empty_zip_is_told(tmp_path: Path, course: Course):
    contents = read_contents(make_zip(tmp_path / "a.zip", {}), course)
    assert contents == Contents({}, ("there is nothing to read in a zip: a.zip",), opened=False)


def test_an_empty_folder_is_told(tmp_path: Path, course: Course):
    (tmp_path / "a").mkdir()
    assert read_contents(tmp_path / "a", course) == Contents({}, ("there is nothing to read in it",), opened=False)


def test_nothing_at_all_is_told(tmp_path: Path, course: Course):
    contents = read_contents(tmp_path / "a", course)
    assert contents == Contents({}, ("there is nothing where the submission should be",), opened=False)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"x = 1\0\n", "holds a zero byte, which no text does; save it as UTF-8"),
        ("x = 1\n# größe\n".encode("utf-16"), "holds a zero byte, which no text does; save it as UTF-8"),
        ("x = 1\n\n\n# größe\n".encode("latin-1"), "is not UTF-8 in line 4; save it as UTF-8"),
        (b"# coding: klingon\n", "is not UTF-8, and names no encoding that Python knows; save it as UTF-8"),
        (b"# coding: punycode\n" + b"a" * 500_000 + b"-99", "declares the encoding punycode; save it as UTF-8"),
        (b"# coding: unicode_escape\n'\\q'", "declares the encoding unicode_escape; save it as UTF-8"),
    ],
)
def test_a_module_that_is_no_text_is_told_and_handed_on(tmp_path: Path, course: Course, text: bytes, fault: str):
    contents = read_contents(make_folder(tmp_path / "a", {"plane.py": text, "space.py": SPACE}), course)
    assert contents.problems == (f"plane.py {fault}",)
    assert contents.sources["plane"].text == text


@pytest.mark.parametrize(
    "text",
    [
        "# größe\n".encode(),
        b"\xef\xbb\xbfx = 1\n",
        "# coding: latin-1\n# größe\n".encode("latin-1"),
        "# размер".encode(),
        "# coding: cp1251\n# размер".encode("cp1251"),
    ],
)
def test_a_module_in_an_encoding_that_python_reads_is_no_problem(tmp_path: Path, course: Course, text: bytes):
    contents = read_contents(make_folder(tmp_path / "a", {"plane.py": text, "space.py": SPACE}), course)
    assert contents.problems == ()
