"""JSON, read by the standard library alone."""

from __future__ import annotations

import json

from quiz.exporting import export


def every_key(data):
    if isinstance(data, dict):
        yield from data
        for value in data.values():
            yield from every_key(value)
    if isinstance(data, list):
        for value in data:
            yield from every_key(value)


def test_without_the_key_only_what_students_may_see_is_there(material, groups):
    written = export(material, "json").data.decode()
    data = json.loads(written)
    assert not {"private", "key", "why", "misconception", "says", "tolerance", "values", "seed"} & set(every_key(data))
    for _, item in groups.values():
        assert json.dumps(item.private.why, ensure_ascii=False) not in written
    assert [question["id"] for question in data["questions"]] == [group.id for group in material.groups]


def test_with_the_key_every_draw_has_its_key_tolerance_points_and_feedback(material):
    data = json.loads(export(material, "json", with_key=True).data)
    assert data["points"] == sum(group.points for group in material.groups)
    for group, question in zip(material.groups, data["questions"], strict=True):
        assert (question["topic"], question["difficulty"]) == (group.topic, group.difficulty)
        for item, draw in zip(group.items, question["draws"], strict=True):
            assert draw["public"]["points"] == item.public.points
            assert draw["private"]["why"] == item.private.why
            assert draw["private"]["key"] == item.private.key.model_dump(mode="json")


def test_nothing_is_left_out(material):
    assert not [note for note in export(material, "json").notes if note.kind == "left out"]
