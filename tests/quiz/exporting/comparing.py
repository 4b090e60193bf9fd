"""What a reader of a format found, and how it is compared with the question that was exported."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

import pytest
from lxml.html import fragment_fromstring

from quiz.drawing import ChoiceKey, DrawnQuestion, MatchKey, NumberKey, OrderKey, ShortKey
from quiz.marking import mark


@dataclass
class Read:
    """A question in the terms that all formats share; texts as a browser shows them, shares from 0 to 1."""

    text: str
    explanation: str
    points: float | None = None
    single: bool = True
    options: list[tuple[str, float, str]] = field(default_factory=list)
    numbers: list[tuple[float, float, float, str]] = field(default_factory=list)
    words: list[tuple[str, float, str]] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    items: list[str] = field(default_factory=list)


def shown(html: str) -> str:
    """What a browser shows of a piece of HTML."""
    return fragment_fromstring(f"<div>{html}</div>").text_content()


def letters(text: str) -> str:
    """Letters and digits of a text, whatever stands between them: marks of Markdown, or nothing."""
    text = re.sub(r"^(```+)\w*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\s*\d+[.)] ", "", text, flags=re.MULTILINE)
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text)))


def literal(word: str) -> str:
    """A short answer of Moodle, in which `*` alone would stand for anything."""
    assert not re.search(r"(?<!\\)\*", word), word
    return word.replace("\\*", "*")


def unicode_letters(text: str) -> str:
    """The same without what TeX says with commands and Unicode with letters: only plain ASCII is compared."""
    return "".join(re.findall(r"[a-z0-9]+", re.sub(r"\\[A-Za-z]+|[^\x20-\x7e]", "", text).lower()))


def assert_texts(item: DrawnQuestion, read: Read) -> None:
    """The question, its listing, its explanation and its source are there, and all points."""
    assert letters(item.public.text) in letters(read.text)
    assert letters(item.public.listing or "") in letters(read.text)
    assert letters(item.private.why) in letters(read.explanation)
    assert letters(item.private.source) in letters(read.explanation)
    if read.points is not None:
        assert read.points == pytest.approx(item.public.points)


def assert_key(item: DrawnQuestion, read: Read) -> None:
    """The key, what is told to whom, and the tolerance are the bank's."""
    key = item.private.key
    match key:
        case ChoiceKey():
            assert_options(item, key, read)
        case NumberKey():
            value, tolerance, share, _ = read.numbers[0]
            assert share == 1
            assert value == pytest.approx(key.value, rel=1e-9)
            assert tolerance == pytest.approx(max(key.absolute, key.relative * abs(key.value)), rel=1e-9)
            assert {shown for _, _, shown, _ in read.numbers[1:]} <= {0}
        case ShortKey():
            assert [text for text, share, _ in read.words if share == 1] == list(key.accepts)
        case MatchKey():
            texts = {choice.id: choice.text for choice in (*item.public.lefts, *item.public.rights)}
            wanted = {(letters(texts[left]), unicode_letters(texts[right])) for left, right in key.right.items()}
            decoys = {unicode_letters(texts[r.id]) for r in item.public.rights if r.id not in key.right.values()}
            assert {(letters(left), unicode_letters(right)) for left, right in read.pairs if left} == wanted
            assert {unicode_letters(right) for left, right in read.pairs if not left} == decoys
        case OrderKey():
            texts = {choice.id: choice.text for choice in item.public.items}
            in_order = [unicode_letters(texts[name]) for name in key.right]
            assert [unicode_letters(text) for text in read.items] == in_order
        case _:
            pytest.fail(f"{item.id}: the format cannot hold this, yet it is there")


def assert_options(item: DrawnQuestion, key: ChoiceKey, read: Read) -> None:
    assert read.single == (item.public.type == "single")
    assert [letters(text) for text, _, _ in read.options] == [letters(choice.text) for choice in item.public.options]
    for choice, (_, share, says) in zip(item.public.options, read.options, strict=True):
        is_right = choice.id in key.right
        each = 1 / len(key.right)
        assert share == pytest.approx(each if is_right else 0 if read.single else -each, abs=1e-6)
        told = key.feedback.get(choice.id)
        assert letters(says) == (letters(told.says) if told and not is_right else "")
        if told and is_right and item.public.type == "multiple":
            assert letters(told.says) in letters(read.explanation)


def assert_answers(item: DrawnQuestion, read: Read) -> None:
    """Answers that are typed get the same share and the same words as from our own marking."""
    key = item.private.key
    if isinstance(key, NumberKey):
        for value, tolerance, share, says in read.numbers:
            for shift in (0, 0.99, -0.99):
                marked = mark(item, repr(value + shift * tolerance))
                assert marked.score == share, (item.id, value, shift)
                if share == 0:
                    assert letters(" ".join(marked.feedback)) == letters(says)
        assert [says for *_, says in read.numbers[1:]] == [says for *_, says in read.numbers if says]
        assert len(read.numbers) == 1 + len(key.misconceptions)
    if isinstance(key, ShortKey):
        for text, share, says in read.words:
            marked = mark(item, text)
            assert marked.score == share
            if share == 0:
                assert letters(" ".join(marked.feedback)) == letters(says)
        assert len(read.words) == len(key.accepts) + len(key.misconceptions)
