"""The zip at work: laid out as Gradescope lays it out, in a folder that stands for /autograder.

What `setup.sh` installs is taken from the Python that runs these tests; everything else is as it is there.
"""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from autograder.course import Course, load_course
from autograder.exporting.gradescope import build_autograder
from autograder.exporting.gradescope_results import failed_results
from autograder.running.overlay import read_sources
from tests.autograder.conftest import COURSE, Person, environment
from tests.autograder.exporting.gradescope_schema import SCHEMA

ROOT = Path(__file__).parents[3]

THIEF = '''"""Right wherever it can read the solution (circle_area) or the key of the private seeds (distances)."""
import os, sys

import torch

BEGINNINGS = ["ROOT/source", "/proc/1/root/ROOT/source", "/proc/1/cwd", "/proc/%s/cwd" % os.getppid(), *sys.path]
BEGINNINGS += ["/proc/self/cwd", "..", "../source", "../../source"]
LIBRARIES = {"lib", "lib64", "usr", "proc", "sys", "dev", "site-packages"}


def folders():
    yield from BEGINNINGS
    for folder, inside, _ in os.walk("/"):
        inside[:] = [name for name in inside if name not in LIBRARIES]
        yield folder


def readable(name):
    for folder in folders():
        try:
            with open(os.path.join(folder, name)) as file:
                return file.read()
        except Exception:
            pass
    return ""


def circle_area(radius):
    return torch.pi * radius**2 if "math.pi" in readable("secret/solution.py") else None


def distances(points):
    return points.square().sum(dim=1).sqrt() if readable("secret/key") else None
'''


