"""Items of QTI 1.2 with the question types of Canvas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from quiz.drawing import Choice, ChoiceKey, DrawnQuestion, MatchKey, NumberKey, OrderKey, ShortKey
from quiz.exporting.gift import decimal
from quiz.exporting.material import Group, Notes
from quiz.exporting.moodle import plain_right
from quiz.exporting.telling import tidy, tolerance_around, wrong_answers
from quiz.exporting.texts import body, general_feedback, inline, missed_options, to_tex_html
from quiz.exporting.xml_writing import add

TYPES = {
    "single": "multiple_choice_question",
    "multiple": "multiple_answers_question",
    "numeric": "numerical_question",
    "order": "matching_question",
    "match": "matching_question",
    "short": "short_answer_question",
}
# The item's parts, the presentation that is being filled, the processing that is being filled.
Writer = Callable[[Element, Element, Element, DrawnQuestion, Group, Notes], None]
ANSWER = "response1"


def write_item(parent: Element, name: str, item: DrawnQuestion, group: Group, notes: Notes) -> None:
    """Append a question as an item."""
    element = add(parent, "item", ident=f"q_{name}", title=name)
    choices = item.public.options or item.public.items or item.public.rights
    _metadata(element, name, item, choices)
    presentation = add(element, "presentation")
    _material(presentation, body(item.public))
    processing = add(element, "resprocessing")
    score = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    add(add(processing, "outcomes"), "decvar", **score)
    _shown_to_all(processing, "general_fb")
    WRITERS[item.public.type](element, presentation, processing, item, group, notes)
    told = wrong_answers(item)
    if told:
        _shown_to_all(processing, "general_incorrect_fb")
    _feedback(element, "general_fb", general_feedback(item, *missed_options(item)))
    if told:
        _feedback(element, "general_incorrect_fb", "\n\n".join(told))
    _options_feedback(element, item)


def _metadata(element: Element, name: str, item: DrawnQuestion, choices: Sequence[Choice]) -> None:
    fields = {
        "question_type": TYPES[item.public.type],
        "points_possible": f"{item.public.points:g}",
        "original_answer_ids": ",".join(ident(choice) for choice in choices),
        "assessment_question_identifierref": f"ref_{name}",
    }
    metadata = add(add(element, "itemmetadata"), "qtimetadata")
    for label, entry in fields.items():
        field = add(metadata, "qtimetadatafield")
        add(field, "fieldlabel", label)
        add(field, "fieldentry", entry)


def ident(choice: Choice) -> str:
    """Return an identifier; the ids of choices may begin with a digit, those of XML may not."""
    return f"c_{choice.id}"


def _material(parent: Element, text: str, *, short: bool = False) -> None:
    html = to_tex_html(text)
    add(add(parent, "material"), "mattext", inline(html) if short else html, texttype="text/html")


def _plain_material(parent: Element, text: str) -> None:
    add(add(parent, "material"), "mattext", text, texttype="text/plain")


def _shown_to_all(processing: Element, feedback: str) -> None:
    """Link a feedback that Canvas knows by its name: to everybody, or to everybody who is wrong."""
    condition = add(processing, "respcondition", continue_="Yes")
    add(add(condition, "conditionvar"), "other")
    add(condition, "displayfeedback", feedbacktype="Response", linkrefid=feedback)


def _feedback(element: Element, name: str, text: str) -> None:
    _material(add(add(element, "itemfeedback", ident=name), "flow_mat"), text)


def _right(processing: Element, score: str = "100", action: str = "Set") -> Element:
    """Begin the condition under which points are given; return where to put it."""
    condition = add(processing, "respcondition", continue_="No" if action == "Set" else "Yes")
    variables = add(condition, "conditionvar")
    add(condition, "setvar", score, action=action, varname="SCORE")
    return variables


def _equal(parent: Element, value: str, response: str = ANSWER) -> None:
    add(parent, "varequal", value, respident=response)


def _options(
    element: Element, presentation: Element, processing: Element, item: DrawnQuestion, group: Group, notes: Notes
) -> None:
    key = item.private.key
    assert isinstance(key, ChoiceKey)
    single = item.public.type == "single"
    response = add(presentation, "response_lid", ident=ANSWER, rcardinality="Single" if single else "Multiple")
    choices = add(response, "render_choice")
    for choice in item.public.options:
        _material(add(choices, "response_label", ident=ident(choice)), choice.text, short=True)
        if _says(choice, key):
            condition = add(processing, "respcondition", continue_="Yes")
            _equal(add(condition, "conditionvar"), ident(choice))
            add(condition, "displayfeedback", feedbacktype="Response", linkrefid=f"{ident(choice)}_fb")
    condition = _right(processing)
    if not single:
        condition = add(condition, "and")
    for choice in item.public.options:
        if choice.id in key.right:
            _equal(condition, ident(choice))
        elif not single:
            _equal(add(condition, "not"), ident(choice))


def _says(choice: Choice, key: ChoiceKey) -> str:
    told = key.feedback.get(choice.id)
    return told.says if told and choice.id not in key.right else ""


def _options_feedback(element: Element, item: DrawnQuestion) -> None:
    key = item.private.key
    if isinstance(key, ChoiceKey):
        for choice in item.public.options:
            if says := _says(choice, key):
                _feedback(element, f"{ident(choice)}_fb", says)


def _field(presentation: Element, **attributes: str) -> None:
    response = add(presentation, "response_str", ident=ANSWER, rcardinality="Single")
    add(add(response, "render_fib", **attributes), "response_label", ident="answer1")


def _number(
    element: Element, presentation: Element, processing: Element, item: DrawnQuestion, group: Group, notes: Notes
) -> None:
    key = item.private.key
    assert isinstance(key, NumberKey)
    _field(presentation, fibtype="Decimal")
    around = tolerance_around(key, key.value)
    either = add(_right(processing), "or")
    _equal(either, decimal(tidy(key.value)))
    between = add(either, "and")
    add(between, "vargte", decimal(tidy(key.value - around)), respident=ANSWER)
    add(between, "varlte", decimal(tidy(key.value + around)), respident=ANSWER)


def _short(
    element: Element, presentation: Element, processing: Element, item: DrawnQuestion, group: Group, notes: Notes
) -> None:
    key = item.private.key
    assert isinstance(key, ShortKey)
    _field(presentation)
    condition = _right(processing)
    for accepted in key.accepts:
        _equal(condition, accepted)


def _pairs(
    element: Element, presentation: Element, processing: Element, item: DrawnQuestion, group: Group, notes: Notes
) -> None:
    key = item.private.key
    assert isinstance(key, MatchKey)
    rows = [(left.id, inline(to_tex_html(left.text)), key.right[left.id]) for left in item.public.lefts]
    _matching(presentation, processing, rows, item.public.rights, group, notes)


def _order(
    element: Element, presentation: Element, processing: Element, item: DrawnQuestion, group: Group, notes: Notes
) -> None:
    key = item.private.key
    assert isinstance(key, OrderKey)
    rows = [(f"place{place}", f"Place {place}", name) for place, name in enumerate(key.right, start=1)]
    _matching(presentation, processing, rows, item.public.items, group, notes)


def _matching(
    presentation: Element,
    processing: Element,
    rows: list[tuple[str, str, str]],
    rights: Sequence[Choice],
    group: Group,
    notes: Notes,
) -> None:
    """Write rows of (name, HTML, id of what belongs to it): a menu of all right-hand texts for each."""
    by_id = {choice.id: choice for choice in rights}
    for name, html, right in rows:
        response = add(presentation, "response_lid", ident=f"response_{name}")
        add(add(response, "material"), "mattext", html, texttype="text/html")
        menu = add(response, "render_choice")
        for choice in rights:
            label = add(menu, "response_label", ident=ident(choice))
            _plain_material(label, plain_right(choice.text, group, notes))
        points = decimal(round(100 / len(rows), 4))
        _equal(_right(processing, points, "Add"), ident(by_id[right]), f"response_{name}")


WRITERS: dict[str, Writer] = {
    "single": _options,
    "multiple": _options,
    "numeric": _number,
    "order": _order,
    "match": _pairs,
    "short": _short,
}
