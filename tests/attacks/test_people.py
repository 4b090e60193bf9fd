"""A command of root's tests runs as somebody who is nobody here, and reaches what it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks.people import ORDINARY_USER, as_ordinary_user, hand_over, is_root

only_root = pytest.mark.skipif(not is_root(), reason="an ordinary user needs no help to be one")


def run_python(code: str, *reachable: Path, cwd: Path | None = None) -> str:
    command = as_ordinary_user([sys.executable, "-c", code], reachable)
    done = subprocess.run(command, cwd=cwd or "/", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@only_root
def test_the_command_is_run_by_the_ordinary_user_without_any_right():
    rights = "open('/proc/self/status').read().split('CapEff:')[1].split()[0]"
    code = f"import os; print(os.getresuid(), os.getgroups(), {rights})"
    assert run_python(code) == f"{(ORDINARY_USER,) * 3} [] {0:016x}"


def test_it_finds_the_interpreter_with_its_packages():
    assert run_python("import msgspec; print('found')") == "found"


def test_it_writes_to_a_folder_that_was_handed_over(tmp_path: Path):
    hand_over(tmp_path)
    run_python("open('note.txt', 'w').write('was here')", tmp_path, cwd=tmp_path)
    assert (tmp_path / "note.txt").read_text(encoding="utf-8") == "was here"


@only_root
def test_what_was_not_named_stays_behind_its_barrier(tmp_path: Path):
    (tmp_path / "named").mkdir()
    (tmp_path / "other").mkdir()
    hand_over(tmp_path)
    code = f"import os; print(os.listdir({str(tmp_path)!r}))"
    assert run_python(code, tmp_path / "named") == "['named']"


@only_root
def test_nothing_changes_outside(tmp_path: Path):
    before = sorted(os.listdir(tmp_path.parent)), Path("/proc/self/mounts").read_text(encoding="utf-8")
    run_python("pass", tmp_path)
    assert (sorted(os.listdir(tmp_path.parent)), Path("/proc/self/mounts").read_text(encoding="utf-8")) == before


@only_root
def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        as_ordinary_user(["true"], [tmp_path / "nowhere"])
