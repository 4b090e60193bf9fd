"""Reading Moodle XML (docs.moodle.org, "Moodle XML format"); entities are refused, so that no bomb goes off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from quiz.importing.found import Answer, Found, Kind, NotReadable, Refused, Skipped
from quiz.importing.to_markdown import html_to_markdown, plain_to_markdown

LARGEST = 50_000_000
COMBINED = ("correct", "partiallycorrect", "incorrect")
NOT_TAKEN = {
    "description": "it is a text without a question",
    "essay": "an essay is marked by a person",
    "cloze": "several gaps in one text (cloze) have no type in the bank",
    "multianswer": "several gaps in one text (cloze) have no type in the bank",
    "calculated": "its wild cards would have to become parameters by hand",
    "calculatedsimple": "its wild cards would have to become parameters by hand",
    "calculatedmulti": "its wild cards would have to become parameters by hand",
}


def read_moodle(data: bytes) -> list[Found | Skipped]:
    """Read a file of Moodle XML.

    Raises: NotReadable if it is too large, not XML, or not Moodle's.
    """
    root = _root(data)
    found: list[Found | Skipped] = []
    words: tuple[str, ...] = ()
    for place, question in enumerate(root.iter("question"), start=1):
        kind = question.get("type", "")
        if kind == "category":
            words = tuple(part for part in _text(question.find("category")).split("/") if part)
            continue
        name = _text(question.find("name")) or f"question {place}"
        reader = READERS.get(kind)
        if reader is None:
            found.append(Skipped(name, NOT_TAKEN.get(kind, f"the bank has no questions of type `{kind}`")))
            continue
        try:
            found.append(_read(question, name, words, reader))
        except Refused as refused:
            found.append(Skipped(name, str(refused)))
    return found


def _root(data: bytes) -> Element:
    if len(data) > LARGEST:
        raise NotReadable(f"the file has {len(data)} bytes; at most {LARGEST} are read")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise NotReadable("the file declares entities or a DTD, which Moodle never does; it is not read") from None
    except (ParseError, ValueError, LookupError) as error:
        raise NotReadable(f"the file is not XML: {error}; export it from Moodle again as Moodle XML") from None
    if root.tag != "quiz":
        raise NotReadable(f"the file begins with <{root.tag}>; expected <quiz> of Moodle XML")
    return root


class _Reading:
    """One question while it is read: its element, and what could not be taken so far."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.remarks: list[str] = []
        self.format = _format(element.find("questiontext"), "html")

    def markdown(self, element: Element | None) -> str:
        """Return a text in Markdown, by the format that it has or inherits."""
        if element is None:
            return ""
        if element.find("file") is not None:
            self.remarks.append("attached files are not taken")
        return as_markdown(_text(element), _format(element, self.format), self.remarks)

    def answers(self, *, plain: bool) -> tuple[Answer, ...]:
        """Return the possible answers, their texts as Markdown or as they are."""
        return tuple(
            Answer(
                text=_text(answer) if plain else self.markdown(answer),
                share=_number(answer.get("fraction", "0"), "a fraction"),
                says=self.markdown(answer.find("feedback")),
                tolerance=_number(answer.findtext("tolerance") or "0", "a tolerance"),
            )
            for answer in self.element.findall("answer")
        )

    def value(self, tag: str, default: str) -> str:
        """Return the text of a direct child."""
        return (self.element.findtext(tag) or default).strip()


