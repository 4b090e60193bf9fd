"""From a file of the bank to questions, with every error at its line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from quiz.bank_model.faults import Fault, Faults, Path, Problem, nearest, shortened
from quiz.bank_model.questions import QUESTION, TYPES, Question
from quiz.bank_model.right_forms import PARTS, right_form
from quiz.bank_model.yaml_lines import read_yaml


@dataclass(frozen=True)
class Entry:
    """A question and where it stands: `folder` is the name of the bank's folder, such as final or practice."""

    question: Question
    folder: str
    file: str
    lines: Mapping[Path, int]

    def line(self, path: Path = ()) -> int:
        """Return the line of a key of this question, or of the nearest one around it."""
        return _line(self.lines, path)


def read_questions(file: FilePath, shown: str | None = None) -> tuple[list[Entry], list[Problem]]:
    """Read one file: the questions that are well-formed, and all that is wrong with the others."""
    shown = shown or str(file)
    document = read_yaml(file, shown)
    problems = list(document.problems)
    entries: list[Entry] = []
    if document.data is None:
        return entries, problems
    if not isinstance(document.data, list):
        seen = "a mapping" if isinstance(document.data, dict) else shortened(document.data)
        what = "the file is not a list of questions"
        return entries, [*problems, Problem(shown, 1, what, seen, "`- id: some-name` for each question")]
    lines_of: dict[Path, dict[Path, int]] = defaultdict(dict)
    for path, line in document.lines.items():
        lines_of[path[:1]][path[1:]] = line
    for place, data in enumerate(document.data):
        lines = lines_of[place,]
        try:
            question = QUESTION.validate_python(data)
        except ValidationError as error:
            named = str(data.get("id", "")) if isinstance(data, dict) else ""
            faults = [fault for details in error.errors() for fault in _faults(details, data)]
            problems.extend(_problem(fault, lines, shown, named) for fault in faults)
        else:
            entries.append(Entry(question, file.parent.name, shown, lines))
    return entries, problems


def _problem(fault: Fault, lines: Mapping[Path, int], shown: str, named: str) -> Problem:
    what = f"{named}: {fault.what}" if named else fault.what
    return Problem(shown, _line(lines, fault.path), what, fault.seen, fault.expected, named)


def _line(lines: Mapping[Path, int], path: Path) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _faults(details: ErrorDetails, data: Any) -> Iterator[Fault]:
    """Say one of pydantic's errors in the words of the bank."""
    path = _path_in(details["loc"], data)
    context = details.get("ctx", {})
    inner = context.get("error")
    if isinstance(inner, Faults):
        yield from (Fault((*path, *fault.path), fault.what, fault.seen, fault.expected) for fault in inner.faults)
        return
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    seen = "" if isinstance(details["input"], dict | list) else shortened(details["input"])
    match details["type"]:
        case "missing":
            missing = str(details["loc"][-1])
            yield Fault(path, f"key `{missing}` is missing", "", right_form(missing, path))
        case "extra_forbidden":
            known = _known_keys(details["loc"])
            what = f"unknown key `{key}`{nearest(key, known)}"
            yield Fault(path, what, "", f"one of {', '.join(known)}" if known else "")
        case "union_tag_not_found" if not path:
            seen = "" if isinstance(data, dict) else shortened(data)
            yield Fault(path, "key `type` is missing", seen, f"type: one of {', '.join(TYPES)}")
        case "union_tag_invalid" if not path:
            wrong = str(context.get("tag", "")).strip("'")
            what = f"unknown type{nearest(wrong, list(TYPES))}"
            yield Fault(("type",), what, shortened(wrong), f"one of {', '.join(TYPES)}")
        case "literal_error":
            choices = [word.strip(" '") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
            what = f"`{key}` has an unknown value{nearest(str(details['input']), choices)}"
            yield Fault(path, what, seen, f"one of {', '.join(choices)}")
        case "union_tag_not_found":
            yield Fault(path, f"`{key}` has no choice, integers or decimals", "", right_form("parameters"))
        case "model_attributes_type" if not path:
            yield Fault(path, "this is not a question", seen, "`- id: some-name` and its keys below")
        case "too_short" if context["actual_length"] < len(details["input"]):
            return  # only the items that are wrong, and told already, are missing
        case "string_pattern_mismatch":
            yield Fault(path, f"`{key}` is not in the right form", seen, right_form(key, path))
        case "value_error":
            yield Fault(path, f"`{key}` is wrong: {inner}", seen, right_form(key, path))
        case _:
            yield Fault(path, f"`{key}` is wrong: {_lowered(details['msg'])}", seen, right_form(key, path))


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


def _path_in(loc: Path, data: Any) -> Path:
    """Leave out of pydantic's path what is not a key or a place in the data (tags of unions, `[key]`)."""
    path: list[str | int] = []
    for step in loc:
        is_key = isinstance(data, dict) and step in data
        is_place = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if is_key or is_place:
            data = data[step]
            path.append(step)
    return tuple(path)


def _known_keys(loc: Path) -> list[str]:
    """Return the keys that the model around an unknown key has."""
    names = [str(step) for step in loc[:-1] if not isinstance(step, int)]
    model = next((PARTS[name] for name in reversed(names) if name in PARTS), TYPES.get(names[0]) if names else None)
    return list(model.model_fields) if model is not None else []
