"""The quiz as students meet it: a real browser, a real server, a real file."""

from __future__ import annotations

import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from quiz.bank_model import Single
from quiz.marking import right_answer
from quiz.store.attempts import extend
from quiz.store.saves import answers
from quiz.store.sheets import questions_of
from quiz.store.sittings import release
from quiz.store.tables import LogEntry

PHONE, DESKTOP = 390, 1200
PLACE_OF = "(all, id) => all.findIndex(item => item.dataset.id === id)"
IS_FOCUSED = "([s, text]) => document.activeElement.matches(s) && document.activeElement.innerText.includes(text)"


def stored(served, student="s01"):
    found = served.database.read(lambda session: answers(session, served.attempt(student).id))
    return {place: answer.answer for place, answer in found.items()}


def keys(served, student="s01"):
    attempt = served.attempt(student)
    return [right_answer(drawn) for drawn in questions_of(attempt.public, attempt.private)]


def section(page, place):
    return page.locator(f"#question{place}")


def expect_saved(page, place):
    expect(page.locator(f"#saved{place}")).to_contain_text("Saved")


def answer_right(page, place, key):
    """Answer with the mouse, whatever the type is."""
    here = section(page, place)
    match here.get_attribute("data-type"):
        case "single":
            here.locator(f"input[value='{key}']").check()
        case "multiple":
            for name in key:
                here.locator(f"input[value='{name}']").check()
        case "order":
            for number, name in enumerate(key):
                item = here.locator(f"[data-id='{name}']")
                while here.locator(".item").evaluate_all(PLACE_OF, name) > number:
                    item.get_by_role("button", name="Move up").click()
            if not here.locator("select").first.input_value():
                here.get_by_role("button", name="Answer with this order").click()
        case "match":
            for left, right in key.items():
                here.locator(f"select[name='q{place}-{left}']").select_option(right)
        case _:
            here.locator(".answer input").fill(key)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("shape", ["one", "all"])
