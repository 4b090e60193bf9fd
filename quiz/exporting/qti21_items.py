"""Items of QTI 2.1: what is shown, and how a response becomes a score and feedback."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from quiz.drawing import Choice, DrawnQuestion
from quiz.exporting import qti21_scores as scores
from quiz.exporting.material import Group
from quiz.exporting.texts import general_feedback, inline, to_xhtml, with_listing
from quiz.exporting.xml_writing import add

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
MATHML = "http://www.w3.org/1998/Math/MathML"
RESPONSE = "RESPONSE"
EXPLANATION = "explanation"
Writer = Callable[[Element, DrawnQuestion, Group], None]


def write_item(name: str, item: DrawnQuestion, group: Group) -> Element:
    """Return a question as an assessmentItem."""
    attributes = {"identifier": f"q_{name}", "title": name, "adaptive": "false", "timeDependent": "false"}
    root = Element("assessmentItem", {"xmlns": QTI, **attributes})
    _declare_response(root, item)
    _declare_outcome(root, "SCORE", "single", "float", "0")
    _declare_outcome(root, "MAXSCORE", "single", "float", scores.number(item.public.points))
    _declare_outcome(root, "FEEDBACK", "multiple", "identifier")
    body = add(root, "itemBody")
    _block(body, with_listing(item.public.text, item.public.listing))
    INTERACTIONS[item.public.type](body, item, group)
    root.append(scores.processing(item))
    for identifier, text in [*scores.feedback_texts(item), (EXPLANATION, general_feedback(item))]:
        feedback = add(root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=identifier, showHide="show")
        _block(feedback, text)
    return root


def _declare_response(root: Element, item: DrawnQuestion) -> None:
    cardinality, base_type, right = scores.response(item)
    declaration = add(root, "responseDeclaration", identifier=RESPONSE, cardinality=cardinality, baseType=base_type)
    correct = add(declaration, "correctResponse")
    for value in right:
        add(correct, "value", value)
    scores.add_mapping(declaration, item)


def _declare_outcome(root: Element, name: str, cardinality: str, base_type: str, default: str | None = None) -> None:
    declaration = add(root, "outcomeDeclaration", identifier=name, cardinality=cardinality, baseType=base_type)
    if default is not None:
        add(add(declaration, "defaultValue"), "value", default)


def _fill(parent: Element, xhtml: str) -> None:
    """Put well-formed XHTML into an element."""
    parsed = ElementTree.fromstring(f"<div>{xhtml}</div>")
    parent.text = parsed.text
    parent.extend(list(parsed))


def _block(parent: Element, text: str) -> None:
    _fill(add(parent, "div"), to_xhtml(text))


def _choices(
    parent: Element, tag: str, choices: Iterable[Choice], attributes: Callable[[Choice], dict[str, str]]
) -> None:
    for choice in choices:
        element = add(parent, tag, identifier=scores.ident(choice.id), **attributes(choice))
        _fill(element, inline(to_xhtml(choice.text)))


def _options(body: Element, item: DrawnQuestion, group: Group) -> None:
    most = "1" if item.public.type == "single" else "0"
    shuffle = "false" if group.keep_order else "true"
    interaction = add(body, "choiceInteraction", responseIdentifier=RESPONSE, shuffle=shuffle, maxChoices=most)
    _choices(
        interaction,
        "simpleChoice",
        item.public.options,
        lambda choice: {"fixed": "true"} if group.is_pinned(item, choice.id) else {},
    )


def _items(body: Element, item: DrawnQuestion, group: Group) -> None:
    shuffle = "false" if group.keep_order else "true"
    interaction = add(body, "orderInteraction", responseIdentifier=RESPONSE, shuffle=shuffle)
    _choices(interaction, "simpleChoice", item.public.items, lambda _: {})


def _pairs(body: Element, item: DrawnQuestion, group: Group) -> None:
    shuffle = "false" if group.keep_order else "true"
    most = str(len(item.public.lefts))
    interaction = add(body, "matchInteraction", responseIdentifier=RESPONSE, shuffle=shuffle, maxAssociations=most)
    for choices, each in ((item.public.lefts, "1"), (item.public.rights, "0")):
        side = add(interaction, "simpleMatchSet")
        _choices(side, "simpleAssociableChoice", choices, lambda _, each=each: {"matchMax": each})  # type: ignore[misc]


def _field(body: Element, item: DrawnQuestion, group: Group) -> None:
    paragraph = add(body, "p")
    entry = add(paragraph, "textEntryInteraction", responseIdentifier=RESPONSE, expectedLength="20")
    if item.public.unit:
        entry.tail = f" {item.public.unit}"


INTERACTIONS: dict[str, Writer] = {
    "single": _options,
    "multiple": _options,
    "numeric": _field,
    "order": _items,
    "match": _pairs,
    "short": _field,
}
