"""Response processing of QTI 2.1, as far as our items use it, by the words of the specification.

Values are lists (containers), or None for NULL. NULL makes a condition neither true nor false, so it is not met.
"""

from __future__ import annotations

from math import prod
from typing import Any

QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"


def respond(root: Any, response: list[Any]) -> tuple[float, list[str]]:
    """Process a response to an item; return SCORE and the values of FEEDBACK, in order."""
    outcomes: dict[str, Any] = {"SCORE": [0.0], "FEEDBACK": None}
    processing = root.find(f"{QTI}responseProcessing")
    for rule in processing:
        run(rule, root, response or None, outcomes)
    return outcomes["SCORE"][0], outcomes["FEEDBACK"] or []


def run(rule: Any, root: Any, response: Any, outcomes: dict[str, Any]) -> None:
    match name(rule):
        case "setOutcomeValue":
            outcomes[rule.get("identifier")] = value(rule[0], root, response, outcomes)
        case "responseCondition":
            [branch] = rule
            assert name(branch) == "responseIf"
            if value(branch[0], root, response, outcomes) is True:
                for inner in branch[1:]:
                    run(inner, root, response, outcomes)
        case other:
            raise AssertionError(f"unknown rule {other}")


def name(element: Any) -> str:
    return element.tag.removeprefix(QTI)


def value(element: Any, root: Any, response: Any, outcomes: dict[str, Any]) -> Any:
    inner = [value(child, root, response, outcomes) for child in element]
    match name(element):
        case "variable":
            return response if element.get("identifier") == "RESPONSE" else outcomes[element.get("identifier")]
        case "correct":
            return [found.text for found in root.find(f"{QTI}responseDeclaration/{QTI}correctResponse")]
        case "baseValue":
            return [float(element.text)] if element.get("baseType") == "float" else [element.text]
        case "mapResponse":
            return [mapped(root, response)]
        case "match":
            return None if None in inner else same(*inner)
        case "member":
            return None if None in inner else inner[0][0] in inner[1]
        case "not":
            return None if inner[0] is None else not inner[0]
        case "and":
            return False if False in inner else None if None in inner else True
        case "or":
            return True if True in inner else None if None in inner else False
        case "isNull":
            return inner[0] is None
        case "equal":
            return None if None in inner else near(inner[0][0], inner[1][0], element.get("tolerance"))
        case "stringMatch":
            assert element.get("caseSensitive") == "false"
            return None if None in inner else inner[0][0].lower() == inner[1][0].lower()
        case "index":
            place = int(element.get("n"))
            return None if inner[0] is None or place > len(inner[0]) else [inner[0][place - 1]]
        case "sum":
            return None if None in inner else [sum(one[0] for one in inner)]
        case "product":
            return None if None in inner else [prod(one[0] for one in inner)]
        case "divide":
            return None if None in inner else [inner[0][0] / inner[1][0]]
        case "containerSize":
            return [float(len(inner[0] or []))]
        case "multiple":
            return [one for part in inner if part is not None for one in part]
        case other:
            raise AssertionError(f"unknown operator {other}")


def same(left: list[Any], right: list[Any]) -> bool:
    return sorted(left) == sorted(right)


def near(given: float, wanted: float, tolerance: str) -> bool:
    below, above = map(float, tolerance.split())
    return wanted - below <= given <= wanted + above


def mapped(root: Any, response: Any) -> float:
    declaration = root.find(f"{QTI}responseDeclaration")
    mapping = declaration.find(f"{QTI}mapping")
    default = float(mapping.get("defaultValue"))
    entries = mapping.findall(f"{QTI}mapEntry")

    def worth(one: str) -> float:
        for entry in entries:
            key = entry.get("mapKey")
            if key == one or (entry.get("caseSensitive") == "false" and key.lower() == one.lower()):
                return float(entry.get("mappedValue"))
        return default

    total = sum(worth(one) for one in dict.fromkeys(response or []))
    low, high = mapping.get("lowerBound"), mapping.get("upperBound")
    total = max(total, float(low)) if low is not None else total
    return min(total, float(high)) if high is not None else total
