"""Results for Gradescope, and the zip that is uploaded to it."""

from __future__ import annotations

import json
import re
import shutil
import stat
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from autograder.building.manifest import Manifest
from autograder.course import Course, CourseError, load_course
from autograder.exporting.gradescope import CONTAINER, build_autograder
from autograder.exporting.gradescope_results import failed_results, results_json
from tests.autograder.conftest import Person
from tests.autograder.exporting.conftest import MakeRecord, with_canaries
from tests.autograder.exporting.gradescope_schema import SCHEMA

ROOT = Path(__file__).parents[3]


def is_valid(results: dict[str, Any]) -> bool:
    jsonschema.validate(json.loads(json.dumps(results)), SCHEMA)
    return True


def test_a_student_sees_no_private_field_of_the_record(course: Course, manifest: Manifest, make_record: MakeRecord):
    record, canaries = with_canaries(make_record("s1", "circle_area"))
    results = results_json(record, course, manifest)
    visible = json.dumps(results | {"tests": [t for t in results["tests"] if t["visibility"] == "visible"]})
    assert len(canaries) > 20
    assert not [word for word in canaries if word in visible]


def test_hidden_results_hold_what_was_noticed_and_no_private_value(
    course: Course, manifest: Manifest, make_record: MakeRecord
):
    """Gradescope gives earlier results to the container of the next submission."""
    record, canaries = with_canaries(make_record("s1", "circle_area"))
    hidden = [t for t in results_json(record, course, manifest)["tests"] if t["visibility"] == "hidden"]
    seen = {word for word in canaries if word in json.dumps(hidden)}
    assert seen == {record.noticed[0], record.limits[0].note}


def test_a_test_for_each_function_says_what_the_student_may_read(
    course: Course, manifest: Manifest, make_record: MakeRecord
):
    results = results_json(make_record("s1", "circle_area", seconds=1.25), course, manifest)
    assert is_valid(results)
    assert (results["score"], results["execution_time"], results["stdout_visibility"]) == (3, 1.25, "hidden")
    tests = {t["name"]: t for t in results["tests"]}
    assert {name: (t["number"], t["score"], t["max_score"], t["status"]) for name, t in tests.items()} == {
        "plane.circle_area": ("1.1", 3, 3, "passed"),
        "plane.distances": ("1.2", 0, 2, "failed"),
        "space.cylinder_volume": ("2.1", 0, 3, "failed"),
    }
    assert "This is what you get when distances is wrong." in tests["plane.distances"]["output"]
    assert "The point (3, 4) is 5 away" in tests["plane.distances"]["output"]


def test_the_score_is_the_grade_after_lateness(course: Course, manifest: Manifest, make_record: MakeRecord):
    results = results_json(make_record("s1", "circle_area", penalty=0.75, late_days=1), course, manifest)
    assert results["score"] == 2.25
    assert "0.75 points were taken off." in results["output"]


def test_a_record_that_was_not_graded_has_no_score(course: Course, manifest: Manifest, make_record: MakeRecord):
    results = results_json(make_record("s1", status="not graded", functions={}), course, manifest)
    assert is_valid(results)
    assert not {"score", "tests"} & set(results)
    assert "teaching staff" in results["output"]


def test_an_unreadable_submission_scores_zero_and_says_why(course: Course, manifest: Manifest, make_record: MakeRecord):
    record = make_record("s1", status="unreadable", functions={}, problems=("This is no zip.",))
    results = results_json(record, course, manifest)
    assert is_valid(results)
    assert (results["score"], [t["score"] for t in results["tests"]]) == (0, [0, 0, 0])
    assert "This is no zip." in results["output"]


def test_the_script_has_the_same_words_for_a_failed_run():
    text = (CONTAINER / "run_autograder").read_text()
    (literal,) = re.findall(r"^printf '%s\\n' '(.*)' >", text, flags=re.MULTILINE)
    assert json.loads(literal) == failed_results()


def test_the_zip_has_its_scripts_at_the_root_and_its_secrets_for_the_owner_only(owner: Person, tmp_path: Path):
    built = build_autograder(owner.course, tmp_path / "autograder.zip")
    assert stat.S_IMODE(built.path.stat().st_mode) == 0o600
    with zipfile.ZipFile(built.path) as archive:
        modes = {info.filename: stat.S_IMODE(info.external_attr >> 16) for info in archive.infolist()}
        assert archive.testzip() is None
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert modes["secret/"] == 0o700
    assert {modes[name] for name in modes if name.startswith("secret/")} == {0o700, 0o600}
    assert modes["assignments/course.yaml"] == 0o644
    assert built.files == len(modes) - 1


def test_the_zip_holds_what_grading_and_installing_need_and_nothing_else(owner: Person, tmp_path: Path):
    (owner.root / "geometry" / "__pycache__").mkdir(exist_ok=True)
    (owner.root / "geometry" / "__pycache__" / "plane.pyc").write_bytes(b"")
    (owner.root / "solutions" / ".git").write_text("")
    names = contents(build_autograder(owner.course, tmp_path / "autograder.zip").path)
    folders = {"autograder", "geometry", "assignments", "secret"}
    assert {name.partition("/")[0] for name in names if "/" in name} == folders
    assert {name for name in names if "/" not in name} == {
        "setup.sh", "run_autograder", "pyproject.toml", "README.md", "LICENSE"
    }  # fmt: skip
    assert {"autograder/course.py", "assignments/fingerprints.jsonl"} <= set(names)
    assert {f"autograder/exporting/container/{name}" for name in ("setup.sh", "run_autograder")} <= set(names)
    assert not [name for name in names if "__pycache__" in name or "/." in name]


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_each_build_has_a_key_of_its_own_unless_one_is_given(owner: Person, tmp_path: Path):
    first, second = (contents(build_autograder(owner.course, tmp_path / f"{i}.zip").path) for i in range(2))
    assert len(first["secret/key"].strip()) == 64
    assert first["secret/key"] != second["secret/key"]
    assert {k: v for k, v in first.items() if k != "secret/key"} == {
        k: v for k, v in second.items() if k != "secret/key"
    }
    given = build_autograder(owner.course, tmp_path / "given.zip", key=b"ours\n", pip_conf=owner.root / "README.md")
    assert contents(given.path)["secret/key"] == b"ours\n"
    assert contents(given.path)["pip.conf"] == b"Geometry"


def test_what_the_homework_itself_needs_is_in_its_zip(tmp_path: Path):
    names = contents(build_autograder(load_course(ROOT), tmp_path / "autograder.zip").path).keys()
    assert {"pyproject.toml", "requirements.lock", "README.md", "LICENSE", "course_lib/__init__.py"} <= names
    assert not [name for name in names if name.startswith(("tests/", "solutions/", "quiz/", ".git"))]


@pytest.mark.parametrize(
    ("missing", "message"),
    [("assignments/fingerprints.jsonl", "by which mistakes are named"), ("pyproject.toml", "there is no")],
)
def test_a_course_that_cannot_be_graded_or_installed_is_refused(
    owner: Person, tmp_path: Path, missing: str, message: str
):
    path = owner.root / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(CourseError, match=message):
        build_autograder(owner.course, tmp_path / "autograder.zip")
    assert list(tmp_path.glob("*autograder.zip*")) == []


def test_a_place_that_cannot_be_written_is_named(owner: Person, tmp_path: Path):
    with pytest.raises(CourseError, match=r"nowhere/autograder\.zip cannot be built"):
        build_autograder(owner.course, tmp_path / "nowhere" / "autograder.zip")
