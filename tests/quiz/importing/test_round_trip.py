"""From our bank to Moodle XML or GIFT and back: the same keys, tolerances and texts, as far as they are held."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quiz.bank_model import FINAL, PRACTICE, load_bank
from quiz.drawing import DrawnQuestion, NumberKey, draw
from quiz.exporting import bank_material, export
from quiz.exporting.texts import to_tex_html, with_listing
from quiz.marking import mark, right_answer
from quiz.rendering import to_text

BANKS = Path(__file__).parents[1]
FORMATS = {"moodle": ".xml", "gift": ".gift"}


@pytest.fixture(scope="module")
def material():
    folders = [folder for folder in (FINAL, PRACTICE) if folder.is_dir()]
    bank = load_bank(BANKS / "banks" / "practice", BANKS / "exporting" / "hard.yaml", *folders)
    return bank_material(bank, "r", 2, "Round")


@pytest.fixture(params=FORMATS)
def back(request, imported, material):
    """Pairs of each draw that the format holds and of what came back, by name."""
    exported = export(material, request.param)
    bank, notes = imported(exported.data, FORMATS[request.param])
    left_out = {note.question for note in exported.notes if note.kind == "left out"}
    sent = {name: item for group in material.groups if group.id not in left_out for name, item in group.named}
    assert set(sent) == {question.id for question in bank}
    assert not [note for note in notes if ": left out: " in note]
    return request.param, [(item, draw(bank.find(name), "x")) for name, item in sent.items()]


def rendered(text: str) -> str:
    return re.sub(r"\s+", " ", to_tex_html(text))


def choices(item: DrawnQuestion) -> dict[str, str]:
    public = item.public
    return {choice.id: rendered(choice.text) for choice in (*public.options, *public.items, *public.lefts)}


def rights(item: DrawnQuestion) -> dict[str, str]:
    """Right-hand texts as a menu shows them: plain."""
    return {choice.id: " ".join(to_text(choice.text).split()).replace("\\", "") for choice in item.public.rights}


def test_questions_come_back_with_type_topic_difficulty_and_points(back):
    to, pairs = back
    for sent, got in pairs:
        assert (got.public.type, got.topic, got.difficulty) == (sent.public.type, sent.topic, sent.difficulty)
        assert got.public.points == (sent.public.points if to == "moodle" else 1)


def test_texts_listings_explanations_and_sources_come_back(back):
    _, pairs = back
    for sent, got in pairs:
        assert rendered(with_listing(got.public.text, got.public.listing)) == rendered(
            with_listing(sent.public.text, sent.public.listing)
        )
        assert got.public.listing == sent.public.listing
        assert rendered(got.private.why).startswith(rendered(sent.private.why))
        assert rendered(got.private.source) == rendered(sent.private.source)
        assert got.public.unit == sent.public.unit


def test_options_items_and_pairs_come_back(back):
    to, pairs = back
    for sent, got in pairs:
        if to == "gift" and sent.public.type == "order":
            continue  # plain texts, compared below through the key
        assert sorted(choices(got).values()) == sorted(choices(sent).values())
        assert sorted(rights(got).values()) == sorted(
            text.replace("->", "→") if to == "gift" else text for text in rights(sent).values()
        )


def test_keys_and_tolerances_come_back(back):
    _, pairs = back
    for sent, got in pairs:
        ours, theirs = sent.private.key, got.private.key
        if isinstance(ours, NumberKey):
            assert isinstance(theirs, NumberKey)
            assert theirs.value == pytest.approx(ours.value, rel=1e-11)
            for value in (ours.value, *(wrong.value for wrong in ours.misconceptions if not ours.absolute)):
                assert around(theirs, value) == pytest.approx(around(ours, value), rel=1e-9)
        else:
            assert described(got) == described(sent)
        assert mark(got, right_answer(got)).score == 1


def around(key: NumberKey, value: float) -> float:
    return max(key.absolute, key.relative * abs(value))


def described(item: DrawnQuestion):
    """The key in texts instead of ids."""
    texts = {choice.id: plain(choice.text) for choice in every_choice(item)}
    answer = right_answer(item)
    if isinstance(answer, dict):
        return {texts[left]: texts[right] for left, right in answer.items()}
    if isinstance(answer, list):
        found = [texts[name] for name in answer]
        return found if item.public.type == "order" else sorted(found)
    return texts.get(str(answer), answer)


def every_choice(item: DrawnQuestion):
    return (*item.public.options, *item.public.items, *item.public.lefts, *item.public.rights)


def plain(text: str) -> str:
    return " ".join(to_text(text).split()).replace("\\", "").replace("->", "→")


def test_feedback_on_wrong_answers_comes_back(back):
    _, pairs = back
    for sent, got in pairs:
        assert told(got) == told(sent)


def told(item: DrawnQuestion):
    """What is told for each wrong answer, as our marking tells it."""
    public, key = item.public, item.private.key
    if public.type in ("single", "multiple"):
        wrong = [choice for choice in public.options if choice.id not in key.right]
        return {rendered(choice.text): rendered(key.feedback[choice.id].says) for choice in wrong}
    if public.type == "numeric":
        return [rendered(wrong.says) for wrong in key.misconceptions]
    if public.type == "short":
        return [(wrong.answer, rendered(wrong.says)) for wrong in key.misconceptions]
    return None
