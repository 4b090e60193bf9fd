"""The page of similar submissions, as text and as a real browser shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from autograder.similarity.comparing import Comparison
from autograder.similarity.page import MOST_LINES, MOST_LISTED, MOST_PAIRS, render
from tests.autograder.similarity.conftest import in_another_order, text_of, with_other_names, work

HOSTILE = "<script>document.title = 'mine'</script><img src=x onerror=\"document.title = 'mine'\">"


@pytest.fixture(scope="module")
def submissions(right):
    ada = text_of(right["python_loops"], "ddim")
    line = next(line for line in ada.split("\n") if line.startswith("    "))
    hostile = ada.replace(line, f"    # </pre></mark>{HOSTILE} \u202e\x1b[2J{{{{ 7 * 7 }}}}\n{line}", 1)
    return {
        "ada": work(ddim=ada),
        f"eve {HOSTILE}": work(ddim=hostile),
        "محمد": work(ddim=in_another_order(with_other_names(ada))),
        "zoe": right["inlined"],
    }


@pytest.fixture(scope="module")
def comparison(submissions, looked_at) -> Comparison:
    return looked_at(submissions)


@pytest.fixture(scope="module")
def html(comparison, submissions) -> str:
    return render(comparison, submissions, "Geometry & more")


@pytest.fixture(scope="module")
def written(html, tmp_path_factory) -> str:
    path: Path = tmp_path_factory.mktemp("page") / "similar.html"
    path.write_text(html, encoding="utf-8")
    return path.as_uri()


def test_the_page_says_that_likeness_is_no_proof(html):
    assert "Likeness is no proof" in html


def test_what_students_write_is_escaped(html):
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert "49" not in [piece.strip() for piece in html.split("}}")]
    assert "{{ 7 * 7 }}" in html


def test_hidden_characters_are_shown(html):
    assert "\u202e" not in html
    assert "\x1b" not in html
    assert "⟨U+202E⟩" in html


def test_places_stand_side_by_side_with_the_numbers_of_their_lines(comparison, submissions, html, written, in_browser):
    def look(browser):
        page = browser.new_page()
        page.goto(written)
        row = page.locator(".places").first
        boxes = [row.locator("figure").nth(n).bounding_box() for n in (0, 1)]
        marked = row.locator("figure").first.locator(".line:has(mark)")
        numbers = marked.locator(".number").all_inner_texts()
        texts = marked.locator("mark").all_inner_texts()
        page.close()
        return boxes, numbers, texts

    boxes, numbers, texts = in_browser(look)
    pair = comparison.pairs[0]
    place = pair.modules[0].places[0]
    lines = text_of(submissions[pair.students[0]], "ddim").split("\n")
    shown = range(place.first[0], min(place.first[1], place.first[0] + MOST_LINES - 3) + 1)
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert [int(n) for n in numbers] == list(shown)[: len(numbers)]
    assert [t.rstrip("\n") for t in texts] == [lines[n - 1] for n in shown][: len(texts)]
    assert len(texts) > 5


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(written, in_browser, scheme, width):
    def look(browser):
        page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
        page.goto(written)
        found = Axe().run(page)
        page.close()
        return found

    found = in_browser(look)
    assert found.violations_count == 0, found.generate_report()
    assert len(found.response["passes"]) > 10


def test_nothing_of_a_student_runs_and_nothing_is_fetched(written, in_browser):
    def look(browser):
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(written)
        title = page.title()
        page.close()
        return title, asked

    title, asked = in_browser(look)
    assert title == "Similar submissions: Geometry & more"
    assert [url for url in asked if not url.startswith("data:")] == [written]


def test_nothing_is_wider_than_a_phone(written, in_browser):
    def look(browser):
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.goto(written)
        width = page.evaluate("document.documentElement.scrollWidth")
        page.close()
        return width

    assert in_browser(look) <= 390


def test_a_pair_in_the_list_leads_to_its_places(html, comparison):
    for number in range(1, len(comparison.pairs) + 1):
        assert f'href="#pair-{number}"' in html
        assert f'id="pair-{number}"' in html


def test_a_class_without_likeness_gets_a_page_too(submissions):
    html = render(Comparison(4, 0.8, ()), submissions, "Geometry")
    assert "4 submissions compared, 0 pairs alike." in " ".join(html.split())
    assert "No two submissions are as alike as that." in html


def test_of_very_many_pairs_the_first_are_listed_and_shown(comparison, submissions):
    many = Comparison(4, 0.8, comparison.pairs[:1] * (MOST_LISTED + 7), ("eve: ddim.py <takes> too long",))
    html = render(many, submissions, "Geometry")
    assert html.count('class="places"') == MOST_PAIRS * len(comparison.pairs[0].modules[0].places)
    assert html.count("<tr>") == 1 + MOST_LISTED
    assert f"The first {MOST_LISTED} pairs are listed.  The places of the first {MOST_PAIRS} pairs are shown" in html
    assert "eve: ddim.py &lt;takes&gt; too long" in html
