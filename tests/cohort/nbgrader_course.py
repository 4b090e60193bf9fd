"""The same homework as a university grades it today: one notebook, and `nbgrader autograde`.

A solution cell for each exercise holds the student's functions; behind them, a grade cell for each function runs the
very same checks and ends in the points that were earned, which nbgrader takes as partial credit.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.building.manifest import read_manifest
from autograder.course import Course
from autograder.diagnosis.mistakes import reference_sources
from autograder.running.overlay import Source
from tests.cohort.measuring import Spent, measure

ASSIGNMENT = "homework"
CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "benchmark"\n'
SETUP = """
from pathlib import Path

from autograder.checking.checks import load_checks
from autograder.running.in_process import InProcess
from autograder.course import load_course
from autograder.running.overlay import Overlay, read_sources
from autograder.running.runner import Runner, Settings
from autograder.running.trial import homes

course = load_course(Path({root!r}))
checks = load_checks(course)
overlay = Overlay(course.package, course.exercises, read_sources(Path(), course.exercises))
overlay.__enter__()
runner = Runner(checks, InProcess(overlay, homes(checks)), settings=Settings(seed={seed}))
"""


def make_course(folder: Path, course: Course, seed: int) -> None:
    """Write the instructor's notebook and let nbgrader make the students' release of it."""
    source = folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    source.parent.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIG)
    source.write_text(json.dumps(_notebook(course, seed)), encoding="utf-8")
    run(folder, course, "generate_assignment", ASSIGNMENT)


def hand_in(folder: Path, course: Course, student: str, sources: Mapping[str, Source]) -> None:
    """Put a student's modules into the cells of the released notebook, and that where nbgrader collects."""
    released = folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = json.loads(released.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        kind, _, exercise = cell["metadata"]["nbgrader"]["grade_id"].partition("-")
        if kind == "solution" and exercise in sources:
            cell["source"] = as_cell(exercise, sources[exercise].text.decode())
    path = folder / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def run(folder: Path, course: Course, *words: str) -> Spent:
    """Give a command to nbgrader.

    Raises: RuntimeError, with what it printed, if it does not succeed.
    """
    environment = {**os.environ, "PYTHONPATH": str(course.root), "OMP_NUM_THREADS": "1"}
    programs = str(Path(sys.executable).parent)  # nbgrader starts alembic by its bare name
    environment["PATH"] = os.pathsep.join((programs, os.environ.get("PATH", os.defpath)))
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment |= {name: str(folder / ".jupyter" / name.lower()) for name in homes}
    return measure([sys.executable, "-m", "nbgrader", *words], folder, environment)


def scores(folder: Path, course: Course) -> dict[str, float]:
    """Return what nbgrader's gradebook holds for each student."""
    run(folder, course, "export", "--to=grades.csv")
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as table:
        return {
            row["student_id"]: float(row["score"])
            for row in csv.DictReader(table)
            if row["timestamp"] or row["raw_score"]
        }


def as_cell(exercise: str, text: str) -> str:
    """Return a module as a cell that writes it where the others import it from."""
    return f"%%writefile {exercise}.py\n{text}"


def _notebook(course: Course, seed: int) -> dict[str, Any]:
    reference = reference_sources(course)
    cells = [_cell(f"solution-{e}", as_cell(e, s.text.decode()), solution=True) for e, s in reference.items()]
    cells.append(_cell("setup", SETUP.format(root=str(course.root), seed=seed).strip(), locked=True))
    for entry in read_manifest(course).functions:
        call = f"runner.result({entry.name!r}).points"
        cells.append(_cell(f"grade-{entry.name}", call, locked=True, points=entry.points))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _cell(
    name: str, source: str, solution: bool = False, locked: bool = False, points: float | None = None
) -> dict[str, Any]:
    about: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": name,
        "solution": solution,
        "locked": locked,
        "task": False,
    }
    about |= {"grade": points is not None} | ({} if points is None else {"points": points})
    cell: dict[str, Any] = {"cell_type": "code", "id": name, "execution_count": None, "outputs": [], "source": source}
    return {**cell, "metadata": {"nbgrader": about}}
