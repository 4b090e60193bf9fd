"""QTI 1.2 for Canvas: checked by qti-package-maker, read with lxml by the structure that text2qti writes."""

from __future__ import annotations

import io
import zipfile
from itertools import combinations

import pytest
from lxml import etree
from qti_package_maker.common.package_integrity import check_entries

from quiz.drawing import ChoiceKey, MatchKey, NumberKey, OrderKey, ShortKey, paper_of
from quiz.exporting import export, paper_material
from tests.quiz.exporting.comparing import Read, assert_key, assert_texts, letters, shown

NS = {"q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2", "c": "http://canvas.instructure.com/xsd/cccv1p0"}
TYPES = {
    "single": "multiple_choice_question",
    "multiple": "multiple_answers_question",
    "numeric": "numerical_question",
    "order": "matching_question",
    "match": "matching_question",
    "short": "short_answer_question",
}


def find(element, path: str):
    return element.xpath(path, namespaces=NS)


def html(element, path: str) -> str:
    found = find(element, f"{path}/q:material/q:mattext")
    return shown(found[0].text) if found and found[0].text else ""


def feedback(item, name: str) -> str:
    return html(item, f"q:itemfeedback[@ident='{name}']/q:flow_mat")


def told_to_all(item, name: str) -> bool:
    """Whether a feedback is linked without a condition."""
    path = f"q:resprocessing/q:respcondition[q:conditionvar/q:other]/q:displayfeedback[@linkrefid='{name}']"
    return bool(find(item, path))


def metadata(item) -> dict[str, str]:
    fields = find(item, "q:itemmetadata//q:qtimetadatafield")
    return {find(f, "q:fieldlabel")[0].text: find(f, "q:fieldentry")[0].text for f in fields}


def full_points(item):
    """The condition under which an item gives 100 per cent."""
    [found] = find(item, "q:resprocessing/q:respcondition[q:setvar[@action='Set'][.='100']]/q:conditionvar")
    return found


def read_item(item) -> Read:
    read = Read(
        text=html(item, "q:presentation"),
        explanation=feedback(item, "general_fb") if told_to_all(item, "general_fb") else "",
        points=float(metadata(item)["points_possible"]),
    )
    match metadata(item)["question_type"]:
        case "multiple_choice_question" | "multiple_answers_question" as kind:
            read.single = kind == "multiple_choice_question"
            read_options(item, read)
        case "numerical_question":
            [exact] = find(full_points(item), "q:or/q:varequal")
            [low] = find(full_points(item), "q:or/q:and/q:vargte")
            [high] = find(full_points(item), "q:or/q:and/q:varlte")
            value, around = float(exact.text), (float(high.text) - float(low.text)) / 2
            assert float(low.text) == pytest.approx(value - around)
            read.numbers = [(value, around, 1, "")]
        case "short_answer_question":
            read.words = [(word.text, 1, "") for word in find(full_points(item), "q:varequal")]
        case "matching_question":
            read_pairs(item, read)
    return read


def read_options(item, read: Read) -> None:
    """Canvas gives 1/n for each right option of several and takes as much for each wrong one."""
    inside = "" if read.single else "q:and/"
    right = {found.text for found in find(full_points(item), f"{inside}q:varequal")}
    wrong = {found.text for found in find(full_points(item), f"{inside}q:not/q:varequal")}
    labels = find(item, "q:presentation/q:response_lid/q:render_choice/q:response_label")
    if not read.single:
        assert right | wrong == {label.get("ident") for label in labels}
    for label in labels:
        name = label.get("ident")
        path = f"q:resprocessing/q:respcondition[q:conditionvar/q:varequal='{name}'][not(q:setvar)]/q:displayfeedback"
        links = [found.get("linkrefid") for found in find(item, path)]
        share = 1 / len(right) if name in right else 0 if read.single else -1 / len(right)
        read.options.append((html(label, "."), share, "".join(feedback(item, link) for link in links)))


def read_pairs(item, read: Read) -> None:
    adds = find(item, "q:resprocessing/q:respcondition[q:setvar/@action='Add']")
    belongs = {}
    for condition in adds:
        [equal] = find(condition, "q:conditionvar/q:varequal")
        [points] = find(condition, "q:setvar")
        assert float(points.text) == pytest.approx(100 / len(adds), abs=1e-3)
        belongs[equal.get("respident")] = equal.text
    used = set()
    for response in find(item, "q:presentation/q:response_lid"):
        menu = {
            label.get("ident"): find(label, "q:material/q:mattext")[0].text
            for label in find(response, "q:render_choice/q:response_label")
        }
        right = belongs[response.get("ident")]
        used.add(right)
        read.pairs.append((html(response, "."), menu[right]))
    read.pairs += [("", text) for name, text in menu.items() if name not in used]
    if read.pairs[0][0] == "Place 1":
        read.items = [right for _, right in read.pairs]


