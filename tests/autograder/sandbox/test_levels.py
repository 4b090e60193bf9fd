"""A machine that refuses namespaces grades behind Landlock; one that refuses both refuses to grade."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cohort.record import read_records
from tests.autograder.conftest import COURSE, Person, environment

REFUSING = """
import errno, os, sys
from seccompy import Action, Filter
rules = Filter(default=Action.ALLOW)
for name in sys.argv[1].split(","):
    rules.errno(name, errno.EPERM)
rules.load()
os.execv(sys.executable, [sys.executable, "-m", "autograder", *sys.argv[2:]])
"""
NAMESPACES = "unshare"
BOTH = f"{NAMESPACES},landlock_create_ruleset"


def where_refused(calls: str, instructor: Person, *words: str) -> subprocess.CompletedProcess[str]:
    """Give a command on a machine whose kernel refuses some system calls, as containers do."""
    command = [sys.executable, "-c", REFUSING, calls, *words]
    return subprocess.run(
        command, cwd=instructor.root, env=environment(), capture_output=True, text=True, timeout=200, check=False
    )


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    (tmp_path / "class").mkdir()
    shutil.copytree(COURSE / "solutions", tmp_path / "class" / "ana")
    return tmp_path / "class"


def test_the_doctor_says_what_the_machine_gives_and_why_not_more(instructor: Person):
    done = where_refused(NAMESPACES, instructor, "staff", "doctor")
    assert done.returncode == 0, done.stderr
    assert "uses landlock" in done.stdout
    assert "unshare: Operation not permitted" in done.stdout


def test_without_namespaces_landlock_keeps_strangers_out(instructor: Person, submissions: Path, tmp_path: Path):
    out = str(tmp_path / "results")
    done = where_refused(NAMESPACES, instructor, "staff", "grade", str(submissions), "--out", out, "--seed", "1")
    assert done.returncode == 0, done.stderr
    (record,) = read_records(tmp_path / "results")
    assert record.grade == 8


def test_without_either_nothing_is_graded(instructor: Person, submissions: Path, tmp_path: Path):
    out = str(tmp_path / "results")
    done = where_refused(BOTH, instructor, "staff", "grade", str(submissions), "--out", out)
    assert done.returncode == 2
    assert "this machine does not give the sandbox" in done.stderr
    assert "namespaces: " in done.stderr
    assert "landlock: " in done.stderr
    assert "--unsafe" in done.stderr
    assert not (tmp_path / "results" / "records").exists()
    assert where_refused(BOTH, instructor, "staff", "doctor").returncode == 1


def test_without_either_one_may_insist(instructor: Person, submissions: Path, tmp_path: Path):
    out = str(tmp_path / "results")
    done = where_refused(BOTH, instructor, "staff", "grade", str(submissions), "--out", out, "--unsafe")
    assert done.returncode == 0, done.stderr
    (record,) = read_records(tmp_path / "results")
    assert record.grade == 8