def test_a_whole_sitting(served, new_context, width, shape):
    served.make_sitting(shape=shape)
    page = new_context(width=width).new_page()
    page.goto(served.link())
    page.get_by_role("button", name="Begin").click()
    for place, key in enumerate(keys(served), start=1):
        answer_right(page, place, key)
        if shape == "one":
            page.locator("button[value=next]").click()
    if shape == "all":
        page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_text("7 of 7 questions are answered")).to_be_visible()
    page.get_by_role("button", name="Hand in now").click()
    expect(page.get_by_text("8 of 8 points")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.parametrize("shape", ["one", "all"])
def test_a_whole_sitting_without_javascript(served, new_context, shape):
    served.make_sitting(shape=shape)
    page = new_context(java_script_enabled=False).new_page()
    page.goto(served.link())
    page.get_by_role("button", name="Begin").click()
    for place, key in enumerate(keys(served), start=1):
        if section(page, place).get_attribute("data-type") == "order":
            for number, name in enumerate(key, start=1):
                page.locator(f"select[name='q{place}-{name}']").select_option(str(number))
        else:
            answer_right(page, place, key)
        if shape == "one":
            page.locator("button[value=next]").click()
    if shape == "all":
        page.get_by_role("button", name="Save and check").click()
    page.get_by_role("button", name="Hand in now").click()
    expect(page.get_by_text("8 of 8 points")).to_be_visible()


def test_a_whole_sitting_with_the_keyboard_alone(served, new_context):
    page = new_context().new_page()
    page.goto(served.link())
    press_until(page, "button", "Begin")
    for place, key in enumerate(keys(served), start=1):
        here = section(page, place)
        match here.get_attribute("data-type"):
            case "single":
                tab_to(page, "input[type=radio]")
                while not here.locator(f"input[value='{key}']").is_checked():
                    page.keyboard.press("ArrowDown")
            case "multiple":
                for box in here.locator(".answer input").all():
                    tab_to(page, f"input[value='{box.get_attribute('value')}']")
                    if box.get_attribute("value") in key:
                        page.keyboard.press("Space")
            case "order":
                for number, name in enumerate(key, start=1):
                    page.locator("h1").evaluate("document.activeElement.blur()")
                    tab_to(page, f"select[name='q{place}-{name}']")
                    page.keyboard.type(str(number))
            case "match":
                for left in key:
                    tab_to(page, f"select[name='q{place}-{left}']")
                    box = page.locator(f"select[name='q{place}-{left}']")
                    while box.input_value() != key[left]:
                        page.keyboard.press("ArrowDown")
            case _:
                tab_to(page, ".answer input")
                page.keyboard.type(key)
        press_until(page, "button[value=next]")
    press_until(page, "button", "Hand in now")
    expect(page.get_by_text("8 of 8 points")).to_be_visible()


def tab_to(page, selector):
    """Press Tab until the focus is on an element, and see that the focus can be seen."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid", f"the focus on {selector} cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")


def press_until(page, selector, text=""):
    for _ in range(80):
        if page.evaluate(IS_FOCUSED, [selector, text]):
            break
        page.keyboard.press("Tab")
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)


def test_each_change_is_saved_and_says_so(served, open_quiz):
    served.make_sitting(shape="all")
    page = open_quiz()
    for place, key in enumerate(keys(served), start=1):
        answer_right(page, place, key)
        expect_saved(page, place)
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    found, right = stored(served), dict(enumerate(keys(served), start=1))
    assert found | {2: sorted(found[2])} == right | {2: sorted(right[2])}


def test_an_answer_is_there_after_a_reload(served, open_quiz):
    page = open_quiz(path="/quiz/questions/3")
    section(page, 3).locator(".answer input").fill("0.731")
    expect_saved(page, 3)
    page.reload()
    assert section(page, 3).locator(".answer input").input_value() == "0.731"


def test_the_overview_follows_what_is_answered_and_flagged(served, open_quiz):
    page = open_quiz(path="/quiz/questions/3")
    page.get_by_label("Flag for later").check()
    section(page, 3).locator(".answer input").fill("1")
    jump = page.locator(".jump[data-place='3']")
    expect(jump).to_have_accessible_name("3 : answered, flagged")
    section(page, 3).locator(".answer input").fill("")
    expect(jump).to_have_accessible_name("3 : not answered, flagged")
    expect_saved(page, 3)


def test_a_lost_connection_keeps_answers_and_sends_them_when_it_is_back(served, open_quiz):
    served.make_sitting(shape="all")
    page = open_quiz()
    page.context.set_offline(True)
    section(page, 3).locator(".answer input").fill("0.5")
    section(page, 6).locator(".answer input").fill("unconditional")
    expect(page.get_by_role("alert").filter(has_text="kept on this device")).to_be_visible()
    assert stored(served) == {}
    page.context.set_offline(False)
    expect_saved(page, 6)
    assert stored(served) == {3: "0.5", 6: "unconditional"}
    expect(page.get_by_role("alert").filter(has_text="kept on this device")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage)") == []


def test_what_could_not_be_sent_is_sent_after_the_page_was_closed(served, open_quiz):
    page = open_quiz(path="/quiz/questions/3")
    page.context.set_offline(True)
    section(page, 3).locator(".answer input").fill("0.5")
    expect(page.get_by_role("alert").filter(has_text="kept on this device")).to_be_visible()
    context = page.context
    page.close()
    context.set_offline(False)
    other = context.new_page()
    other.goto(served.address + "/quiz/questions/1")
    expect(other.locator(".jump[data-place='3']")).to_have_accessible_name("3 : answered")
    expect(other.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    assert stored(served) == {3: "0.5"}


def test_without_a_connection_the_page_is_not_left(served, open_quiz):
    page = open_quiz(path="/quiz/questions/3")
    page.context.set_offline(True)
    section(page, 3).locator(".answer input").fill("0.5")
    page.locator("button[value=next]").click()
    expect(page.get_by_role("alert").filter(has_text="stays open")).to_be_visible()
    page.context.set_offline(False)
    expect_saved(page, 3)
    page.locator("button[value=next]").click()
    expect(page.get_by_role("heading", name="Question 4 of 7")).to_be_visible()


def test_a_server_that_restarts_loses_nothing(served, open_quiz):
    page = open_quiz(path="/quiz/questions/3")
    page.route("**/quiz/save", lambda route: route.abort())
    section(page, 3).locator(".answer input").fill("0.5")
    expect(page.get_by_role("alert").filter(has_text="No connection to the server")).to_be_visible()
    page.unroute("**/quiz/save")
    expect_saved(page, 3)
    assert stored(served) == {3: "0.5"}


def test_two_tabs_the_last_save_wins_and_the_other_tab_learns_of_it(served, open_quiz):
    first = open_quiz(path="/quiz/questions/3")
    second = first.context.new_page()
    second.goto(served.address + "/quiz/questions/3")
    box = "#question3 .answer input"
    first.locator(box).fill("1")
    expect_saved(first, 3)
    second.locator(box).fill("2")
    expect(second.get_by_role("alert").filter(has_text="Your last answer counts")).to_be_visible()
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(first.locator(box)).to_have_value("2")
    with served.database.reading() as session:
        logged = [entry.answer for entry in session.query(LogEntry).filter_by(place=3).order_by(LogEntry.id)]
    assert logged == ['"1"', '"2"']


def test_a_tab_shows_the_newer_answer_when_it_becomes_visible(served, open_quiz):
    first = open_quiz(path="/quiz/questions/3")
    second = first.context.new_page()
    second.goto(served.address + "/quiz/questions/3")
    second.locator("#question3 .answer input").fill("2")
    expect_saved(second, 3)
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(first.locator("#question3 .answer input")).to_have_value("2")
    expect(first.get_by_role("alert").filter(has_text="Changed on another page")).to_be_visible()


def test_a_tab_shows_newer_answers_at_its_next_save(served, open_quiz):
    served.make_sitting(shape="all")
    first = open_quiz()
    second = first.context.new_page()
    second.goto(served.address + "/quiz/questions")
    for place, key in enumerate(keys(served), start=1):
        if place != 6:
            answer_right(second, place, key)
            expect_saved(second, place)
    section(first, 6).locator(".answer input").fill("unconditional")
    expect(first.get_by_role("alert").filter(has_text="Changed on another page")).to_be_visible()
    first.get_by_role("button", name="Save and check").click()
    first.get_by_role("button", name="Hand in now").click()
    expect(first.get_by_text("8 of 8 points")).to_be_visible()


def test_when_the_time_is_up_the_page_saves_and_hands_in(served, open_quiz):
    page = open_quiz(path="/quiz/questions/3")
    attempt = served.attempt()
    served.database.write(lambda session: extend(session, attempt.id, -39.9, served.clock()))
    page.reload()
    section(page, 3).locator(".answer input").fill("0.5")
    expect(page.get_by_text("handed in at")).to_be_visible(timeout=20_000)
    assert "when the time was up" in page.locator("main").inner_text()
    assert stored(served) == {3: "0.5"}


def test_the_clock_counts_down_by_the_time_of_the_server(served, open_quiz):
    served.clock.offset = 100_000
    page = open_quiz()
    assert page.locator("#left").inner_text().startswith(("40:00", "39:5"))


def test_more_time_shows_without_a_reload(served, open_quiz):
    page = open_quiz(path="/quiz/questions/3")
    attempt = served.attempt()
    served.database.write(lambda session: extend(session, attempt.id, 60, served.clock()))
    section(page, 3).locator(".answer input").fill("1")
    expect_saved(page, 3)
    expect(page.locator("#left")).to_contain_text("1:39:")


def test_an_attempt_that_was_handed_in_elsewhere_ends_this_page(served, open_quiz):
    page = open_quiz(path="/quiz/questions/3")
    other = page.context.new_page()
    other.goto(served.address + "/quiz/check")
    other.get_by_role("button", name="Hand in now").click()
    expect(other.get_by_text("of 8 points")).to_be_visible()
    section(page, 3).locator(".answer input").fill("1")
    expect(page.get_by_role("link", name="Result")).to_be_visible()
    assert stored(served) == {}


def test_a_long_answer_is_told_at_once(served, open_quiz):
    page = open_quiz(path="/quiz/questions/6")
    box = section(page, 6).locator(".answer input")
    box.evaluate("box => box.removeAttribute('maxlength')")
    box.fill("x" * 2001)
    expect(page.get_by_role("alert").filter(has_text="at most 2,000 are kept")).to_be_visible()


@pytest.fixture
def pages(served, new_context):
    """Open each page in turn."""

    def pages(width, scheme):
        served.make_sitting(shape="one", opens=served.clock() - 100)
        page = new_context(width=width, scheme=scheme).new_page()

        def at(path):
            page.goto(served.address + path if path.startswith("/") else path)
            return page

        yield at(served.link())
        served.begin()
        yield at("/quiz")
        for place in range(1, 8):
            yield at(f"/quiz/questions/{place}")
        answer_right(at("/quiz/questions/4"), 4, keys(served)[3])
        page.get_by_label("Flag for later").check()
        expect_saved(page, 4)
        yield page
        yield at("/quiz/check")
        page.get_by_role("button", name="Hand in now").click()
        yield page
        served.database.write(lambda session: release(session, served.sitting, served.clock()))
        yield at("/quiz/result/1")
        yield at("/s/nothing")
        yield at("/practice")
        page.get_by_role("button", name="Begin").click()
        yield page
        page.get_by_role("button", name="Skip").click()
        yield page
        served.make_sitting(shape="all")
        served.begin()
        at(served.link())
        yield at("/quiz/questions")

    return pages


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (PHONE, "light"),
        (DESKTOP, "dark"),
        pytest.param(PHONE, "dark", marks=pytest.mark.slow),
        pytest.param(DESKTOP, "light", marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(pages, width, scheme):
    seen = 0
    for page in pages(width, scheme):
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        seen += 1
    assert seen == 18


def test_an_index_stands_below_the_line(served, new_context):
    served.make_sitting(shape="all")
    page = new_context(width=PHONE).new_page()
    page.goto(served.link())
    page.get_by_role("button", name="Begin").click()
    bottoms = "all => all.map(m => [...m.children].map(part => part.getBoundingClientRect().bottom))"
    found = page.eval_on_selector_all("msub", bottoms)
    assert found
    assert [base for base, index in found if index <= base] == []


def test_every_page_has_one_heading_of_the_first_level_and_skips_none(pages):
    for page in pages(DESKTOP, "light"):
        levels = page.eval_on_selector_all("h1,h2,h3,h4", "hs => hs.map(h => Number(h.tagName[1]))")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), page.url


LONG = Single.model_validate(
    {
        "id": "a-listing",
        "type": "single",
        "topic": "basics",
        "difficulty": "easy",
        "text": "What does it print?\n\n```\n" + "print(1) # " + "long " * 40 + "\n```\n\n$$" + "x_t + " * 60 + "x_0$$",
        "listing": "def step(x_t, t):  # comment\n    return 'text', 0.5 * x_t if t > 1 else None" + ", t" * 60,
        "options": [
            {"right": "`" + "a" * 120 + "`"},
            {"wrong": "$" + r"\sqrt{x} + " * 40 + "1$", "misconception": "none", "says": "No."},
        ],
        "why": "It does.",
        "source": "none",
    }
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_long_listings_and_formulas_scroll_where_they_are(served, open_quiz, scheme):
    served.bank = [LONG]
    served.make_sitting(shape="all")
    page = open_quiz(width=PHONE, scheme=scheme)
    assert page.locator(".listing .highlight span").count() > 5
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE


def test_the_policy_refuses_nothing_that_a_page_needs(pages):
    said = []
    for number, page in enumerate(pages(DESKTOP, "light")):
        if number == 0:
            page.on("console", lambda message: said.append(message.text))
    assert [text for text in said if "Security Policy" in text] == []


def test_math_is_drawn_by_the_browser_with_its_tex_beside_it(served, open_quiz):
    page = open_quiz(path="/quiz/questions/3")
    math = page.locator("math").first
    assert math.bounding_box()["width"] > 10
    assert math.get_attribute("alttext")


def test_a_question_prints_without_its_buttons(served, open_quiz):
    served.make_sitting(shape="all")
    page = open_quiz(scheme="dark")
    page.emulate_media(media="print", color_scheme="light")
    assert not page.locator(".go").is_visible()
    assert not page.locator(".bar").is_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_practice_explains_after_each_answer(served, new_context):
    page = new_context().new_page()
    page.goto(served.address + "/practice")
    page.get_by_label("guidance").check()
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Your answer").fill("Unconditional")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text("The condition is dropped.")).to_be_visible()
    page.get_by_role("link", name="To the end").click()
    expect(page.get_by_text("1 of 1 points in 1 question")).to_be_visible()
