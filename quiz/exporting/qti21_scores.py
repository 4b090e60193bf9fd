"""How QTI 2.1 makes a score and feedback of a response: declarations, mappings and response processing."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from quiz.drawing import ChoiceKey, DrawnQuestion, MatchKey, NumberKey, OrderKey, ShortKey
from quiz.exporting.telling import tidy, tolerance_around
from quiz.exporting.xml_writing import add

RESPONSE = "RESPONSE"


def number(value: float) -> str:
    """Write a number so that it is read back as the same one."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def ident(choice: str) -> str:
    """Return an identifier; ids of choices may begin with a digit, those of QTI may not."""
    return f"c_{choice}"


def response(item: DrawnQuestion) -> tuple[str, str, list[str]]:
    """Return cardinality, base type and the values of the right response."""
    match item.private.key:
        case ChoiceKey(right=right):
            return ("single" if item.public.type == "single" else "multiple"), "identifier", list(map(ident, right))
        case NumberKey(value=value):
            return "single", "float", [number(tidy(value))]
        case OrderKey(right=right):
            return "ordered", "identifier", list(map(ident, right))
        case MatchKey(right=pairs):
            return "multiple", "directedPair", [_pair(left, right) for left, right in pairs.items()]
        case ShortKey(accepts=accepts):
            return "single", "string", [accepts[0]]
    raise ValueError(f"{item.id}: an expression is no QTI question")


def _pair(left: str, right: str) -> str:
    return f"{ident(left)} {ident(right)}"


def add_mapping(declaration: Element, item: DrawnQuestion) -> None:
    """Add what each part of a response is worth, where points are given part by part."""
    points = item.public.points
    match item.private.key:
        case ChoiceKey(right=right, marking=rule) if item.public.type == "multiple" and rule != "all":
            each = {"net": points / len(right), "each": points / len(item.public.options), "coverage": 1.0}[rule]
            loss = 0.0 if rule == "coverage" else each
            bounds = {"lowerBound": "0", "upperBound": number(points)} if rule == "net" else {}
            mapping = add(declaration, "mapping", defaultValue="0", **bounds)
            for choice in item.public.options:
                worth = each if choice.id in right else -loss
                add(mapping, "mapEntry", mapKey=ident(choice.id), mappedValue=number(worth))
        case MatchKey(right=pairs):
            mapping = add(declaration, "mapping", defaultValue="0", lowerBound="0", upperBound=number(points))
            for left, right_id in pairs.items():
                part = number(points / len(pairs))
                add(mapping, "mapEntry", mapKey=_pair(left, right_id), mappedValue=part)
        case ShortKey(accepts=accepts):
            mapping = add(declaration, "mapping", defaultValue="0")
            for text in dict.fromkeys(accepts):
                add(mapping, "mapEntry", mapKey=text, mappedValue=number(points), caseSensitive="false")


def processing(item: DrawnQuestion) -> Element:
    """Return the response processing: first the score, then feedback, last the explanation."""
    root = Element("responseProcessing")
    _score(root, item)
    for identifier, condition in _feedback_conditions(item):
        branch = add(add(root, "responseCondition"), "responseIf")
        branch.append(condition)
        _show(branch, identifier)
    _show(root, "explanation")
    return root


def _score(root: Element, item: DrawnQuestion) -> None:
    points = item.public.points
    match item.private.key:
        case NumberKey() as key:
            branch = add(add(root, "responseCondition"), "responseIf")
            branch.append(_near(tidy(key.value), tolerance_around(key, key.value)))
            _set_score(branch).append(_float(points))
        case OrderKey(right=right):
            for place, name in enumerate(right, start=1):
                branch = add(add(root, "responseCondition"), "responseIf")
                at_place = add(add(branch, "match"), "index", n=str(place))
                add(at_place, "variable", identifier=RESPONSE)
                branch[0].append(_base("identifier", ident(name)))
                total = add(_set_score(branch), "sum")
                add(total, "variable", identifier="SCORE")
                total.append(_float(points / len(right)))
        case ChoiceKey(right=right, marking=rule):
            _choice_score(root, item, len(right), rule)
        case MatchKey() | ShortKey():
            add(_set_score(root), "mapResponse", identifier=RESPONSE)


