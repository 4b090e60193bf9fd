"""From what a reader found to a question of the bank: its keys, and what is said about what it could not take."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from quiz.bank_model import DIFFICULTIES, QUESTION, TOPICS, Faults
from quiz.bank_model.texts import NAMED_BY_IMPORT, NO_WHY
from quiz.importing.found import Answer, Found, Refused, Skipped

# What stands for a tolerance of zero, which the bank does not have: a part in a billion.
EXACT = 1e-9
_UNIT = re.compile(r"Unit: (?P<unit>[^\n]+)")
_LISTING = re.compile(r"(?P<fence>```+)python\n(?P<code>.*)\n(?P=fence)", re.DOTALL)
Data = dict[str, Any]


@dataclass(frozen=True)
class Defaults:
    """What a question gets that its file does not tell."""

    topic: str
    difficulty: str
    source: str


@dataclass(frozen=True)
class Imported:
    """Questions as data for YAML, and what is to be said, question by question."""

    questions: tuple[Data, ...]
    notes: tuple[str, ...]
    left_out: int


def to_bank(found: Sequence[Found | Skipped], defaults: Defaults) -> Imported:
    """Turn what was found into questions; what cannot be taken is in the notes."""
    questions: list[Data] = []
    notes: list[str] = []
    ids: set[str] = set()
    for item in found:
        if isinstance(item, Skipped):
            notes.append(f"{item.name}: left out: {item.why}")
            continue
        remarks = list(item.remarks)
        try:
            data = _question(item, defaults, remarks)
            data["id"] = unused(slug(item.name), ids)
            QUESTION.validate_python(data)
        except (Refused, ValidationError) as error:
            notes.append(f"{item.name}: left out: {_reason(error)}")
            continue
        ids.add(data["id"])
        questions.append(data)
        notes.extend(f"{data['id']}: taken, but {remark}" for remark in dict.fromkeys(remarks))
    return Imported(tuple(questions), tuple(notes), len(found) - len(questions))


def _reason(error: Refused | ValidationError) -> str:
    return str(error) if isinstance(error, Refused) else "; ".join(map(_fault, error.errors()))


def _fault(details: ErrorDetails) -> str:
    """Say one of pydantic's errors in plain words."""
    context = details.get("ctx", {})
    where = ".".join(str(step) for step in details["loc"][1:])
    if isinstance(context.get("error"), Faults):
        return "; ".join(fault.what for fault in context["error"].faults)
    match details["type"]:
        case "too_short" if details["input"] == "":
            return f"its {where} is empty"
        case "too_short":
            return f"it has {context['actual_length']} {where}; the bank takes at least {context['min_length']}"
        case "too_long":
            return f"it has {context['actual_length']} {where}; the bank takes at most {context['max_length']}"
    return f"{where}: {details['msg']}"


def slug(name: str) -> str:
    """Return a name as an id: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    return "-".join(words)[:70].strip("-") or "imported"


def unused(name: str, ids: set[str]) -> str:
    """Return a name, with a number behind it if it is taken."""
    return next(found for found in (name, *(f"{name}-{n}" for n in range(2, len(ids) + 3))) if found not in ids)


def _question(item: Found, defaults: Defaults, remarks: list[str]) -> Data:
    why, source = _source(item.why, defaults, remarks)
    text, unit, listing = _body(item)
    data: Data = {"id": "", "type": "", "topic": _word(item, TOPICS, "topic", defaults.topic, remarks)}
    data["difficulty"] = _word(item, DIFFICULTIES, "difficulty", defaults.difficulty, remarks)
    if item.points != 1:
        data["points"] = item.points
    data["text"] = text
    if listing:
        data["listing"] = listing
    data |= BUILDERS[item.kind](item, unit, remarks)
    told = _told_to_others(item)
    if told:
        remarks.append("what is told about right answers, or about all other wrong ones, is in the explanation")
    return data | {"why": "\n\n".join([why, *told]), "source": source}


def _told_to_others(item: Found) -> list[str]:
    """Return feedback that the bank has no place for: on right answers, and on any answer that is not foreseen."""
    right = [answer for answer in item.answers if answer.says and _is_right(answer, item) and answer.text != "*"]
    others = [answer for answer in item.answers if answer.says and answer.text == "*"]
    return [f"On “{' '.join(answer.text.split())}”: {answer.says}" for answer in right] + [
        f"On any other answer: {answer.says}" for answer in others
    ]


def _is_right(answer: Answer, item: Found) -> bool:
    return answer.share == 100 if item.single else answer.share > 0


def _source(why: str, defaults: Defaults, remarks: list[str]) -> tuple[str, str]:
    """Take the last paragraph as the source if it says that it is."""
    rest, _, last = why.rpartition("\n\n")
    if last.startswith("Source: "):
        why, source = rest, " ".join(last.removeprefix("Source: ").split())
    else:
        source = defaults.source
    if not why:
        remarks.append("it has no explanation")
    return why or NO_WHY, source


def _body(item: Found) -> tuple[str, str, str]:
    """Split a text into what is asked, the unit of the answer, and a Python listing at its end."""
    text, unit, listing = item.text, item.unit, ""
    rest, _, last = text.rpartition("\n\n")
    said = _UNIT.fullmatch(last)
    if item.kind == "number" and said and unit in ("", said["unit"]):
        text, unit = rest, said["unit"]
    at = text.rfind("\n\n```")
    code = _LISTING.fullmatch(text[at + 2 :]) if at >= 0 else None
    if code:
        text, listing = text[:at], code["code"]
    return text, unit, listing


def _word(item: Found, known: Iterable[str], what: str, default: str, remarks: list[str]) -> str:
    """Return the first of the known words among tags and categories."""
    found = next((word for word in map(slug, item.words) if word in known), None)
    if found is None:
        remarks.append(f"its {what} is not known: `{default}` was put in")
    return found or default


def _choice(item: Found, unit: str, remarks: list[str]) -> Data:
    right = [answer for answer in item.answers if _is_right(answer, item)]
    options: list[Data] = []
    for place, answer in enumerate(item.answers, start=1):
        if answer in right:
            options.append({"right": answer.text})
            continue
        if answer.share > 0:
            remarks.append(f"option {place} is wrong now; it gave {answer.share:g} % of the points")
        if not answer.says:
            remarks.append(f"option {place} has no feedback")
        wrong: Data = {"wrong": answer.text, "misconception": f"{NAMED_BY_IMPORT}option {place}"}
        options.append(wrong | ({"says": answer.says} if answer.says else {}))
    if not item.single:
        _tell_of_shares(item.answers, right, remarks)
    return {"type": "single" if item.single else "multiple", "options": options}


def _tell_of_shares(answers: Sequence[Answer], right: Sequence[Answer], remarks: list[str]) -> None:
    """Say it where an option's share of the points is not that of the rule `net`."""
    each = 100 / len(right) if right else 0
    if any(abs(abs(answer.share) - each) > 0.01 or (answer.share > 0) != (answer in right) for answer in answers):
        remarks.append("it is marked by the rule `net` now: each right option gains 1/n, each wrong one costs as much")


