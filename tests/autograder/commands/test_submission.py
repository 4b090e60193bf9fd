"""A submission holds exactly the student's modules and a manifest of them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

from tests.autograder.conftest import Person


def test_the_zip_holds_the_modules_and_the_manifest_and_nothing_else(student: Person):
    (student.root / "geometry" / "diary.py").write_text("private")
    result = student.type("pack")
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(student.root / "submission.zip") as archive:
        assert archive.namelist() == ["plane.py", "space.py", "manifest.json"]
        described = json.loads(archive.read("manifest.json"))
        assert archive.read("plane.py") == student.path("plane").read_bytes()
    assert described["course"] == "Geometry"
    assert described["version"] == json.loads((student.root / "assignments/manifest.json").read_text())["version"]
    for name in ("plane.py", "space.py"):
        text = (student.root / "geometry" / name).read_bytes()
        assert described["files"][name] == {"sha256": hashlib.sha256(text).hexdigest(), "bytes": len(text)}


def test_it_says_what_is_inside(student: Person):
    student.type("check")
    output = student.type("pack").output
    assert "submission.zip holds 2 modules and manifest.json" in output
    assert "plane.py" in output
    assert "5 / 5" in output


def test_the_same_modules_make_the_same_bytes(student: Person):
    zips = []
    for name in ("one.zip", "two.zip"):
        student.type("pack", "--out", name)
        zips.append((student.root / name).read_bytes())
    assert zips[0] == zips[1]


def test_a_missing_module_is_named(student: Person):
    student.path("space").unlink()
    output = student.type("pack").output
    assert "Not there, and not packed: space.py" in output
    with zipfile.ZipFile(student.root / "submission.zip") as archive:
        assert archive.namelist() == ["plane.py", "manifest.json"]


def test_a_module_that_does_not_load_is_packed_with_a_warning(student: Person):
    student.path("space").write_text("x = [1\n")
    output = student.type("pack").output
    assert "does not load: '[' was never closed" in output
    assert (student.root / "submission.zip").is_file()


def test_functions_that_are_not_written_yet_are_told(beginner: Person):
    assert "has functions that are not written yet" in beginner.type("pack").output


def test_what_was_changed_since_the_last_check_is_told(student: Person):
    student.type("check")
    assert "changed since" not in student.type("pack").output
    student.path("space").write_text(student.path("space").read_text() + "\n# later\n")
    assert "changed since" in student.type("pack").output


def test_nothing_to_pack_is_an_error(student: Person):
    for module in ("plane", "space"):
        student.path(module).unlink()
    result = student.type("pack")
    assert result.exit_code == 2
    assert "expected plane.py, space.py" in result.output


def test_a_place_that_cannot_be_written_is_an_error_and_leaves_nothing(student: Person, tmp_path: Path):
    result = student.type("pack", "--out", "nowhere/submission.zip")
    assert result.exit_code == 2
    assert "nowhere/submission.zip cannot be written" in result.output
    assert not list(student.root.glob("*.draft"))
