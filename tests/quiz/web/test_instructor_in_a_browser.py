"""The instructor's pages in a real browser: axe finds nothing, all fits on a phone, nothing needs JavaScript."""

from __future__ import annotations

import itertools
import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from quiz.marking import right_answer
from tests.quiz.web.instructing import PASSWORD, drawn_of, instructor, log_of, points_of, sit

__all__ = ["instructor"]
PHONE, DESKTOP = 390, 1200
REGRADE = "/instructor/sittings/1/regrade/signal-left"
PATHS = [
    *("/instructor", "/instructor/log", "/instructor/sittings/1", "/instructor/sittings/1/analysis"),
    *("/instructor/sittings/1/regrade", REGRADE, "/instructor/seats/1", "/instructor/seats/2", "/instructor/seats/3"),
]


@pytest.fixture
def class_of_three(served, instructor):
    """One has handed in, one is sitting, one has not begun; and a link was revoked."""
    right = json.dumps(right_answer(drawn_of(served, "s01", 3)))
    sit(served, "s01", {3: right, 1: json.dumps(drawn_of(served, "s01", 1).public.options[0].id)})
    served.begin("s02")


@pytest.fixture
def logged_in(served, class_of_three, new_context):
    """A page of an instructor who typed name and password."""

    def logged_in(**context):
        page = new_context(**context).new_page()
        page.goto(f"{served.address}/instructor")
        page.get_by_label("Name").fill("grace")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", name="Sittings").wait_for()
        return page

    return logged_in


def preview(page, served):
    page.goto(served.address + REGRADE)
    page.get_by_label("Give everybody").check()
    page.get_by_label("Reason").fill("The text was ambiguous.")
    page.get_by_role("button", name="Show what changes").click()


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (PHONE, "light"),
        (DESKTOP, "dark"),
        pytest.param(PHONE, "dark", marks=pytest.mark.slow),
        pytest.param(DESKTOP, "light", marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(served, logged_in, width, scheme):
    page = logged_in(width=width, scheme=scheme)
    served.clock.offset += 1

    def look(what):
        page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{what}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, what

    for path in PATHS:
        page.goto(served.address + path)
        look(path)
    preview(page, served)
    look("preview")
    page.goto(served.address + REGRADE)
    page.locator("form.stack").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Show what changes").click()
    assert page.get_by_role("alert").is_visible()
    look("problem")


def test_the_login_is_clean_too(served, new_context):
    for scheme in ("light", "dark"):
        page = new_context(width=PHONE, scheme=scheme).new_page()
        page.goto(f"{served.address}/instructor/login")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE


def test_headings_and_tables_are_in_order(served, logged_in):
    page = logged_in()
    for path in PATHS:
        page.goto(served.address + path)
        levels = page.eval_on_selector_all("h1,h2,h3,h4", "hs => hs.map(h => Number(h.tagName[1]))")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), path
        bare = "ts => ts.filter(t => !t.caption || [...t.querySelectorAll('th')].some(h => !h.scope)).length"
        assert page.eval_on_selector_all("table", bare) == 0, path


def test_a_key_is_put_right_without_javascript(served, logged_in):
    page = logged_in(java_script_enabled=False)
    before = points_of(served, "s01", 1)
    page.get_by_role("link", name="Final quiz").click()
    page.get_by_role("link", name="Regrade").click()
    page.get_by_role("link", name="what-a-network-predicts").click()
    page.get_by_label("Give everybody").check()
    page.get_by_label("Reason").fill("It was not taught.")
    page.get_by_role("button", name="Show what changes").click()
    page.get_by_role("button", name="Change 1 grade").click()
    assert page.get_by_role("status").inner_text() == "Grades changed: 1. Old and new ones are kept."
    assert points_of(served, "s01", 2) == 2
    assert points_of(served, "s01", 1) == before


def test_time_is_given_with_the_keyboard_alone(served, logged_in):
    page = logged_in(java_script_enabled=False)
    deadline = served.attempt("s02").deadline
    page.goto(f"{served.address}/instructor/seats/{served.seat('s02').id}")
    page.get_by_label("More minutes").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    assert served.attempt("s02").deadline == deadline + 12 * 60


def test_leaving_shows_the_login_again(served, logged_in):
    page = logged_in()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Log in").wait_for()
    page.goto(f"{served.address}/instructor/log")
    assert page.url.endswith("/instructor/login")
    assert [what for _, what, _ in log_of(served)][-1] == "logout"


def test_the_policy_of_the_pages_refuses_nothing_that_they_need(served, logged_in):
    page = logged_in()
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    for path in PATHS:
        page.goto(served.address + path)
    assert refused == []
    page.goto(f"{served.address}/instructor/sittings/1/analysis")
    fill = page.locator("svg .column rect").first.evaluate("bar => getComputedStyle(bar).fill")
    assert fill != "rgb(0, 0, 0)"
