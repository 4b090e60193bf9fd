"""The pages as a browser shows them: axe finds nothing, nothing runs that should not, everything fits on a phone."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from autograder.reporting.results import write_results

PHONE, DESKTOP = 390, 1200
PAGES = ["overview.html", *(f"feedback/{name}.html" for name in ("ada", "anna", "long", "rtl", "gone", "odd"))]


@pytest.fixture(scope="session")
def _folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("class") / "results"


@pytest.fixture
def written(_folder, whole_class, save_records, course, manifest) -> Path:
    """The results of the whole class, written once for all tests."""
    if not _folder.exists():
        save_records(_folder, *whole_class)
        write_results(_folder, course, manifest)
    return _folder


def open_page(browser: Browser, path: Path, width: int = DESKTOP, scheme: str = "light") -> Page:
    page = browser.new_page(viewport={"width": width, "height": 850}, color_scheme=scheme)
    page.set_default_timeout(60_000)
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    return page


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (PHONE, "light"),
        (DESKTOP, "dark"),
        pytest.param(PHONE, "dark", marks=pytest.mark.slow),
        pytest.param(DESKTOP, "light", marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing(browser, written, width, scheme):
    for name in PAGES:
        page = open_page(browser, written / name, width, scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        page.close()


def test_nothing_is_wider_than_a_phone(browser, written):
    for name in PAGES:
        page = open_page(browser, written / name, PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE, name
        page.close()


def test_headings_skip_no_level(browser, written):
    for name in PAGES:
        page = open_page(browser, written / name)
        levels = page.eval_on_selector_all("h1,h2,h3,h4", "hs => hs.map(h => Number(h.tagName[1]))")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), name
        page.close()


def test_every_table_has_a_caption_and_heads(browser, written):
    for name in PAGES:
        page = open_page(browser, written / name)
        bare = "ts => ts.filter(t => !t.caption || [...t.querySelectorAll('th')].some(h => !h.scope)).length"
        assert page.eval_on_selector_all("table", bare) == 0, name
        page.close()


def test_a_name_that_is_a_script_does_not_run(browser, written):
    page = browser.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in [written / "overview.html", *(written / "feedback").glob("*.html")]:
        page.goto(path.as_uri())
        assert page.title() != ""
    page.close()
    assert dialogs == []


def test_the_policy_of_the_page_lets_no_other_script_run(browser, written):
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto((written / "overview.html").as_uri())
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = 1";
            document.body.append(script);
        }"""
    )
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in refused)
    page.close()


def test_the_table_of_students_sorts_by_a_click_or_a_key(browser, written):
    page = open_page(browser, written / "overview.html")
    grades = "table.sortable tbody tr td:nth-last-child(2)"
    names = page.locator("table.sortable tbody th a").all_inner_texts()
    page.get_by_role("button", name="Grade").click()
    down = [float(g.replace("–", "0")) for g in page.locator(grades).all_inner_texts()]
    assert down == sorted(down, reverse=True)
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    page.get_by_role("button", name="Grade").press("Enter")
    assert [float(g.replace("–", "0")) for g in page.locator(grades).all_inner_texts()] == sorted(down)
    page.get_by_role("button", name="Student").click()
    assert sorted(page.locator("table.sortable tbody th a").all_inner_texts()) == sorted(names)
    page.close()


def test_without_javascript_the_table_is_there_and_has_no_idle_buttons(browser, written):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((written / "overview.html").as_uri())
    assert page.locator("table.sortable tbody tr").count() == 10
    assert page.get_by_role("button").count() == 0
    context.close()


def test_a_name_leads_to_the_page_of_that_student(browser, written):
    page = open_page(browser, written / "overview.html")
    page.locator("table.sortable a", has_text="<script>").click()
    assert page.locator("h1").inner_text() == "<script>alert(1)</script> O'Neil"
    page.close()


def test_the_state_of_a_function_is_said_in_words(browser, written):
    page = open_page(browser, written / "feedback" / "anna.html")
    assert page.get_by_role("heading", name="circle_area wrong").count() == 1
    assert page.get_by_role("heading", name="distances right").count() == 1
    page.close()


def test_a_page_prints_on_white(browser, written):
    page = open_page(browser, written / "feedback" / "anna.html", scheme="dark")
    page.emulate_media(media="print", color_scheme="light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")
    page.close()
