"""QTI 2.1: parsed by the package onyx2moodle, and its response processing run by the rules of the specification."""

from __future__ import annotations

import io
import zipfile
from itertools import combinations, permutations, product

import pytest
from lxml import etree
from onyx2moodle.parser import parse_item
from qti_package_maker.common.package_integrity import check_entries

from quiz.drawing import ChoiceKey, MatchKey, NumberKey, OrderKey, ShortKey
from quiz.marking import mark
from tests.quiz.exporting.comparing import letters
from tests.quiz.exporting.qti_processing import respond

QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
TAGS = "a b blockquote br code div em h1 h2 h3 hr li ol p pre strong table tbody td th thead tr ul"
XHTML = set(TAGS.split())


@pytest.fixture(scope="module")
def files(exported):
    with zipfile.ZipFile(io.BytesIO(exported["qti21"].data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def roots(files):
    """The items by the names of the draws."""
    return {
        name.removeprefix("items/").removesuffix(".xml"): etree.fromstring(data)
        for name, data in files.items()
        if name.startswith("items/")
    }


@pytest.fixture(scope="module")
def items(files, tmp_path_factory):
    """The items as onyx2moodle reads them."""
    folder = tmp_path_factory.mktemp("qti")
    found = {}
    for name, data in files.items():
        if name.startswith("items/"):
            path = folder / name.removeprefix("items/")
            path.write_bytes(data)
            found[path.stem] = parse_item(path)
    return found


def tex_text(element) -> str:
    """The text of an element, formulas by the TeX that they carry."""
    if not isinstance(element.tag, str):
        return ""
    if element.tag == f"{MATHML}math":
        return element.get("alttext")
    inner = [element.text or ""]
    for child in element:
        inner += [tex_text(child), child.tail or ""]
    return "".join(inner)


def feedbacks(root) -> dict[str, str]:
    return {found.get("identifier"): letters(tex_text(found)) for found in root.iter(f"{QTI}modalFeedback")}


def test_qti_package_maker_finds_nothing_that_dangles(files):
    assert check_entries(files) == []


def test_each_draw_is_there_but_for_what_is_said_to_be_left_out(exported, groups, items):
    left_out = {note.question for note in exported["qti21"].notes if note.kind == "left out"}
    assert set(items) == {name for name, (group, _) in groups.items() if group.id not in left_out}
    assert left_out == {group.id for group, _ in groups.values() if group.type == "expression"}


def test_onyx2moodle_reads_the_keys_of_the_bank(groups, items):
    for name, read in items.items():
        item = groups[name][1]
        declaration = read.response_decls["RESPONSE"]
        correct, key = declaration.correct_values, item.private.key
        match key:
            case ChoiceKey():
                assert correct == [f"c_{choice}" for choice in key.right]
                assert declaration.cardinality == ("single" if item.public.type == "single" else "multiple")
            case NumberKey():
                assert float(correct[0]) == pytest.approx(key.value, rel=1e-11)
                assert declaration.base_type == "float"
            case OrderKey():
                assert correct == [f"c_{choice}" for choice in key.right]
                assert declaration.cardinality == "ordered"
            case MatchKey():
                assert correct == [f"c_{left} c_{right}" for left, right in key.right.items()]
                assert sum(declaration.mapping.values()) == pytest.approx(item.public.points)
            case ShortKey():
                assert correct == [key.accepts[0]]
                assert set(declaration.mapping) == set(key.accepts)


def test_onyx2moodle_reads_the_choices_of_the_bank(groups, items):
    for name, read in items.items():
        item = groups[name][1]
        for interaction in read.interactions:
            if interaction.kind == "choice":
                assert [found.identifier for found in interaction.choices] == [f"c_{o.id}" for o in item.public.options]
                assert interaction.max_choices == (1 if item.public.type == "single" else 0)
            if interaction.kind == "match":
                assert [found.identifier for found in interaction.match_sources] == [
                    f"c_{left.id}" for left in item.public.lefts
                ]
                assert [found.identifier for found in interaction.match_targets] == [
                    f"c_{right.id}" for right in item.public.rights
                ]


def test_texts_are_the_banks_with_formulas_in_mathml(groups, roots):
    for name, root in roots.items():
        public, private = groups[name][1].public, groups[name][1].private
        shown_text = letters(tex_text(root.find(f"{QTI}itemBody")))
        assert letters(public.text) in shown_text
        assert letters(public.listing or "") in shown_text
        for choice in (*public.options, *public.items, *public.lefts, *public.rights):
            assert letters(choice.text) in shown_text
        assert letters(private.why) in feedbacks(root)["explanation"]
        assert letters(private.source) in feedbacks(root)["explanation"]
        maximum = root.find(f"{QTI}outcomeDeclaration[@identifier='MAXSCORE']")
        assert float(tex_text(maximum)) == public.points


def responses(item):
    """Answers of the student in our form and in that of QTI, many of them wrong."""
    public, key = item.public, item.private.key
    match key:
        case ChoiceKey() if public.type == "single":
            yield from ((choice.id, [f"c_{choice.id}"]) for choice in public.options)
        case ChoiceKey():
            names = [choice.id for choice in public.options]
            for count in range(1, len(names) + 1):
                for chosen in combinations(names, count):
                    yield list(chosen), [f"c_{name}" for name in chosen]
        case NumberKey():
            values = [key.value, *(wrong.value for wrong in key.misconceptions)]
            for value, shift in product(values, (0, 0.99, -0.99, 1.01, -1.01)):
                around = max(key.absolute, key.relative * abs(value))
                yield repr(value + shift * around), [value + shift * around]
        case ShortKey():
            for word in [*key.accepts, *(wrong.answer for wrong in key.misconceptions), "quite another"]:
                yield word.upper(), [word.upper()]
        case MatchKey():
            lefts, rights = [left.id for left in public.lefts], [right.id for right in public.rights]
            for shift in range(len(rights)):
                pairs = {left: rights[(place + shift) % len(rights)] for place, left in enumerate(lefts)}
                yield pairs, [f"c_{left} c_{right}" for left, right in pairs.items()]
            yield dict(key.right), [f"c_{left} c_{right}" for left, right in key.right.items()]


# What our marking tells by itself, and what no format has a place for.
OUR_OWN = (
    "The size is right, the sign is not.",
    "This is a hundred",
    "This is near",
    ": this is not what belongs to it.",
)


def test_every_response_gets_our_score_and_our_feedback(groups, roots):
    for name, root in roots.items():
        item = groups[name][1]
        for ours, theirs in responses(item):
            marked = mark(item, ours)
            score, told = respond(root, theirs)
            assert score == pytest.approx(marked.points, abs=1e-9), (name, ours)
            texts = feedbacks(root)
            wanted = {letters(says) for says in marked.feedback if not any(own in says for own in OUR_OWN)}
            assert {texts[feedback] for feedback in told} - {texts["explanation"]} == wanted, (name, ours)
            assert told[-1] == "explanation"


def test_no_response_gets_no_points(roots):
    for root in roots.values():
        assert respond(root, []) == (0, ["explanation"])


def test_an_order_gets_the_share_of_items_at_their_right_place(groups, roots, exported):
    orders = {name: root for name, root in roots.items() if isinstance(groups[name][1].private.key, OrderKey)}
    assert orders
    for name, root in orders.items():
        group, item = groups[name]
        assert isinstance(item.private.key, OrderKey)
        right = [f"c_{choice}" for choice in item.private.key.right]
        for order in list(permutations(right))[:50]:
            share = sum(ours == theirs for ours, theirs in zip(order, right, strict=True)) / len(right)
            assert respond(root, list(order))[0] == pytest.approx(share * item.public.points)
        assert any(note.question == group.id and "right place" in note.what for note in exported["qti21"].notes)


def test_only_elements_of_qti_xhtml_and_mathml_are_used(roots):
    for root in roots.values():
        for element in root.find(f"{QTI}itemBody").iter():
            is_known = element.tag.startswith(MATHML) or element.tag.removeprefix(QTI) in XHTML
            is_qti = element.tag.endswith(("Interaction", "Choice", "itemBody", "simpleMatchSet"))
            assert is_known or is_qti, element.tag
            assert "style" not in element.attrib


def test_a_pinned_option_is_fixed_and_the_others_are_shuffled(roots):
    for name in ("one-shot", "all-or-nothing"):
        [interaction] = roots[name].iter(f"{QTI}choiceInteraction")
        fixed = [tex_text(choice) for choice in interaction if choice.get("fixed") == "true"]
        assert interaction.get("shuffle") == "true"
        assert [text.rstrip(".") for text in fixed] == ["None of these"]


def test_the_test_takes_one_draw_of_each_question(files, groups):
    test = etree.fromstring(files["test.xml"])
    for group in {group.id: group for group, _ in groups.values() if group.type != "expression"}.values():
        names = [f"ref_{name}" for name, _ in group.named]
        refs = [test.find(f".//{QTI}assessmentItemRef[@identifier='{name}']") for name in names]
        assert [ref.get("href") for ref in refs] == [f"items/{name}.xml" for name, _ in group.named]
        parent = refs[0].getparent()
        if len(names) > 1:
            assert parent.find(f"{QTI}selection").get("select") == "1"
            assert len(parent.findall(f"{QTI}assessmentItemRef")) == len(names)
        else:
            assert parent.get("identifier") == "questions"


def test_the_manifest_names_every_file_once(files):
    manifest = etree.fromstring(files["imsmanifest.xml"])
    named = [found.get("href") for found in manifest.iter("{http://www.imsglobal.org/xsd/imscp_v1p1}file")]
    assert sorted(named) == sorted(name for name in files if name != "imsmanifest.xml")


def test_html_in_texts_is_shown_and_not_obeyed(roots):
    choices = [tex_text(choice) for choice in roots["braces-and-signs"].iter(f"{QTI}simpleChoice")]
    assert any("<i>tags</i>" in choice for choice in choices)