def _choice_score(root: Element, item: DrawnQuestion, right: int, rule: str) -> None:
    """Score chosen options: all or nothing, by the mapping, or by the mapping and what was chosen at all."""
    points, options = item.public.points, len(item.public.options)
    if item.public.type == "single" or rule == "all":
        branch = add(add(root, "responseCondition"), "responseIf")
        equal = add(branch, "match")
        add(equal, "variable", identifier=RESPONSE)
        add(equal, "correct", identifier=RESPONSE)
        _set_score(branch).append(_float(points))
        return
    if rule == "net":
        add(_set_score(root), "mapResponse", identifier=RESPONSE)
        return
    branch = add(add(root, "responseCondition"), "responseIf")
    add(add(add(branch, "not"), "isNull"), "variable", identifier=RESPONSE)
    if rule == "each":
        total = add(_set_score(branch), "sum")
        total.append(_float(points * (options - right) / options))
        add(total, "mapResponse", identifier=RESPONSE)
    else:  # coverage: hits / right * hits / chosen
        share = add(_set_score(branch), "divide")
        squared = add(share, "product")
        squared.append(_float(points / right))
        for _ in range(2):
            add(squared, "mapResponse", identifier=RESPONSE)
        add(add(share, "containerSize"), "variable", identifier=RESPONSE)


def feedback_texts(item: DrawnQuestion) -> list[tuple[str, str]]:
    """Return each feedback with its identifier."""
    match item.private.key:
        case ChoiceKey(feedback=feedback, right=right):
            shown = [(name, told.says) for name, told in feedback.items() if told.says]
            missed = item.public.type == "multiple"
            return [(f"to_{ident(name)}", says) for name, says in shown if missed or name not in right]
        case NumberKey(misconceptions=numbers):
            return [(f"wrong_{place}", wrong.says) for place, wrong in enumerate(numbers, start=1)]
        case ShortKey(misconceptions=words):
            return [(f"wrong_{place}", wrong.says) for place, wrong in enumerate(words, start=1)]
        case MatchKey(decoys=decoys):
            return [(f"to_{ident(name)}", told.says) for name, told in decoys.items() if told.says]
    return []


def _feedback_conditions(item: DrawnQuestion) -> Iterator[tuple[str, Element]]:
    names = [identifier for identifier, _ in feedback_texts(item)]
    match item.private.key:
        case ChoiceKey(right=right):
            for name in names:
                choice = name.removeprefix("to_")
                chosen = _chosen(choice, item.public.type == "single")
                yield name, _inverted(chosen) if choice.removeprefix("c_") in right else chosen
        case NumberKey() as key:
            for name, wrong in zip(names, key.misconceptions, strict=True):
                near = _near(tidy(wrong.value), tolerance_around(key, wrong.value))
                both = Element("and")
                both.append(_inverted(_near(tidy(key.value), tolerance_around(key, key.value))))
                both.append(near)
                yield name, both
        case ShortKey(misconceptions=words):
            for name, word in zip(names, words, strict=True):
                same = Element("stringMatch", {"caseSensitive": "false"})
                add(same, "variable", identifier=RESPONSE)
                same.append(_base("string", word.answer))
                yield name, same
        case MatchKey():
            for name in names:
                either = Element("or")
                for left in item.public.lefts:
                    used = add(either, "member")
                    used.append(_base("directedPair", f"{ident(left.id)} {name.removeprefix('to_')}"))
                    add(used, "variable", identifier=RESPONSE)
                yield name, either


def _chosen(choice: str, single: bool) -> Element:
    test = Element("match" if single else "member")
    test.append(_base("identifier", choice))
    add(test, "variable", identifier=RESPONSE)
    return test


def _inverted(test: Element) -> Element:
    inverted = Element("not")
    inverted.append(test)
    return inverted


def _near(value: float, around: float) -> Element:
    equal = Element("equal", {"toleranceMode": "absolute", "tolerance": f"{number(around)} {number(around)}"})
    add(equal, "variable", identifier=RESPONSE)
    equal.append(_float(value))
    return equal


def _base(base_type: str, value: str) -> Element:
    element = Element("baseValue", {"baseType": base_type})
    element.text = value
    return element


def _float(value: float) -> Element:
    return _base("float", number(value))


def _set_score(parent: Element) -> Element:
    return add(parent, "setOutcomeValue", identifier="SCORE")


def _show(parent: Element, identifier: str) -> None:
    both = add(add(parent, "setOutcomeValue", identifier="FEEDBACK"), "multiple")
    add(both, "variable", identifier="FEEDBACK")
    both.append(_base("identifier", identifier))
