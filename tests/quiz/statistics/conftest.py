from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from quiz.statistics import Option, Question, Response, Responses

Look = Callable[[Callable[[Browser], Any]], Any]


@pytest.fixture(scope="session")
def in_a_browser() -> Iterator[Look]:
    """Run a function with a browser, in a thread of its own: a thread holds one Playwright at most."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("the pages are looked at in a real browser, and there is none: apt-get install chromium")
    with ThreadPoolExecutor(1) as thread:

        def start() -> tuple[Playwright, Browser]:
            playwright = sync_playwright().start()
            return playwright, playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--headless"])

        playwright, browser = thread.submit(start).result()
        yield lambda look: thread.submit(look, browser).result()
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()


@pytest.fixture
def odd_class() -> Responses:
    """Twenty students; a key that is wrong, a hard question, an easy one, and names that are scripts."""
    responses = []
    for number in range(20):
        student = f"s{number:02}"
        strong = number % 2 == 0
        key = "<script>alert(1)</script>" if not strong else "wrong & strong"
        responses += [
            Response(student, "<b>key</b>", float(not strong), 1, (key,), place=1),
            Response(student, "sorts", float(strong), 1, ("right answer" if strong else "betas add up",), place=2),
            Response(student, "hard", float(number == 0), 1, (), number > 0, place=3),
            Response(student, "easy", 2, 2, place=4),
            Response(student, "graded", number / 20, 1, place=5),
        ]
    options = (Option("<script>alert(1)</script>", True), Option("wrong & strong", False), Option("never", False))
    typed = (
        Option("right answer", True, offered=False),
        Option("betas add up", False, offered=False),
        Option("nobody thinks so", False, offered=False),
    )
    questions = (Question("<b>key</b>", "basics", options), Question("sorts", "basics", typed))
    return Responses(tuple(responses), questions)
