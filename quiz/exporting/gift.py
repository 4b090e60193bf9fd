r"""GIFT, as Moodle's importer reads it (docs.moodle.org, "GIFT format"). No PyPI package writes it well, so we do.

Texts are HTML with `\( \)`; the signs `\ ~ = # { } :` are escaped and line breaks are written as `\n`, so that a
question is one block. Numbers have no exponents. GIFT knows neither points nor tags nor units nor orders: points and
units are told in notes, topic and difficulty are categories, and orders become pairs.
"""

from __future__ import annotations

import re
from decimal import Decimal

from quiz.drawing import ChoiceKey, DrawnQuestion, MatchKey, NumberKey, OrderKey, ShortKey
from quiz.exporting.material import Exported, Group, Material, Notes
from quiz.exporting.moodle import literal, plain_right, share
from quiz.exporting.telling import (
    BY_PLACE,
    NAMES,
    leave_out_expressions,
    tell_of_marking,
    tidy,
    tolerance_around,
    wrong_answers,
)
from quiz.exporting.texts import body, general_feedback, inline, missed_options, to_tex_html

_SPECIAL = re.compile(r"[\\~=#{}:]")


def write_gift(material: Material) -> Exported:
    """Write GIFT."""
    notes = Notes()
    blocks: list[str] = []
    category = ""
    for group in material.groups:
        if leave_out_expressions(group, notes) or _has_arrow(group, notes):
            continue
        if (wanted := _category(material.title, group)) != category:
            category = wanted
            blocks.append(f"$CATEGORY: {category}")
        _tell(group, notes)
        blocks.extend(_block(name, item, group, notes) for name, item in group.named)
    _tell_all(material, notes)
    return Exported(("\n\n".join(blocks) + "\n").encode(), tuple(notes.found))


def _category(title: str, group: Group) -> str:
    path = ["$course$", "top", title, group.topic, group.difficulty, *([group.id] if len(group.items) > 1 else [])]
    return "/".join(part.replace("/", "//") for part in path)


def _has_arrow(group: Group, notes: Notes) -> bool:
    """Say that a word with `->` in it is left out: GIFT would take it for a pair, and has no escape for it."""
    for item in group.items:
        key = item.private.key
        words = [*key.accepts, *(wrong.answer for wrong in key.misconceptions)] if isinstance(key, ShortKey) else []
        if any("->" in word for word in words):
            notes.left_out(group.id, "`->` in a short answer would make pairs of it, and GIFT has no escape for it")
            return True
    return False


def _tell(group: Group, notes: Notes) -> None:
    tell_of_marking(group, notes)
    if group.points != 1:
        notes.differently(group.id, f"GIFT has no points: set {group.points:g} in the quiz")
    if group.pinned:
        notes.differently(group.id, "GIFT cannot pin an option: turn shuffling off for this question")
    if group.items[0].public.unit:
        notes.differently(group.id, f"GIFT has no units: the text asks for {group.items[0].public.unit}")
    if any(missed_options(item) for item in group.items):
        notes.differently(group.id, "feedback to those who missed a right option is in the general feedback")
    if group.type == "match" and any(wrong_answers(item) for item in group.items):
        notes.differently(group.id, "feedback on decoys is in the general feedback")
    if group.type == "order":
        notes.differently(group.id, BY_PLACE)


def _tell_all(material: Material, notes: Notes) -> None:
    types = {group.type for group in material.groups}
    if types - {"order", "expression"}:
        notes.differently("all questions", NAMES)
    if "numeric" in types:
        notes.differently("numeric questions", "Moodle reads neither fractions such as 3/4 nor powers such as 10^-3")
    if "short" in types:
        notes.differently(
            "short questions", "Moodle ignores capitals, but neither repeated spaces nor Unicode variants"
        )


def _block(name: str, item: DrawnQuestion, group: Group, notes: Notes) -> str:
    more = missed_options(item) + (wrong_answers(item) if item.public.type == "match" else [])
    answers = _answers(item, group, notes)
    opening = "{#" if item.public.type == "numeric" else "{"
    lines = [*(f"\t{answer}" for answer in answers), f"\t####{_html(general_feedback(item, *more))}", "}"]
    return f"::{escaped(name)}::[html]{_html(body(item.public))}{opening}\n" + "\n".join(lines)


def _answers(item: DrawnQuestion, group: Group, notes: Notes) -> list[str]:
    match item.private.key:
        case ChoiceKey() as key:
            return _options(item, key)
        case NumberKey() as key:
            told = [("0", wrong.value, wrong.says) for wrong in key.misconceptions]
            numbers = [("100", key.value, ""), *told]
            return [
                f"=%{weight}%{decimal(tidy(value))}:{decimal(tolerance_around(key, value))}{_says(says)}"
                for weight, value, says in numbers
            ]
        case ShortKey() as key:
            words = [("100", text, "") for text in key.accepts]
            words += [("0", wrong.answer, wrong.says) for wrong in key.misconceptions]
            return [f"=%{weight}%{escaped(literal(text))}{_says(says)}" for weight, text, says in words]
        case MatchKey() as key:
            return _pairs(item, key, group, notes)
        case OrderKey() as key:
            texts = {choice.id: plain_right(choice.text, group, notes) for choice in item.public.items}
            return [f"=Place {place} -> {_plain(texts[name])}" for place, name in enumerate(key.right, start=1)]
    return []


def _options(item: DrawnQuestion, key: ChoiceKey) -> list[str]:
    weight = share(len(key.right))
    single = item.public.type == "single"
    lines = []
    for choice in item.public.options:
        is_right = choice.id in key.right
        sign = ("=" if is_right else "~") if single else f"~%{weight}%" if is_right else f"~%-{weight}%"
        says = key.feedback[choice.id].says if choice.id in key.feedback and not is_right else ""
        lines.append(f"{sign}{_begun(inline(to_tex_html(choice.text)))}{_says(says)}")
    return lines


def _pairs(item: DrawnQuestion, key: MatchKey, group: Group, notes: Notes) -> list[str]:
    texts = {choice.id: plain_right(choice.text, group, notes) for choice in item.public.rights}
    lefts = [(inline(to_tex_html(left.text)), texts[key.right[left.id]]) for left in item.public.lefts]
    decoys = [("", texts[right.id]) for right in item.public.rights if right.id not in key.right.values()]
    # In HTML, `->` is written `-&gt;` already, so it cannot be taken for the arrow of a pair.
    return [f"={_begun(left)} -> {_plain(right)}" for left, right in lefts + decoys]


def _begun(html: str) -> str:
    """Escape a text that stands first: a `%` would begin a weight there, a `[` the name of a format."""
    if html.startswith(("%", "[")):
        html = f"&#{ord(html[0])};{html[1:]}"
    return escaped(html)


def _plain(text: str) -> str:
    return escaped(text.replace("->", "→"))


def _says(says: str) -> str:
    return f"#{_html(says)}" if says else ""


def _html(text: str) -> str:
    return escaped(to_tex_html(text))


def escaped(text: str) -> str:
    r"""Escape what means something in GIFT, and write line breaks as `\n`."""
    return _SPECIAL.sub(r"\\\g<0>", text.replace("\r", "")).replace("\n", r"\n")


def decimal(value: float) -> str:
    """Write a number in full, without an exponent."""
    written = format(Decimal(repr(value)), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written
