"""Papers to print: HTML read with lxml, PDF read with pypdf."""

from __future__ import annotations

import io
import re

import lxml.html
import pytest
from pypdf import PdfReader

from quiz.drawing import ChoiceKey, MatchKey, NumberKey, OrderKey, paper_of
from quiz.drawing.substitution import show
from quiz.exporting import NoBrowserError, bank_material, export, paper_material
from quiz.rendering import to_text
from tests.quiz.exporting.comparing import letters


@pytest.fixture(scope="module")
def printed(bank):
    """The material of a paper with every question, each drawn once."""
    return bank_material(bank, "a", 1, "Final & last")


@pytest.fixture(scope="module")
def page(printed):
    return lxml.html.fromstring(export(printed, "html", with_key=True).data)


def one(page, identifier):
    [found] = page.xpath(f"//*[@id='{identifier}']")
    return found


def tex_text(element) -> str:
    """The text of an element, formulas by their TeX."""
    if element.tag == "math":
        return element.get("alttext")
    inner = [element.text or ""]
    for child in element:
        inner += [tex_text(child), child.tail or ""]
    return "".join(inner)


def test_each_question_is_there_with_its_points_text_and_choices(page, printed):
    for place, group in enumerate(printed.groups, start=1):
        public = group.items[0].public
        question = letters(tex_text(one(page, f"q{place}")))
        assert letters(public.text) in question
        assert letters(public.listing or "") in question
        for choice in (*public.options, *public.items, *public.lefts, *public.rights):
            assert letters(choice.text) in question
        assert f"({public.points:g} point" in one(page, f"q{place}").findtext("h2/span")


def test_the_answer_sheet_tells_the_letters_numbers_and_places(page, printed):
    for place, group in enumerate(printed.groups, start=1):
        item = group.items[0]
        question, answer = one(page, f"q{place}"), one(page, f"a{place}")
        [right] = answer.find_class("right")
        said, key = right.text_content(), item.private.key
        letters_said = re.findall(r"\b[A-Z]\b", said)
        match key:
            case ChoiceKey():
                options = [letters(tex_text(found)) for found in question.xpath(".//ol/li")]
                texts = {letters(choice.text) for choice in item.public.options if choice.id in key.right}
                assert {options[ord(letter) - ord("A")] for letter in letters_said} == texts
            case MatchKey():
                rights = [letters(tex_text(found)) for found in question.xpath(".//ol/li")]
                texts = {choice.id: letters(choice.text) for choice in item.public.rights}
                wanted = [texts[key.right[left.id]] for left in item.public.lefts]
                assert [rights[ord(letter) - ord("A")] for letter in letters_said] == wanted
            case OrderKey():
                places = [int(number) for number in re.findall(r"\d+", said)]
                shown = [choice.id for choice in item.public.items]
                assert [shown[places.index(n)] for n in range(1, len(places) + 1)] == list(key.right)
            case NumberKey():
                assert said.startswith(show(key.value))
        assert letters(item.private.why) in letters(tex_text(answer))


def test_without_the_key_no_answer_is_on_the_page(printed):
    written = export(printed, "html").data.decode()
    page = lxml.html.fromstring(written)
    text = letters(tex_text(page))
    assert not page.xpath("//*[starts-with(@id, 'a')]")
    for group in printed.groups:
        why = letters(group.items[0].private.why)
        assert why not in text or len(why) < 40  # so short a text may be an option of another question
        for choice in (*group.items[0].public.options, *group.items[0].public.rights):
            assert choice.id not in written


def test_html_in_texts_and_titles_is_shown_and_not_obeyed(page):
    assert page.findtext("head/title") == "Final & last"
    assert not page.xpath("//script | //main//i")


def test_a_page_fetches_nothing(page):
    assert not page.xpath("//@src | //link | //img")


def test_a_drawn_paper_is_printed_with_its_minutes(seven):
    paper = paper_of(list(seven), "b", title="Paper", minutes=9)
    page = lxml.html.fromstring(export(paper_material(paper), "html").data)
    assert "9 minutes" in page.text_content()
    assert "7 questions, 8 points" in page.text_content()


def pages_of(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def test_a_pdf_holds_the_questions_and_with_the_key_its_answers_on_a_new_page(seven):
    material = bank_material(seven, "a", 1, "Seven")
    without, with_key = (pages_of(export(material, "pdf", with_key=key).data) for key in (False, True))
    assert "Question 7" in "".join(without)
    assert "Answers" not in "".join(without)
    [at] = [place for place, text in enumerate(with_key) if text.lstrip().startswith("Answers")]
    assert at == len(without)
    joined = letters("".join(with_key))
    for group in material.groups:
        for choice in group.items[0].public.options:
            assert letters(to_text(choice.text)) in joined
    [key] = [group.items[0].private.key for group in material.groups if group.type == "numeric"]
    assert f"{show(key.value)} (within {show(key.relative * key.value)})" in " ".join("".join(with_key).split())


def test_a_missing_browser_is_said_with_what_to_do(seven, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NoBrowserError, match=r"none is installed .*apt-get install chromium.*export html"):
        export(bank_material(seven, "a", 1, "Seven"), "pdf")


def test_a_browser_that_prints_nothing_is_said_with_its_words(seven, monkeypatch, tmp_path):
    browser = tmp_path / "chromium"
    browser.write_text("#!/bin/sh\necho no display >&2\nexit 3\n")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoBrowserError, match="printed nothing: no display"):
        export(bank_material(seven, "a", 1, "Seven"), "pdf")