@dataclass(frozen=True)
class Container:
    """A folder that stands for /autograder, and what was written in it."""

    root: Path

    @property
    def results(self) -> dict[str, Any]:
        """What Gradescope would read; it is as documented, or this fails."""
        results: dict[str, Any] = json.loads((self.root / "results" / "results.json").read_bytes())
        jsonschema.validate(results, SCHEMA)
        return results

    def run(self, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `run_autograder` as Gradescope does."""
        given = {"AUTOGRADER_ROOT": str(self.root), "AUTOGRADER_PYTHON": sys.executable}
        return subprocess.run(
            [self.root / "run_autograder"],
            cwd=self.root,
            env=environment() | given | variables,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def submit(self, **modules: str) -> None:
        for name, text in modules.items():
            (self.root / "submission" / f"{name}.py").write_text(text)


def lay_out(course: Course, root: Path) -> Container:
    """Unpack the zip as Gradescope does, with what it adds."""
    archive = build_autograder(course, root / "autograder.zip").path
    subprocess.run(["unzip", "-q", archive, "-d", root / "source"], check=True, timeout=60)
    archive.unlink()
    shutil.copy(root / "source" / "run_autograder", root)
    (root / "submission").mkdir()
    user = {"id": 7, "name": "Emmy Noether", "email": "emmy@uni.example"}
    metadata = {"id": 123, "created_at": "2026-11-27T14:22:32.365935-07:00", "users": [user]}
    (root / "submission_metadata.json").write_text(json.dumps(metadata))
    return Container(root)


@pytest.fixture
def place() -> Iterator[Path]:
    """Give a folder that anybody may look into, as /autograder is."""
    folder = Path(tempfile.mkdtemp(prefix="autograder-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def container(owner: Person, place: Path) -> Container:
    return lay_out(owner.course, place)


def reference(module: str) -> str:
    return (COURSE / "solutions" / f"{module}.py").read_text()


def stub(module: str) -> str:
    return (COURSE / "geometry" / f"{module}.py").read_text()


def test_a_right_submission_gets_everything(container: Container):
    container.submit(plane=reference("plane"), space=reference("space"))
    done = container.run()
    results = container.results
    assert results.get("score") == 8, done.stderr
    assert {t["status"] for t in results["tests"] if t["visibility"] == "visible"} == {"passed"}
    assert results["extra_data"]["status"] == "graded"


def test_a_half_done_submission_gets_the_points_of_what_is_done(container: Container):
    body = "    return math.pi * radius**2\n"
    half = reference("plane").replace(
        "    squares = points**2\n    return squares.sum(dim=1).sqrt()\n", "    return points\n"
    )
    assert body in half
    container.submit(plane=half, space=stub("space"))
    done = container.run()
    scores = {t["name"]: t["score"] for t in container.results.get("tests", [])}
    assert scores == {"plane.circle_area": 3, "plane.distances": 0, "space.cylinder_volume": 0}, done.stderr


@pytest.mark.parametrize("level", ["auto", "namespaces", "landlock"])
def test_hostile_code_reads_neither_solution_nor_key(container: Container, level: str):
    (container.root / "source" / "secret" / "solution.py").write_text(reference("plane"))
    container.submit(plane=THIEF.replace("ROOT", str(container.root)), space=reference("space"))
    done = container.run(AUTOGRADER_LEVEL=level)
    tests = {t["name"]: t["score"] for t in container.results.get("tests", [])}
    assert (tests.get("plane.circle_area"), tests.get("plane.distances")) == (0, 0), done.stdout + done.stderr
    key = (container.root / "source" / "secret" / "key").read_text().strip()
    assert key not in json.dumps(container.results)


def test_the_same_code_would_read_both_without_a_sandbox(container: Container, instructor: Person, tmp_path: Path):
    """Else the test above could not fail."""
    (tmp_path / "plane.py").write_text(THIEF.replace("ROOT", str(container.root)))
    assert read_sources(tmp_path, ["plane"])
    (container.root / "source" / "secret" / "solution.py").write_text(reference("plane"))
    functions = instructor.check(folder=tmp_path).functions
    assert functions["plane.circle_area"].points > 0
    assert functions["plane.distances"].points == 2


def test_the_key_is_for_its_owner_only_after_a_run(container: Container):
    subprocess.run(["chmod", "-R", "a+rX", container.root / "source"], check=True, timeout=60)
    container.run(AUTOGRADER_PYTHON="/bin/true")
    secret = container.root / "source" / "secret"
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (secret, *secret.rglob("*"))} == {0}


def test_without_a_sandbox_nothing_is_graded(container: Container):
    container.submit(plane=reference("plane"))
    done = container.run(AUTOGRADER_LEVEL="none")
    assert "--unsafe" in done.stderr
    assert container.results == failed_results()


@pytest.mark.parametrize(
    "variables",
    [{"AUTOGRADER_PYTHON": "/bin/false"}, {"AUTOGRADER_PYTHON": "/no/python"}, {"AUTOGRADER_SECONDS": "0.01"}],
)
def test_a_run_that_fails_leaves_results_without_a_score(container: Container, variables: dict[str, str]):
    (container.root / "results").mkdir()
    (container.root / "results" / "results.json").write_text('{"score": 8}')
    container.submit(plane=reference("plane"))
    assert container.run(**variables).returncode == 0
    assert container.results == failed_results()


def test_a_grader_that_is_killed_leaves_results_without_a_score(container: Container, tmp_path: Path):
    suicide = tmp_path / "python"
    suicide.write_text("#!/bin/sh\nkill -9 $$\n")
    suicide.chmod(0o755)
    container.run(AUTOGRADER_PYTHON=str(suicide))
    assert container.results == failed_results()


def test_a_tree_without_its_key_leaves_results_without_a_score(container: Container):
    shutil.rmtree(container.root / "source" / "secret")
    container.submit(plane=reference("plane"))
    assert container.run().returncode == 0
    assert container.results == failed_results()


@pytest.mark.parametrize(
    "text",
    [
        None,
        '{"users": ["x"]}',
        *(pytest.param(t, marks=pytest.mark.slow) for t in ("", "[1]", '{"users": [], "created_at": 5}')),
    ],
)
def test_a_submission_is_graded_whatever_is_known_of_its_student(container: Container, text: str | None):
    path = container.root / "submission_metadata.json"
    path.unlink() if text is None else path.write_text(text)
    container.submit(plane=reference("plane"), space=reference("space"))
    done = container.run()
    assert container.results.get("score") == 8, done.stderr


def test_the_reference_of_the_homework_gets_everything(place: Path):
    course = load_course(ROOT)
    container = lay_out(course, place)
    container.submit(**{e: (course.solutions / f"{e}.py").read_text() for e in course.exercises})
    done = container.run()
    assert container.results.get("score") == sum(part.points for part in course.parts), done.stderr
