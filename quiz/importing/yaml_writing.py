"""Questions as YAML for people: texts as blocks, short lists of numbers on a line, an empty line between questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from quiz.exporting.gift import decimal

WIDTH = 118
LONGEST_IN_LINE = 60


class _Dumper(yaml.SafeDumper):
    """Writes lists indented below their key, as the bank has them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists too (called by PyYAML)."""
        super().increase_indent(flow, False)


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    if "\n" in text or "\\" in text or "$" in text or len(text) > LONGEST_IN_LINE:
        # The line break at the end makes it `|`, not `|-`; the bank takes it off again.
        return dumper.represent_scalar("tag:yaml.org,2002:str", text.rstrip("\n") + "\n", style="|")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text)


def _number(dumper: _Dumper, value: float) -> yaml.ScalarNode:
    written = decimal(value)
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in written else 'int'}", written)


def _mapping(dumper: _Dumper, data: Mapping[str, Any]) -> yaml.MappingNode:
    in_line = bool(data) and all(isinstance(value, int | float) for value in data.values())
    return dumper.represent_mapping("tag:yaml.org,2002:map", list(data.items()), flow_style=in_line)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _number)
_Dumper.add_representer(dict, _mapping)


def to_yaml(questions: Sequence[Mapping[str, Any]], comment: str) -> str:
    """Write questions as a file of the bank that begins with a comment."""
    blocks = [
        yaml.dump([dict(question)], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)
        for question in questions
    ]
    return "".join(f"# {line}\n" for line in comment.splitlines()) + "\n" + "\n".join(blocks)