@dataclass(frozen=True)
class _Parts:
    """What differs from type to type."""

    kind: Kind
    answers: tuple[Answer, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    single: bool = True
    unit: str = ""


Reader = Callable[[_Reading], _Parts]


def _read(question: Element, name: str, words: tuple[str, ...], reader: Reader) -> Found:
    reading = _Reading(question)
    text = reading.markdown(question.find("questiontext"))
    why = reading.markdown(question.find("generalfeedback"))
    parts = reader(reading)
    combined = [_own_words(reading.markdown(question.find(f"{name}feedback"))) for name in COMBINED]
    reading.remarks.extend(f"feedback on the whole is not taken: {said}" for said in dict.fromkeys(combined) if said)
    if question.find("hint") is not None:
        reading.remarks.append("hints are not taken")
    tags = tuple(_text(tag) for tag in question.findall("tags/tag"))
    return Found(
        name=name,
        text=text,
        why=why,
        points=_number(reading.value("defaultgrade", "1"), "a default grade"),
        words=tags + words,
        remarks=tuple(dict.fromkeys(reading.remarks)),
        kind=parts.kind,
        answers=parts.answers,
        pairs=parts.pairs,
        single=parts.single,
        unit=parts.unit,
    )


def _own_words(text: str) -> str:
    """Return a feedback unless it is only Moodle's own sentence."""
    plain = {"", "Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect."}
    return "" if text in plain else " ".join(text.split())


def as_markdown(text: str, format_: str, remarks: list[str]) -> str:
    """Return a text of Moodle in Markdown; `moodle_auto_format` is HTML in which line breaks count."""
    if format_ == "markdown":
        return text.replace(r"\\(", "$").replace(r"\\)", "$").strip()
    if format_ in ("plain_text", "plain"):
        return plain_to_markdown(text)
    if format_ in ("moodle_auto_format", "moodle"):
        paragraphs = text.strip().replace("\r\n", "\n").split("\n\n")
        text = "".join(f"<p>{part}</p>".replace("\n", "<br>") for part in paragraphs)
    return html_to_markdown(text, remarks)


def _format(element: Element | None, default: str) -> str:
    return element.get("format", default) if element is not None else default


def _text(element: Element | None) -> str:
    """Return what is in the <text> of an element, or (as in old files) in the element itself."""
    if element is None:
        return ""
    inner = element.find("text")
    return "".join((inner if inner is not None else element).itertext()).strip()


def _number(text: str, what: str) -> float:
    try:
        return float(text.strip())
    except ValueError:
        raise Refused(f"{what} is `{text.strip()}`, which is not a number") from None


def _choice(reading: _Reading) -> _Parts:
    single = reading.value("single", "true") not in ("false", "0")
    return _Parts("choice", reading.answers(plain=False), single=single)


def _true_false(reading: _Reading) -> _Parts:
    answers = tuple(
        Answer(answer.text.capitalize(), answer.share, answer.says) for answer in reading.answers(plain=True)
    )
    return _Parts("choice", answers)


def _numerical(reading: _Reading) -> _Parts:
    units = [
        ((unit.findtext("unit_name") or "").strip(), _number(unit.findtext("multiplier") or "1", "a multiplier"))
        for unit in reading.element.findall("units/unit")
    ]
    if len(units) > 1:
        others = ", ".join(name for name, _ in units if name != _first_unit(units))
        reading.remarks.append(f"other units are not taken: {others}")
    return _Parts("number", reading.answers(plain=True), unit=_first_unit(units))


def _first_unit(units: list[tuple[str, float]]) -> str:
    """Return the unit in which the answer is given."""
    return next((name for name, multiplier in units if multiplier == 1), "")


def _short(reading: _Reading) -> _Parts:
    if reading.value("usecase", "0") == "1":
        reading.remarks.append("capitals mattered in Moodle; in the bank they do not")
    return _Parts("short", reading.answers(plain=True))


def _matching(reading: _Reading) -> _Parts:
    pairs = tuple(
        (reading.markdown(pair), plain_to_markdown(_text(pair.find("answer"))))
        for pair in reading.element.findall("subquestion")
    )
    return _Parts("pairs", pairs=pairs)


def _ordering(reading: _Reading) -> _Parts:
    rule = reading.value("gradingtype", "RELATIVE_NEXT_EXCLUDE_LAST")
    if rule not in ("LONGEST_ORDERED_SUBSET", "5"):
        reading.remarks.append(f"Moodle marked by {rule}; the bank marks by the longest run in the right order")
    return _Parts("order", reading.answers(plain=False))


READERS: dict[str, Reader] = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "numerical": _numerical,
    "shortanswer": _short,
    "matching": _matching,
    "ordering": _ordering,
}
