"""What everybody was given, or would write: code that is no sign of copying."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable

from autograder.building.stubs import make_stub
from autograder.course import Course
from autograder.running.overlay import read_sources
from autograder.similarity.traces import decode

Rewrite = Callable[[ast.Call], ast.expr]


def given_texts(course: Course) -> dict[str, tuple[str, ...]]:
    """Return, for each exercise, the texts whose code is set aside.

    These are the stub that was handed out and the reference, for a short formula has one natural spelling, and it is
    the reference's.  Many students take away annotations or docstrings, or write f(x) or x ** 0.5 where the
    reference has x.f() and x.sqrt(), so it comes in these forms as well.
    The stub is made from the reference: an instructor's own modules may be solved.  Where there are no solutions, the
    modules of this copy have to do.

    Raises: CourseError for a reference that no stub can be made of.
    """
    references = read_sources(course.solutions, course.exercises)
    modules = read_sources(course.stubs, course.exercises)
    given: dict[str, tuple[str, ...]] = {}
    for exercise in course.exercises:
        texts = []
        if exercise in references:
            reference = decode(references[exercise].text)
            texts = _forms(reference, _as_it_is, _calls_functions, _takes_powers)
            texts += _forms(make_stub(reference, exercise, course), _as_it_is)
        elif exercise in modules:
            texts = _forms(decode(modules[exercise].text), _as_it_is)
        given[exercise] = tuple(dict.fromkeys(texts))
    return given


def _as_it_is(node: ast.Call) -> ast.expr:
    return node


def _calls_functions(node: ast.Call) -> ast.expr:
    """Write torch.f(x, y) for x.f(y); which module it is does not matter, for a name is a name."""
    if isinstance(node.func, ast.Attribute) and not _is_torch(node.func.value):
        return ast.Call(ast.Attribute(ast.Name("torch"), node.func.attr), [node.func.value, *node.args], node.keywords)
    return node


def _takes_powers(node: ast.Call) -> ast.expr:
    """Write x ** 0.5 for x.sqrt() and torch.sqrt(x)."""
    if isinstance(node.func, ast.Attribute) and node.func.attr == "sqrt":
        base = node.args[0] if node.args else node.func.value
        return ast.BinOp(base, ast.Pow(), ast.Constant(0.5))
    return node


def _is_torch(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "torch"


class _Rewriting(ast.NodeTransformer):
    def __init__(self, call: Rewrite) -> None:
        self._call = call

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        return self._call(node)


def _forms(text: str, *rewrites: Rewrite) -> list[str]:
    """Return the text as it is, and in every mix of the forms in which it is natural to write it."""
    forms = [text]
    for rewrite, annotated, documented in itertools.product(rewrites, (True, False), (True, False)):
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            break
        if not annotated:
            _take_annotations(tree)
        if not documented:
            _take_docstrings(tree)
        forms.append(ast.unparse(_Rewriting(rewrite).visit(tree)))
    return forms


def _take_annotations(tree: ast.AST) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None


def _take_docstrings(tree: ast.AST) -> None:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
