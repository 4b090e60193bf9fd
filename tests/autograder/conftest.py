"""A toy course on geometry to try the engine on, and people at work in copies of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result

from autograder.checking.checks import load_checks
from autograder.commands.main import main
from autograder.course import Course, load_course
from autograder.running.grading import grade
from autograder.running.overlay import read_sources
from autograder.running.report import Report
from autograder.running.runner import Settings

COURSE = Path(__file__).parent / "geometry_course"
OURS = ("assignments", "solutions", "geometry")

collect_ignore = ["geometry_course"]


@dataclass(frozen=True)
class Person:
    """Somebody who works in a copy of the toy course."""

    root: Path

    @property
    def course(self) -> Course:
        return load_course(self.root)

    def path(self, module: str) -> Path:
        """Return the file of a module of the package."""
        return self.root / "geometry" / f"{module}.py"

    def edit(self, path: str | Path, old: str, new: str) -> None:
        """Replace text that stands in a file exactly once."""
        path = self.root / path
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def solve(self) -> None:
        """Fill in everything."""
        for module in self.course.exercises:
            shutil.copy(COURSE / "solutions" / f"{module}.py", self.path(module))

    def circle_area(self, body: str) -> None:
        """Write `circle_area`; what stands there must be the reference."""
        self.edit(self.path("plane"), "    return math.pi * radius**2\n", _indented(body))

    def distances(self, body: str) -> None:
        """Write `distances`; what stands there must be the reference."""
        old = "    squares = points**2\n    return squares.sum(dim=1).sqrt()\n"
        self.edit(self.path("plane"), old, _indented(body))

    def cylinder_volume(self, body: str) -> None:
        """Write `cylinder_volume`; what stands there must be the reference."""
        self.edit(self.path("space"), "    return circle_area(radius) * height\n", _indented(body))

    def check(self, *functions: str, seconds: float = 10.0, seed: int = 0, folder: Path | None = None) -> Report:
        """Check in this process."""
        course = self.course
        sources = read_sources(folder or course.stubs, course.exercises)
        settings = Settings(seed=seed, seconds=seconds)
        return grade(course, load_checks(course), sources, settings, functions or None)

    def type(self, *words: str) -> Result:
        """Give a command in this process."""
        before = Path.cwd()
        os.chdir(self.root)
        try:
            return CliRunner().invoke(main, words, prog_name="autograder", env={"COLUMNS": "140"})
        finally:
            os.chdir(before)

    def run(self, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Give a command in a process of its own."""
        command = [sys.executable, "-m", *words]
        return subprocess.run(
            command, cwd=cwd or self.root, env=environment(), capture_output=True, text=True, timeout=100, check=False
        )


def environment() -> dict[str, str]:
    """Return an environment in which output is wide and torch keeps to one thread."""
    return {**os.environ, "COLUMNS": "140", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def copy_course(to: Path) -> Person:
    """Copy what is committed of the toy course."""
    shutil.copytree(COURSE, to, ignore=shutil.ignore_patterns(".*", "__pycache__", "*.zip"))
    return Person(to)


def _indented(body: str) -> str:
    return "".join(f"    {line}\n" for line in body.splitlines())


@pytest.fixture(scope="session", autouse=True)
def _warm_torch() -> None:
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _own_imports() -> Iterator[None]:
    """Every copy has its own `assignments`, `solutions` and `geometry`; leave no trace of them."""
    path, hidden = list(sys.path), _take_out()
    yield
    sys.path[:] = path
    _take_out()
    sys.modules.update(hidden)


def _take_out() -> dict[str, object]:
    names = [name for name in sys.modules if name.partition(".")[0] in OURS]
    return {name: sys.modules.pop(name) for name in names}


@pytest.fixture
def instructor(tmp_path: Path) -> Person:
    """Somebody who has everything; the modules are stubs."""
    return copy_course(tmp_path / "course")


@pytest.fixture
def beginner(instructor: Person) -> Person:
    """A student with nothing but stubs, and no solutions."""
    shutil.rmtree(instructor.root / "solutions")
    return instructor


@pytest.fixture
def student(beginner: Person) -> Person:
    """A student who has everything right so far, and no solutions."""
    beginner.solve()
    return beginner
