r"""Moodle XML, as Moodle's own importer reads it (docs.moodle.org, "Moodle XML format").

Each topic is a category; the draws of a question with parameters are a category of their own, from which a quiz takes
one at random. Formulas stand as `\( \)`, which Moodle's MathJax filter draws. Multiple questions give 1/n of the points
for each right option and take as much for each wrong one, which is our rule `net`.

Written with the standard library: moodle-tools knows only multiple choice with one right option, cannot keep options in
their order one by one, and puts texts of pairs into its XML without escaping them.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element, indent

from quiz.drawing import ChoiceKey, DrawnQuestion, MatchKey, NumberKey, OrderKey, ShortKey
from quiz.exporting.material import Exported, Group, Material, Notes
from quiz.exporting.telling import NAMES, leave_out_expressions, tell_of_marking, tidy, tolerance_around, wrong_answers
from quiz.exporting.texts import body, general_feedback, inline, missed_options, to_tex_html
from quiz.exporting.xml_writing import add, to_bytes
from quiz.rendering import to_text

LONGEST_ANSWER = 255
TYPES = {
    "single": "multichoice",
    "multiple": "multichoice",
    "numeric": "numerical",
    "order": "ordering",
    "match": "matching",
    "short": "shortanswer",
}
Writer = Callable[[Element, DrawnQuestion, Group, Notes], None]


def write_moodle(material: Material) -> Exported:
    """Write Moodle XML."""
    notes = Notes()
    root = Element("quiz")
    category = ""
    for group in material.groups:
        if leave_out_expressions(group, notes):
            continue
        if (wanted := _category(material.title, group)) != category:
            category = wanted
            add(add(add(root, "question", type="category"), "category"), "text", category)
        tell_of_marking(group, notes)
        for name, item in group.named:
            _write(root, name, item, group, notes)
    _tell_all(material, notes)
    indent(root)
    return Exported(to_bytes(root), tuple(notes.found))


def _category(title: str, group: Group) -> str:
    path = ["$course$", "top", title, group.topic, *([group.id] if len(group.items) > 1 else [])]
    return "/".join(part.replace("/", "//") for part in path)


def _tell_all(material: Material, notes: Notes) -> None:
    types = {group.type for group in material.groups}
    if any(name in types for name in ("single", "multiple", "numeric", "match", "short")):
        notes.differently("all questions", NAMES)
    if "numeric" in types:
        notes.differently("numeric questions", "Moodle reads neither fractions such as 3/4 nor powers such as 10^-3")
    if "short" in types:
        notes.differently(
            "short questions", "Moodle ignores capitals, but neither repeated spaces nor Unicode variants"
        )


def _write(root: Element, name: str, item: DrawnQuestion, group: Group, notes: Notes) -> None:
    question = add(root, "question", type=TYPES[item.public.type])
    add(add(question, "name"), "text", name)
    _html(question, "questiontext", body(item.public))
    told = missed_options(item)
    if told:
        notes.differently(group.id, "feedback to those who missed a right option is in the general feedback")
    _html(question, "generalfeedback", general_feedback(item, *told))
    add(question, "defaultgrade", f"{item.public.points:.7f}")
    add(question, "penalty", "0")
    add(question, "hidden", "0")
    add(question, "idnumber", name)
    WRITERS[item.public.type](question, item, group, notes)
    tags = add(question, "tags")
    for tag in (group.topic, group.difficulty):
        add(add(tags, "tag"), "text", tag)


def _html(parent: Element, tag: str, text: str, *, short: bool = False) -> None:
    html = to_tex_html(text) if text else ""
    add(add(parent, tag, format="html"), "text", inline(html) if short else html)


def _answer(question: Element, fraction: str, text: str, says: str, format_: str) -> Element:
    answer = add(question, "answer", fraction=fraction, format=format_)
    add(answer, "text", text)
    _html(answer, "feedback", says)
    return answer


def _combined(question: Element, wrong: str = "") -> None:
    _html(question, "correctfeedback", "")
    _html(question, "partiallycorrectfeedback", wrong)
    _html(question, "incorrectfeedback", wrong)


def share(part: int) -> str:
    """Return 1/n in per cent with the five decimals by which Moodle knows its grades."""
    return f"{100 / part:.5f}".rstrip("0").rstrip(".")


def _options(question: Element, item: DrawnQuestion, group: Group, notes: Notes) -> None:
    key = item.private.key
    assert isinstance(key, ChoiceKey)
    single = item.public.type == "single"
    add(question, "single", "true" if single else "false")
    add(question, "shuffleanswers", "true" if group.may_shuffle else "false")
    add(question, "answernumbering", "abc")
    add(question, "showstandardinstruction", "1")
    _combined(question)
    if group.pinned:
        notes.differently(group.id, "its options are not shuffled by Moodle, so that the pinned one stays last")
    for choice in item.public.options:
        is_right = choice.id in key.right
        fraction = share(len(key.right)) if is_right else "0" if single else f"-{share(len(key.right))}"
        says = key.feedback[choice.id].says if choice.id in key.feedback and not is_right else ""
        _answer(question, fraction, inline(to_tex_html(choice.text)), says, "html")


def _number(question: Element, item: DrawnQuestion, group: Group, notes: Notes) -> None:
    key = item.private.key
    assert isinstance(key, NumberKey)
    right = _answer(question, "100", repr(tidy(key.value)), "", "moodle_auto_format")
    add(right, "tolerance", repr(tolerance_around(key, key.value)))
    for wrong in key.misconceptions:
        answer = _answer(question, "0", repr(tidy(wrong.value)), wrong.says, "moodle_auto_format")
        add(answer, "tolerance", repr(tolerance_around(key, wrong.value)))
    if item.public.unit:
        unit = add(add(question, "units"), "unit")
        add(unit, "multiplier", "1")
        add(unit, "unit_name", item.public.unit)
    add(question, "unitgradingtype", "0")
    add(question, "unitpenalty", "0")
    add(question, "showunits", "0" if item.public.unit else "3")
    add(question, "unitsleft", "0")


def _short(question: Element, item: DrawnQuestion, group: Group, notes: Notes) -> None:
    key = item.private.key
    assert isinstance(key, ShortKey)
    add(question, "usecase", "0")
    for accepted in key.accepts:
        _answer(question, "100", literal(accepted), "", "moodle_auto_format")
    for wrong in key.misconceptions:
        _answer(question, "0", literal(wrong.answer), wrong.says, "moodle_auto_format")


def literal(text: str) -> str:
    r"""Write a short answer; `*` alone would stand for anything."""
    return text.replace("*", r"\*")


def _pairs(question: Element, item: DrawnQuestion, group: Group, notes: Notes) -> None:
    key = item.private.key
    assert isinstance(key, MatchKey)
    add(question, "shuffleanswers", "false" if group.keep_order else "true")
    told = wrong_answers(item)
    if told:
        notes.differently(group.id, "feedback on decoys goes to everybody who is not fully right")
    _combined(question, "\n\n".join(told))
    texts = {choice.id: plain_right(choice.text, group, notes) for choice in item.public.rights}
    for left in item.public.lefts:
        _pair(question, inline(to_tex_html(left.text)), texts[key.right[left.id]])
    for right in item.public.rights:
        if right.id not in key.right.values():
            _pair(question, "", texts[right.id])


def _pair(question: Element, left: str, right: str) -> None:
    pair = add(question, "subquestion", format="html")
    add(pair, "text", left)
    add(add(pair, "answer"), "text", right)


def plain_right(text: str, group: Group, notes: Notes) -> str:
    """Return a right-hand text as Moodle and Canvas show it in a menu: plain, formulas as a line of Unicode."""
    plain = " ".join(to_text(text).split())
    if plain != text:
        notes.differently(group.id, "right-hand texts are plain: formulas and code as a line of Unicode")
    if len(plain) > LONGEST_ANSWER:
        notes.differently(group.id, f"a right-hand text is cut to {LONGEST_ANSWER} characters")
    return plain if len(plain) <= LONGEST_ANSWER else plain[: LONGEST_ANSWER - 1] + "…"


def _order(question: Element, item: DrawnQuestion, group: Group, notes: Notes) -> None:
    key = item.private.key
    assert isinstance(key, OrderKey)
    texts = {choice.id: choice.text for choice in item.public.items}
    for tag, value in (("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", "0")):
        add(question, tag, value)
    add(question, "gradingtype", "LONGEST_ORDERED_SUBSET")
    add(question, "showgrading", "SHOW")
    _combined(question)
    for place, name in enumerate(key.right, start=1):
        _answer(question, f"{place}.0000000", inline(to_tex_html(texts[name])), "", "html")
    what = "Moodle 4.4 and newer have it, older ones with a plugin; where no two items are in order it gives 0, not 1/n"
    notes.differently(group.id, what)


WRITERS: dict[str, Writer] = {
    "single": _options,
    "multiple": _options,
    "numeric": _number,
    "order": _order,
    "match": _pairs,
    "short": _short,
}
