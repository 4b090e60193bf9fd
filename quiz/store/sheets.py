"""A drawn paper as it is stored: rendered once, and what a browser may see apart from what it may not."""

from __future__ import annotations

from typing import Any

import msgspec

from quiz.drawing import Choice, DrawnQuestion, Paper, Private, Public
from quiz.rendering import code_to_html, to_html, to_inline_html, to_text

RULES = {
    "all": "All or nothing: the points are given only if exactly the right options are ticked.",
    "each": "Each option counts alone: ticked if right, left empty if wrong.",
    "coverage": "The points fall with each right option that is missing and each wrong one that is ticked.",
}


class Field(msgspec.Struct, frozen=True):
    """Which answers a question can have: the ids to choose from (for match: left and right)."""

    type: str
    ids: list[str] = []
    rights: list[str] = []


class ShownChoice(msgspec.Struct, frozen=True):
    """An option, an item or one side of a pair: as HTML, and as text for a select, which holds no HTML."""

    id: str
    html: str
    plain: str


class ShownQuestion(msgspec.Struct, frozen=True):
    """The public part of a question, ready for a page."""

    type: str
    points: float
    text: str
    listing: str | None = None
    choices: list[ShownChoice] = []
    rights: list[ShownChoice] = []
    unit: str | None = None
    variables: list[str] = []
    rule: str | None = None


class Key(msgspec.Struct, frozen=True):
    """The private part of a question, and its name in the bank, which may tell the answer too."""

    id: str
    topic: str
    difficulty: str
    private: dict[str, Any]


class Sheet(msgspec.Struct, frozen=True):
    """The four texts that an attempt stores."""

    fields: str
    shown: str
    public: str
    private: str


def sheet_of(paper: Paper) -> Sheet:
    """Render a paper and take it apart."""
    keys = [
        Key(drawn.id, drawn.topic, drawn.difficulty, drawn.private.model_dump(mode="json")) for drawn in paper.questions
    ]
    return Sheet(
        fields=_json([field_of(drawn.public) for drawn in paper.questions]),
        shown=_json([shown_of(drawn) for drawn in paper.questions]),
        public=_json([drawn.public.model_dump(mode="json") for drawn in paper.questions]),
        private=_json(keys),
    )


def questions_of(public: str, private: str) -> list[DrawnQuestion]:
    """Put the drawn questions of an attempt together again: to mark them, or to show results."""
    return [
        DrawnQuestion(
            id=key.id,
            topic=key.topic,
            difficulty=key.difficulty,
            public=Public.model_validate(shown, strict=False),
            private=Private.model_validate(key.private, strict=False),
        )
        for shown, key in zip(msgspec.json.decode(public), read_keys(private), strict=True)
    ]


def read_fields(stored: str) -> list[Field]:
    """Read the fields of an attempt."""
    return msgspec.json.decode(stored, type=list[Field])


def read_shown(stored: str) -> list[ShownQuestion]:
    """Read the rendered questions of an attempt."""
    return msgspec.json.decode(stored, type=list[ShownQuestion])


def read_keys(stored: str) -> list[Key]:
    """Read the private parts of an attempt."""
    return msgspec.json.decode(stored, type=list[Key])


def field_of(public: Public) -> Field:
    """Return which answers a question can have."""
    ids = [choice.id for choice in (*public.options, *public.items, *public.lefts)]
    return Field(public.type, ids, [choice.id for choice in public.rights])


def shown_of(drawn: DrawnQuestion) -> ShownQuestion:
    """Render what a student sees of a question; how ticks are counted is a rule of the game, not a key."""
    public = drawn.public
    rule = getattr(drawn.private.key, "marking", "net") if public.type == "multiple" else "net"
    return ShownQuestion(
        type=public.type,
        points=public.points,
        text=to_html(public.text),
        listing=code_to_html(public.listing) if public.listing else None,
        choices=[_shown(choice) for choice in (*public.options, *public.items, *public.lefts)],
        rights=[_shown(choice) for choice in public.rights],
        unit=public.unit,
        variables=list(public.variables),
        rule=RULES.get(rule),
    )


def _shown(choice: Choice) -> ShownChoice:
    return ShownChoice(choice.id, to_inline_html(choice.text), " ".join(to_text(choice.text).split()))


def _json(data: Any) -> str:
    return msgspec.json.encode(data).decode()