def _number(item: Found, unit: str, remarks: list[str]) -> Data:
    right = [answer for answer in item.answers if answer.share == 100 and answer.text != "*"]
    if not right:
        raise Refused("no number is fully right")
    if len(right) > 1:
        others = ", ".join(answer.text for answer in right[1:])
        remarks.append(f"only {right[0].text} is right now; these were too: {others}")
    value = _finite(right[0].text)
    wrong: list[Data] = []
    for place, answer in enumerate(item.answers, start=1):
        if answer in right or answer.text == "*":
            continue
        if answer.share > 0:
            remarks.append(f"answer {place} is wrong now; it gave {answer.share:g} % of the points")
        if not answer.says:
            remarks.append(f"wrong answer {answer.text} is not taken: it has no feedback")
            continue
        known = {
            "answer": _finite(answer.text),
            "misconception": f"{NAMED_BY_IMPORT}answer {place}",
            "says": answer.says,
        }
        wrong.append(known)
    told = [answer for answer in item.answers if answer is right[0] or (answer.text != "*" and answer.share < 100)]
    data: Data = {"type": "numeric", "answer": value, "tolerance": _tolerance(right[0], told)}
    return data | ({"unit": unit} if unit else {}) | ({"misconceptions": wrong} if wrong else {})


def _tolerance(right: Answer, known: Sequence[Answer]) -> dict[str, float]:
    """Return a relative tolerance where all known answers have the same one, else the absolute one of the key."""
    shares = {float(f"{answer.tolerance / (abs(_finite(answer.text)) or math.inf):.6g}") for answer in known}
    if len(known) > 1 and len(shares) == 1 and 0 < max(shares) < 1:
        return {"relative": shares.pop()}
    return {"absolute": right.tolerance or EXACT * (abs(_finite(right.text)) or 1)}


def _finite(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Refused(f"`{text}` is not a number")
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _short(item: Found, unit: str, remarks: list[str]) -> Data:
    accepts: list[str] = []
    wrong: list[Data] = []
    for place, answer in enumerate(item.answers, start=1):
        text = answer.text.replace(r"\*", "*")
        if answer.text == "*":
            if answer.share > 0:
                raise Refused("it accepts any answer")
            continue
        if "*" in answer.text.replace(r"\*", ""):
            remarks.append(
                f"`{answer.text}` is not taken: `*` stands for anything in Moodle, and the bank has no such sign"
            )
        elif answer.share == 100:
            accepts.append(text)
        elif answer.says:
            if answer.share > 0:
                remarks.append(f"`{text}` is wrong now; it gave {answer.share:g} % of the points")
            wrong.append({"answer": text, "misconception": f"{NAMED_BY_IMPORT}answer {place}", "says": answer.says})
        else:
            remarks.append(f"wrong answer `{text}` is not taken: it has no feedback")
    if not accepts:
        raise Refused("no answer is fully right that the bank could hold")
    return {"type": "short", "accepts": accepts} | ({"misconceptions": wrong} if wrong else {})


def _pairs(item: Found, unit: str, remarks: list[str]) -> Data:
    if [left for left, _ in item.pairs] == [f"Place {place}" for place in range(1, len(item.pairs) + 1)]:
        return {"type": "order", "items": [right for _, right in item.pairs]}  # so our own exports write orders
    pairs = [{"left": left, "right": right} for left, right in item.pairs if left]
    texts = [right for left, right in item.pairs if not left]
    decoys = [
        {"text": text, "misconception": f"{NAMED_BY_IMPORT}decoy {place}"} for place, text in enumerate(texts, start=1)
    ]
    if decoys:
        remarks.append("its decoys have no feedback")
    return {"type": "match", "pairs": pairs} | ({"decoys": decoys} if decoys else {})


def _order(item: Found, unit: str, remarks: list[str]) -> Data:
    return {"type": "order", "items": [answer.text for answer in item.answers]}


BUILDERS: dict[str, Callable[[Found, str, list[str]], Data]] = {
    "choice": _choice,
    "number": _number,
    "short": _short,
    "pairs": _pairs,
    "order": _order,
}
