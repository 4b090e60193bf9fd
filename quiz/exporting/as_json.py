"""JSON: every question and draw as plain data; without the key unless it is asked for."""

from __future__ import annotations

import json
from typing import Any

from quiz.drawing import DrawnQuestion
from quiz.exporting.material import Exported, Group, Material

VERSION = 1


def write_json(material: Material, *, with_key: bool = False) -> Exported:
    """Write JSON: what students may see, and with the key also `private` for each draw."""
    data = {
        "version": VERSION,
        "title": material.title,
        "minutes": material.minutes,
        "points": material.points,
        "questions": [_group(group, with_key) for group in material.groups],
    }
    return Exported((json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode())


def _group(group: Group, with_key: bool) -> dict[str, Any]:
    return {
        "id": group.id,
        "topic": group.topic,
        "difficulty": group.difficulty,
        "draws": [_draw(item, with_key) for item in group.items],
    }


def _draw(item: DrawnQuestion, with_key: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"public": item.public.model_dump(mode="json")}
    if with_key:
        shown["private"] = item.private.model_dump(mode="json")
    return shown
