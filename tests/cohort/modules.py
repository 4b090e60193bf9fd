"""What students hand in, made at run time from the reference, the known mistakes, and right answers spelled otherwise.

A set of modules is a dict from name to text.  Nothing here holds a solution.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.building.stubs import make_stub
from autograder.course import Course
from autograder.diagnosis.mistakes import Mistake, load_mistakes, make_mistake, reference_sources

RIGHT = Path(__file__).parents[1] / "content" / "right"
NEEDS_A_PEER = "diffusers_"
CLASS = 24

Modules = dict[str, str]


@dataclass(frozen=True)
class Desk:
    """Where the texts come from."""

    course: Course

    @cached_property
    def reference(self) -> Modules:
        """The solutions."""
        return {name: source.text.decode() for name, source in reference_sources(self.course).items()}

    @cached_property
    def stubs(self) -> Modules:
        """What every student starts from."""
        return {name: make_stub(text, name, self.course) for name, text in self.reference.items()}

    @cached_property
    def mistakes(self) -> dict[str, list[Mistake]]:
        """The known mistakes by exercise."""
        return load_mistakes(self.course)

    @cached_property
    def spellings(self) -> list[tuple[str, str]]:
        """All right answers that need nothing but torch, as (exercise, text), those to one exercise together."""
        folders = sorted(f for f in RIGHT.iterdir() if f.is_dir() and not f.name.startswith((NEEDS_A_PEER, "__")))
        paths = [(name, f / f"{name}.py") for name in self.course.exercises for f in folders]
        return [(name, path.read_text(encoding="utf-8")) for name, path in paths if path.is_file()]

    def right(self, number: int) -> Modules:
        """Return right answers to everything, some of them spelled as nobody else of the first 24 spells them.

        The rest is the reference: no two are alike but where both have found the plain way to write a formula.
        """
        own = [spelling for n, spelling in enumerate(self.spellings) if n % CLASS == number % CLASS]
        return {**self.reference, **dict(own)}

    def mistake(self, function: str, begins: str) -> Mistake:
        """Return the known mistake of a function (qualified name) whose sentence begins in a certain way.

        Raises: LookupError unless there is exactly one.
        """
        exercise, _, name = function.partition(".")
        found = [m for m in self.mistakes[exercise] if m.function == name and m.says.startswith(begins)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} known mistakes of {function} begin with {begins!r}; expected one")
        return found[0]

    def with_mistakes(self, modules: Modules, mistakes: Iterable[tuple[str, Mistake]]) -> Modules:
        """Return the modules with each mistake (exercise, mistake) made; its module becomes the reference otherwise."""
        sources = reference_sources(self.course)
        for exercise, mistake in mistakes:
            sources = make_mistake(sources, exercise, mistake)
            modules = {**modules, exercise: sources[exercise].text.decode()}
        return modules

    def without(self, modules: Modules, function: str) -> Modules:
        """Return the modules with one function (qualified name) as it is in the stub."""
        exercise, _, name = function.partition(".")
        stub = _definition(self.stubs[exercise], name)
        return {**modules, exercise: modules[exercise].replace(_definition(modules[exercise], name), stub)}


def only(modules: Modules, kept: Iterable[str], others: Modules) -> Modules:
    """Return some of the modules, and the rest from others."""
    return {**others, **{name: modules[name] for name in kept}}


def talking(modules: Modules, word: str) -> Modules:
    """Return the modules with a line of debugging output at the beginning of every function."""
    return {name: _talking(text, word) for name, text in modules.items()}


def _talking(text: str, word: str) -> str:
    lines = text.splitlines(keepends=True)
    functions = [n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)]
    for node in sorted(functions, key=lambda n: -n.lineno):
        first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
        lines.insert(first.lineno - 1, f'{" " * first.col_offset}print("{word}", "in {node.name}", locals().keys())\n')
    return "".join(lines)


def renamed(modules: Modules, suffix: str) -> Modules:
    """Return the modules with every local variable of every function renamed: a copy that should not look like one."""
    return {name: _renamed(text, suffix) for name, text in modules.items()}


def _renamed(text: str, suffix: str) -> str:
    tree = ast.parse(text)
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name)]
    kept = {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg | ast.keyword)}
    kept |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    kept |= {
        name.id for n in tree.body if isinstance(n, ast.Assign) for name in n.targets if isinstance(name, ast.Name)
    }
    local = {n.id for n in names if isinstance(n.ctx, ast.Store)} - kept
    lines = text.encode().splitlines(keepends=True)
    for node in sorted((n for n in names if n.id in local), key=lambda n: (-n.lineno, -n.col_offset)):
        line, end = lines[node.lineno - 1], node.end_col_offset or 0
        lines[node.lineno - 1] = line[:end] + suffix.encode() + line[end:]
    return b"".join(lines).decode()


def _definition(text: str, function: str) -> str:
    node = next(n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name == function)
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    return "".join(text.splitlines(keepends=True)[first - 1 : node.end_lineno])