@pytest.fixture(scope="module")
def files(exported):
    with zipfile.ZipFile(io.BytesIO(exported["canvas"].data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def root(files):
    return etree.fromstring(files["quiz_assessment/quiz_assessment.xml"])


@pytest.fixture(scope="module")
def items(root):
    return {item.get("title"): item for item in root.iter(f"{{{NS['q']}}}item")}


def test_qti_package_maker_finds_nothing_that_dangles(files):
    assert check_entries(files) == []


def test_each_draw_is_there_but_for_what_is_said_to_be_left_out(exported, groups, items):
    left_out = {note.question for note in exported["canvas"].notes if note.kind == "left out"}
    assert set(items) == {name for name, (group, _) in groups.items() if group.id not in left_out}
    assert left_out == {group.id for group, _ in groups.values() if group.type == "expression"}


def test_texts_points_keys_tolerances_and_feedback_are_the_banks(groups, items):
    for name, element in items.items():
        read, (_, item) = read_item(element), groups[name]
        assert metadata(element)["question_type"] == TYPES[item.public.type]
        assert_texts(item, read)
        assert_key(item, read)


def test_feedback_without_a_place_is_told_to_those_who_are_wrong(groups, items):
    for name, element in items.items():
        key = groups[name][1].private.key
        if isinstance(key, NumberKey | ShortKey):
            told = [wrong.says for wrong in key.misconceptions]
        elif isinstance(key, MatchKey):
            told = [decoy.says for decoy in key.decoys.values()]
        else:
            continue
        shown_to_wrong = letters(feedback(element, "general_incorrect_fb"))
        assert told_to_all(element, "general_incorrect_fb") == bool(told)
        assert all(letters(says) in shown_to_wrong for says in told)


def test_draws_are_a_group_of_which_one_is_picked(root, groups):
    sections = {section.get("title"): section for section in find(root, "//q:section/q:section")}
    several = {group.id: group for group, _ in groups.values() if len(group.items) > 1 and group.type != "expression"}
    assert set(sections) == set(several)
    for name, section in sections.items():
        assert find(section, ".//q:selection_number")[0].text == "1"
        assert float(find(section, ".//q:points_per_item")[0].text) == several[name].points
        assert [item.get("title") for item in find(section, "q:item")] == [name for name, _ in several[name].named]


def test_ids_are_unique_in_the_whole_quiz(items):
    ids = [item.get("ident") for item in items.values()]
    assert len(set(ids)) == len(ids)
    for item in items.values():
        feedbacks = [found.get("ident") for found in find(item, "q:itemfeedback")]
        assert len(set(feedbacks)) == len(feedbacks)
        links = {found.get("linkrefid") for found in find(item, ".//q:displayfeedback")}
        assert links == set(feedbacks)


def test_the_quiz_has_the_points_of_one_draw_each_and_shuffles_nothing_that_is_pinned(files, groups):
    meta = etree.fromstring(files["quiz_assessment/assessment_meta.xml"])
    held = {group.id: group.points for group, _ in groups.values() if group.type != "expression"}
    assert float(meta.findtext("c:points_possible", namespaces=NS)) == sum(held.values())
    assert meta.findtext("c:shuffle_answers", namespaces=NS) == "false"


def test_a_paper_has_its_time_limit(seven):
    paper = paper_of(list(seven), "b", title="A & B", minutes=9)
    exported = export(paper_material(paper), "canvas")
    with zipfile.ZipFile(io.BytesIO(exported.data)) as archive:
        meta = etree.fromstring(archive.read("quiz_assessment/assessment_meta.xml"))
    assert meta.findtext("c:time_limit", namespaces=NS) == "9"
    assert meta.findtext("c:title", namespaces=NS) == "A & B"


def test_an_order_is_said_to_be_asked_as_pairs(exported, groups):
    said = {note.question for note in exported["canvas"].notes if note.what.startswith("asked as pairs of place")}
    assert said == {group.id for group, item in groups.values() if isinstance(item.private.key, OrderKey)}


def test_only_the_right_set_of_options_gets_full_points(groups, items):
    for name in ("what-a-network-predicts", "each-option-judged"):
        key = groups[name][1].private.key
        assert isinstance(key, ChoiceKey)
        condition = full_points(items[name])
        options = [choice.id for choice in groups[name][1].public.options]
        for count in range(len(options) + 1):
            for chosen in map(set, combinations(options, count)):
                wanted = {f"c_{choice}" for choice in chosen}
                must = {found.text for found in find(condition, "q:and/q:varequal")}
                must_not = {found.text for found in find(condition, "q:and/q:not/q:varequal")}
                assert (must <= wanted and not must_not & wanted) == (chosen == set(key.right))
