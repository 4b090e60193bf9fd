from __future__ import annotations

import itertools
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe

from quiz.statistics import Responses, analyse
from quiz.statistics.page import number, page, percent
from quiz.statistics.pictures import bins, facility_against_discrimination, option_bar, score_distribution

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def file(tmp_path, odd_class):
    path = tmp_path / "report.html"
    path.write_text(page(analyse(odd_class), "Final <quiz>"), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1200])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(in_a_browser, file, width, scheme):
    def look(browser):
        page = browser.new_page(viewport={"width": width, "height": 850}, color_scheme=scheme)
        dialogs = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")
        found = Axe().run(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.close()
        return found, wide, dialogs

    found, wide, dialogs = in_a_browser(look)
    assert found.violations_count == 0, found.generate_report()
    assert wide == width
    assert dialogs == []


def test_headings_skip_no_level(in_a_browser, file):
    def look(browser):
        page = browser.new_page()
        page.goto(file.as_uri())
        levels = page.eval_on_selector_all("h1,h2,h3", "hs => hs.map(h => Number(h.tagName[1]))")
        page.close()
        return levels

    levels = in_a_browser(look)
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_page_asks_for_nothing_from_elsewhere(in_a_browser, file):
    def look(browser):
        page = browser.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        page.close()
        return asked

    assert [url for url in in_a_browser(look) if not url.startswith("data:")] == [file.as_uri()]


def test_the_page_of_a_class_of_nobody_says_so():
    text = page(analyse(Responses(())), "Nobody")
    assert "No results yet" in text
    assert "Alpha and standard error have no value here" in text


def test_names_are_escaped_everywhere(file):
    text = file.read_text()
    assert "<script>" not in text
    assert "<b>key" not in text
    assert "Final &lt;quiz&gt;" in text


def test_a_misconception_that_nobody_has_takes_no_row(file):
    text = file.read_text()
    assert "betas add up" in text
    assert "nobody thinks so" not in text
    assert ">never<" in text


def test_each_question_with_a_discrimination_is_drawn_once(odd_class):
    picture = ElementTree.fromstring(facility_against_discrimination(analyse(odd_class)))
    titles = [group.findtext("title") for group in picture.iter("g")]
    assert [title.split()[0] for title in titles] == ["1", "2", "3", "5"]  # the easy one has none
    assert "1 without a discrimination are not drawn" in picture.findtext("desc")


def test_of_many_questions_each_has_a_dot_and_only_those_to_look_at_a_number(odd_class):
    analysis = analyse(odd_class)
    many = type(analysis)(analysis.paper, analysis.items[1:2] * 60, analysis.totals)
    picture = ElementTree.fromstring(facility_against_discrimination(many))
    items = [found for found in picture.iter("g") if found.get("class", "").startswith("item")]
    assert len(items) == 60
    for item in items:
        circles = [circle.get("class") for circle in item.iter("circle")]
        assert circles == (["dot", None] if "flagged" in item.get("class") else ["dot"])


def test_circles_do_not_hide_each_other(odd_class):
    analysis = analyse(odd_class)
    same = type(analysis)(analysis.paper, analysis.items[1:2] * 12, analysis.totals)
    picture = ElementTree.fromstring(facility_against_discrimination(same))
    numbers = [found for found in picture.iter("circle") if found.get("class") != "dot"]
    centres = [(float(found.get("cx")), float(found.get("cy"))) for found in numbers]
    for (x1, y1), (x2, y2) in itertools.combinations(centres, 2):
        assert (x1 - x2) ** 2 + (y1 - y2) ** 2 > 20**2
    assert len(list(picture.iter("path"))) > 12  # a line leads from each to where it belongs


def test_bars_count_every_student_once():
    assert bins([0, 0.05, 0.1, 0.3, 0.7, 0.7 - 1e-16, 0.99, 1]) == [2, 1, 0, 1, 0, 0, 0, 2, 0, 2]
    picture = ElementTree.fromstring(score_distribution([0, 0.05, 1]))
    assert "0 to below 10 %: 2; 90 to 100 %: 1" in picture.findtext("desc")


def test_a_bar_is_as_long_as_its_share(odd_class):
    option = analyse(odd_class).items[1].options[0]
    bar = ElementTree.fromstring(option_bar(option))
    fill = next(found for found in bar.iter("rect") if found.get("class") == "fill")
    assert float(fill.get("width")) == 100 * option.share == 50


def test_no_picture_has_a_style_of_its_own(odd_class):
    analysis = analyse(odd_class)
    for picture in (facility_against_discrimination(analysis), score_distribution(analysis.totals)):
        assert "style" not in picture


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (number(None), "–"),
        (number(-0.001), "0.00"),
        (number(-0.5), "−0.50"),
        (percent(None), "–"),
        (percent(1 / 3), "33%"),
    ],
)
def test_numbers_are_shown_for_people(shown, expected):
    assert shown == expected
