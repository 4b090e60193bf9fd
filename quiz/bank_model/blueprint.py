"""How a paper is drawn: how many questions of each topic and difficulty, and the minutes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from quiz.bank_model.faults import BankError, Problem
from quiz.bank_model.parts import Part, Text
from quiz.bank_model.questions import Difficulty, Topic
from quiz.bank_model.yaml_lines import read_yaml

BLUEPRINT = Path(__file__).parents[1] / "blueprint.yaml"


class Blueprint(Part):
    """What `blueprint.yaml` holds; questions come topic by topic in the order written, easy ones first."""

    title: Text
    minutes: Annotated[int, Field(ge=1, le=1440)]
    questions: Annotated[dict[Topic, dict[Difficulty, Annotated[int, Field(ge=0, le=500)]]], Field(min_length=1)]

    @property
    def count(self) -> int:
        """How many questions a paper has."""
        return sum(sum(counts.values()) for counts in self.questions.values())


def load_blueprint(file: Path = BLUEPRINT) -> Blueprint:
    """Read a blueprint.

    Raises: BankError that names file and line.
    """
    document = read_yaml(file, str(file))
    if document.problems:
        raise BankError(document.problems)
    try:
        return Blueprint.model_validate(document.data)
    except ValidationError as error:
        expected = "questions: {basics: {easy: 3, medium: 4, hard: 1}}, title and minutes"
        problems = [
            Problem(str(file), _line(document.lines, loc), f"{_name(loc)}: {details['msg']}", "", expected)
            for details in error.errors()
            for loc in [details["loc"]]
        ]
        raise BankError(problems) from None


def _name(loc: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in loc if step != "[key]") or "the blueprint"


def _line(lines: dict[tuple[str | int, ...], int], loc: tuple[str | int, ...]) -> int:
    return max((lines[loc[:end]] for end in range(len(loc) + 1) if loc[:end] in lines), default=1)
