"""A class that hands in real modules: right answers in many styles, and people who copied them."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from autograder.course import Course, load_course
from autograder.running.overlay import Source, read_sources
from autograder.similarity.comparing import Comparison, compare
from autograder.similarity.given import given_texts

ROOT = Path(__file__).parents[3]
RIGHT = ROOT / "tests" / "content" / "right"

Work = dict[str, Source]


@pytest.fixture(scope="session")
def homework() -> Course:
    return load_course(ROOT)


@pytest.fixture(scope="session")
def given(homework: Course) -> dict[str, tuple[str, ...]]:
    return given_texts(homework)


@pytest.fixture(scope="session")
def right(homework: Course) -> dict[str, Work]:
    """Right answers that were written independently of each other, by style."""
    found = {folder.name: read_sources(folder, homework.exercises) for folder in sorted(RIGHT.iterdir())}
    return {name: modules for name, modules in found.items() if modules}


@pytest.fixture(scope="session")
def looked_at(given: dict[str, tuple[str, ...]]) -> Callable[..., Comparison]:
    """Compare a class: looked_at({"ada": modules, ...}, threshold)."""
    return lambda submissions, *threshold: compare(submissions, given, *threshold)


def work(**modules: str) -> Work:
    return {name: Source(text.encode(), f"{name}.py") for name, text in modules.items()}


def text_of(work: Work, module: str) -> str:
    return work[module].text.decode()


def with_other_names(text: str) -> str:
    """Rename everything that is assigned to and every argument; the code stays as it is otherwise."""
    nodes = list(ast.walk(ast.parse(text)))
    names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    for number, name in enumerate(sorted(names)):
        text = re.sub(rf"\b{name}\b", f"quantity_{number}", text)
    return text


def functions_of(text: str) -> dict[str, str]:
    """Return the text of each function, decorators included."""
    lines = text.split("\n")
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    starts = {f.name: f.lineno - 1 - len(f.decorator_list) for f in functions}
    return {f.name: "\n".join(lines[starts[f.name] : f.end_lineno]) for f in functions}


def head_of(text: str) -> str:
    """Return what stands before the first function."""
    return text[: text.index(next(iter(functions_of(text).values())))]


def in_another_order(text: str) -> str:
    """Turn the order of the functions round, and write a comment and blank lines between them."""
    return head_of(text) + "\n\n\n\n# I thought of this on my way home.\n".join(reversed(functions_of(text).values()))


@pytest.fixture(scope="session")
def in_browser() -> Iterator[Callable[[Callable[[Browser], Any]], Any]]:
    """Do something with a real browser; it has a thread of its own, for there may be only one in each."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("the page is looked at in a real browser, and there is none: apt-get install chromium")
    with ThreadPoolExecutor(1) as thread:

        def start() -> tuple[Playwright, Browser]:
            playwright = sync_playwright().start()
            return playwright, playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--headless"])

        playwright, browser = thread.submit(start).result()
        yield lambda look: thread.submit(look, browser).result()
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()
