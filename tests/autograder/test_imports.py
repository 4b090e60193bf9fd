"""Imports point one way (see the map in the design): read from the files of this repository."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import autograder
from autograder.course import load_course

ROOT = Path(__file__).parents[2]
FORBIDDEN = {
    "course_lib": {"autograder", "solutions", "assignments", "quiz"},
    "autograder": {"course_lib", "solutions", "assignments", "quiz"},
    "assignments": {"solutions", "quiz", "tests"},
    "solutions": {"assignments", "quiz", "tests"},
    "quiz": {"autograder", "course_lib", "solutions", "assignments", "tests"},
}
EXERCISES = load_course(ROOT).exercises


def files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, name) for each import of a file; relative ones are within its package."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.module or "", alias.name) for alias in node.names)


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_imports_only_what_it_may(package: str):
    for path in files(package):
        roots = {module.partition(".")[0] for module, _ in imported(path)}
        assert not roots & FORBIDDEN[package], path


@pytest.mark.parametrize("package", ["assignments", "solutions"])
def test_checks_and_mistakes_use_only_the_public_names_of_the_engine(package: str):
    for path in files(package):
        for module, name in imported(path):
            if module.partition(".")[0] == "autograder":
                assert module == "autograder", path
                assert name in autograder.__all__, f"{path}: {name}"


def test_checks_import_no_module_of_a_student():
    students = {f"course_lib.{exercise}" for exercise in EXERCISES}
    for path in files("assignments"):
        for module, name in imported(path):
            assert module not in students, path
            assert f"{module}.{name}" not in students, path


def test_given_modules_take_no_function_of_a_student_when_they_are_imported():
    """Else they would keep the functions of whoever came first."""
    students = {f"course_lib.{exercise}" for exercise in EXERCISES}
    given = [path for path in files("course_lib") if path.stem not in EXERCISES]
    for path in given:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                names = {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
                assert not names & students, path
            elif isinstance(node, ast.Import):
                assert not {alias.name for alias in node.names} & students, path


def code_words(path: Path) -> set[str]:
    """Return the identifiers and string constants of a file, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    words: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            words.update(node.value.replace(".", " ").replace("/", " ").split())
        words.update(str(getattr(node, field)) for field in ("id", "attr", "name", "arg") if hasattr(node, field))
    return words


def test_the_engine_knows_no_exercise_and_no_function_by_name():
    references = [ROOT / "solutions" / f"{exercise}.py" for exercise in EXERCISES]
    functions = {
        node.name
        for path in references
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    parts = {part["id"] for part in yaml.safe_load((ROOT / "assignments/course.yaml").read_text())["parts"]}
    assert len(functions) > 20
    for path in files("autograder"):
        assert not code_words(path) & (functions | parts | set(EXERCISES)), path


def test_every_public_name_of_the_engine_is_there():
    for name in autograder.__all__:
        assert getattr(autograder, name) is not None
    with pytest.raises(AttributeError):
        _ = autograder.nothing  # type: ignore[attr-defined]


def test_the_engine_is_imported_without_torch():
    script = "import sys, autograder, autograder.commands.main; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
