"""A student's copy works by itself, says which mistake it is, and gives no solution away."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.building.manifest import read_manifest
from autograder.building.stubs import solution_lines
from autograder.course import Course, load_course
from autograder.diagnosis.diagnoser import Diagnoser
from autograder.diagnosis.mistakes import load_mistakes, make_mistake, reference_sources
from autograder.running.grading import grade
from autograder.running.runner import Settings

TRIVIAL = re.compile(
    r"return \w+|x = x_?\w*|else:|(el)?if prediction == .+:|if \w+ is None:|return \w+\[\w+\]"
    r"|levels = timesteps\.tolist\(\)"
)


def in_copy(copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy with no other checkout in reach."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "OMP_NUM_THREADS": "1", "COLUMNS": "120"}
    return subprocess.run([sys.executable, *words], cwd=copy, capture_output=True, text=True, env=environment)


def test_it_holds_no_line_of_a_solution(course: Course, student_copy: Path):
    files = [p for p in student_copy.rglob("*") if p.is_file() and p.suffix not in (".safetensors", ".png")]
    texts = {p: {line.strip() for line in p.read_text(encoding="utf-8").splitlines()} for p in files}
    secret = set()
    for source in reference_sources(course).values():
        secret |= {line for line in solution_lines(source.text.decode()) if not TRIVIAL.fullmatch(line)}
    assert len(secret) > 60
    leaks = {(p.relative_to(student_copy).as_posix(), line) for p, lines in texts.items() for line in secret & lines}
    assert leaks == set()


def test_it_checks_hints_explains_and_packs_without_the_solutions(student_copy: Path):
    checked = in_copy(student_copy, "-m", "autograder", "check", "--json")
    assert checked.returncode == 1, checked.stderr
    assert '"status": "missing"' in checked.stdout
    assert '"passed"' not in checked.stdout
    check = read_manifest(load_course(student_copy)).functions[0].checks[0].name
    for words in ([], ["hint", "ddim_step"], ["explain", check], ["pack"]):
        done = in_copy(student_copy, "-m", "autograder", *words)
        assert done.returncode == 0, done.stderr
    assert (student_copy / "submission.zip").is_file()
    built = in_copy(student_copy, "-m", "autograder", "staff", "build")
    assert built.returncode == 2
    assert "solutions" in built.stderr


def test_the_right_sentence_comes_first_for_every_known_mistake(course: Course, checks, student_copy: Path):
    copy = load_course(student_copy)
    assert not copy.has_solutions
    diagnoser = Diagnoser(copy, Settings())
    reference, wrong, count = reference_sources(course), [], 0
    for exercise, mistakes in load_mistakes(course).items():
        for mistake in mistakes:
            count += 1
            sources = make_mistake(reference, exercise, mistake)
            report = grade(copy, checks, sources, functions=[mistake.function], diagnoser=diagnoser)
            result = report.functions[f"{exercise}.{mistake.function}"]
            if result.diagnosis != mistake.says:
                wrong.append((mistake, result.diagnosis))
    assert len(wrong) <= 0.05 * count, wrong


@pytest.mark.parametrize("part", [1, 2, 3])
def test_its_gallery_shows_stubs_as_not_yet_written(student_copy: Path, part: int):
    out = student_copy / "gallery.html"
    drawn = in_copy(student_copy, "-m", "course_lib", "gallery", "--part", str(part), "--out", str(out))
    assert drawn.returncode == 0, drawn.stderr
    assert "Not yet: fill in" in out.read_text(encoding="utf-8")
