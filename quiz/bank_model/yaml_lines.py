"""YAML as plain data with the line of every key and value.

Only mappings, lists and text are read. Numbers stay as written, so that `0.10` and `1e-3` and `yes` mean what the model
makes of them. Aliases and tags are refused, and size, number of values and depth are bounded, so that no file can do
harm.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from quiz.bank_model.faults import Path, Problem

LARGEST_FILE = 2_000_000
MOST_VALUES = 200_000
DEEPEST = 12
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Document:
    """What a file holds; `lines` tells where each path of keys and places begins."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class _Stop(Exception):
    """The rest of the file cannot be read."""

    def __init__(self, line: int, what: str, seen: str = "", expected: str = "") -> None:
        super().__init__(what)
        self.line, self.what, self.seen, self.expected = line, what, seen, expected


def read_yaml(path: FilePath, shown: str) -> Document:
    """Read one file; what is wrong with it is in `problems`, named by `shown`."""
    document = Document()
    try:
        _Composer(document, shown, yaml.parse(_text(path), Loader=_LOADER)).whole()
    except _Stop as stop:
        document.problems.append(Problem(shown, stop.line, stop.what, stop.seen, stop.expected))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.problem, error.context) if part)
        line = mark.line + 1 if mark else 1
        document.problems.append(Problem(shown, line, f"this is not YAML: {what}", "", _hint(str(error.problem))))
    except yaml.YAMLError as error:  # a character that YAML does not allow
        document.problems.append(Problem(shown, 1, f"this is not YAML: {' '.join(str(error).split())}"))
    return document


def _hint(problem: str) -> str:
    if "mapping values are not allowed" in problem or "escape" in problem or "scalar" in problem:
        return "a text with `:` or `\\` as a block: `text: |` and the text indented below"
    if "tab" in problem or "token" in problem:
        return "spaces for indentation, and quotes around a text that begins with a sign"
    return "a list of questions, each beginning with `- id: some-name`"


def _text(path: FilePath) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise _Stop(1, "the file is too large", f"{size} bytes", f"at most {LARGEST_FILE}")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _Stop(line, "the file is not UTF-8", f"byte {error.object[error.start]:#x}", "text in UTF-8") from None
    except OSError as error:
        raise _Stop(1, f"the file cannot be read: {error.strerror}") from None


class _Composer:
    """Turns the parser's events into data, and notes where everything stands."""

    def __init__(self, document: Document, shown: str, events: Iterable[yaml.Event]) -> None:
        self.document = document
        self.shown = shown
        self.events = iter(events)
        self.values = 0

    def whole(self) -> None:
        """Read the one document that a file holds; an empty file holds nothing."""
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if self.document.lines:
                    raise _Stop(_line(event), "a second document begins", "`---`", "one list of questions a file")
                self.document.data = self.value(next(self.events), ())

    def value(self, event: yaml.Event, path: Path) -> Any:
        """Return the data that begins with this event."""
        line = _line(event)
        self.document.lines.setdefault(path, line)
        self.values += 1
        if self.values > MOST_VALUES:
            raise _Stop(line, f"the file holds more than {MOST_VALUES} values", "", "a bank in several files")
        if isinstance(event, yaml.AliasEvent):
            raise _Stop(line, "aliases are not read", f"`*{event.anchor}`", "the text itself, written out")
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise _Stop(line, "tags are not read", f"`{tag}`", "plain text, lists and mappings")
        if len(path) > DEEPEST:
            raise _Stop(line, f"the file is nested more than {DEEPEST} deep")
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if not isinstance(event, yaml.ScalarEvent):
            raise _Stop(line, "a value is missing")
        is_plain = event.style in (None, "")
        return None if is_plain and event.value in ("", "~", "null") else event.value

    def sequence(self, path: Path) -> list[Any]:
        """Return the list whose first item comes next."""
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.value(event, (*path, len(items))))
        return items

    def mapping(self, path: Path) -> dict[str, Any]:
        """Return the mapping whose first key comes next; a repeated key is a problem that names both lines."""
        found: dict[str, Any] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.value(event, (*path, "")) if isinstance(event, yaml.ScalarEvent) else None
            if key is None:
                raise _Stop(_line(event), "a key is not a name", "", "`name: value`")
            if key in found:
                what = f"key `{key}` is repeated; it is on line {lines[key]} too"
                self.document.problems.append(Problem(self.shown, _line(event), what, "", "each key once"))
                self.value(next(self.events), (*path, key))
                continue
            lines[key] = self.document.lines[*path, key] = _line(event)
            found[key] = self.value(next(self.events), (*path, key))
        return found


def _line(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1
