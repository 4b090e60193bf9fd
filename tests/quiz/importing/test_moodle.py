from __future__ import annotations

from pathlib import Path

import pytest

from quiz.importing import NotReadable, read_moodle
from quiz.importing.moodle import NOT_TAKEN

OWN = (Path(__file__).parent / "own.xml").read_bytes()


@pytest.fixture
def own(imported):
    return imported(OWN, ".xml")


@pytest.fixture
def bank(own):
    return own[0]


@pytest.fixture
def notes(own):
    return own[1]


def test_every_question_is_taken_or_said_to_be_left_out(bank, notes):
    left_out = {note.split(": left out: ")[0] for note in notes if ": left out: " in note}
    assert left_out == {"Essay", "About", "Gaps", "Wild", "Drag", "Too few", "No key", "Not a number"}
    assert [question.id for question in bank] == [
        "scale-of-guidance-zero",
        "effects",
        "true-or-false",
        "name-of-the-token",
        "evaluations-par-image",
        "exactly",
        "effects-2",
        "in-order",
    ]


def test_a_choice_keeps_text_code_points_feedback_and_key(bank):
    question = bank.find("scale-of-guidance-zero")
    assert question.text == "With $s = 0$, what does **guidance** give?"
    assert question.listing == "eps = u + s * (c - u)"
    assert (question.points, question.why) == (2, "Put $s = 0$ in.")
    assert (question.topic, question.difficulty) == ("guidance", "hard")
    assert [(option.text, option.is_right, option.says) for option in question.options] == [
        ("The unconditional prediction", True, None),
        ("The conditional prediction", False, "That is s = 1."),
        ("Their mean", False, "That is s = 1/2."),
        ("Zero", False, None),
    ]
    assert question.options[1].misconception == "imported: option 2"


def test_what_a_choice_loses_is_said(notes):
    assert [note for note in notes if note.startswith("scale-of-guidance-zero: ")] == [
        "scale-of-guidance-zero: taken, but feedback on the whole is not taken: Read the lecture again.",
        "scale-of-guidance-zero: taken, but hints are not taken",
        "scale-of-guidance-zero: taken, but option 3 is wrong now; it gave 50 % of the points",
        "scale-of-guidance-zero: taken, but option 4 has no feedback",
    ]


def test_several_right_options_are_a_multiple_question_and_its_marking_is_said(bank, notes):
    question = bank.find("effects")
    assert question.type == "multiple"
    assert [option.is_right for option in question.options] == [True, True, False]
    assert any(note.startswith("effects: taken, but it is marked by the rule `net` now") for note in notes)


def test_pictures_and_files_are_said_to_be_missing(bank, notes):
    assert bank.find("effects").text == "Which grow with the scale? (picture: a curve)"
    assert "effects: taken, but a picture is not taken (a curve)" in notes
    assert "effects: taken, but attached files are not taken" in notes


def test_true_or_false_is_a_choice_of_two_and_plain_text_stays_plain(bank, notes):
    question = bank.find("true-or-false")
    assert question.type == "single"
    assert [(option.text, option.is_right, option.says) for option in question.options] == [
        ("True", True, None),
        ("False", False, "Multiply again."),
    ]
    assert question.text == "Is 2 * 3 * 4 = 24 & x_t\\_ a name?\n\nSay so."
    assert question.why == "No explanation came with this question.\n\nOn “True”: Yes."
    assert "true-or-false: taken, but it has no explanation" in notes


def test_words_keep_what_is_accepted_and_lose_wildcards(bank, notes):
    question = bank.find("name-of-the-token")
    assert question.accepts == ("null", "null*")
    assert [(wrong.answer, wrong.says) for wrong in question.misconceptions] == [("pad", "That fills a batch.")]
    assert question.why == "It is the null token.\n\nOn “null”: Good.\n\nOn any other answer: Look it up."
    said = " ".join(note for note in notes if note.startswith("name-of-the-token: "))
    for part in ("capitals mattered", "`null *` is not taken", "is in the explanation"):
        assert part in said


def test_a_number_keeps_key_tolerance_unit_and_feedback(bank, notes):
    question = bank.find("evaluations-par-image")
    assert (question.answer, question.tolerance.absolute, question.unit) == ("1000", 10, "ms")
    assert [(wrong.answer, wrong.says) for wrong in question.misconceptions] == [("2.5", "You divided.")]
    assert "Try again." in question.why
    said = " ".join(note for note in notes if note.startswith("evaluations-par-image: "))
    assert "only 1000 is right now; these were too: 2000" in said
    assert "other units are not taken: s" in said


def test_a_number_without_tolerance_stays_exact(bank):
    assert bank.find("exactly").tolerance.absolute == pytest.approx(4e-9)


def test_pairs_and_decoys_are_told_apart(bank):
    question = bank.find("effects-2")
    assert [(pair.left, pair.right) for pair in question.pairs] == [
        ("$\\beta_t$", "variance_added"),
        ("alpha", "share kept"),
        ("T", "steps"),
    ]
    assert [(decoy.text, decoy.misconception) for decoy in question.decoys] == [("seed", "imported: decoy 1")]


def test_an_order_keeps_its_items_and_says_how_it_was_marked(bank, notes):
    assert bank.find("in-order").items == ("first", "second", "third")
    assert any("in-order: taken, but Moodle marked by ABSOLUTE_POSITION" in note for note in notes)


def test_reasons_for_leaving_out_are_said(notes):
    assert f"Gaps: left out: {NOT_TAKEN['cloze']}" in notes
    assert "Drag: left out: the bank has no questions of type `ddmarker`" in notes
    assert "Too few: left out: it has 2 pairs; the bank takes at least 3" in notes
    assert "No key: left out: 0 options are right" in notes
    assert "Not a number: left out: `1,5` is not a number" in notes


def test_topic_and_difficulty_are_put_in_where_they_are_not_known(imported):
    bank, notes = imported(OWN.replace(b"Guidance", b"Other"), ".xml")
    assert bank.find("exactly").topic == "basics"
    assert "exactly: taken, but its topic is not known: `basics` was put in" in notes
    assert "exactly: taken, but its difficulty is not known: `medium` was put in" in notes


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<quiz><question type="essay"><name><text>&b;</text></name></question></quiz>"""
OUTSIDE = b"""<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question>&x;</question></quiz>"""


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, b"<!DOCTYPE quiz><quiz/>"])
def test_entities_are_refused(data):
    with pytest.raises(NotReadable, match="declares entities or a DTD"):
        read_moodle(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<quiz><question>", "is not XML: no element found: line 1"),
        (b"not xml", "is not XML"),
        (b"", "is not XML"),
        (b"\xff\xfe\x00", "is not XML"),
        (b'<?xml version="1.0" encoding="no-such"?><quiz/>', "is not XML"),
        (b"<questestinterop/>", "begins with <questestinterop>; expected <quiz>"),
    ],
)
def test_what_is_not_moodle_xml_is_said(data, said):
    with pytest.raises(NotReadable, match=said):
        read_moodle(data)


def test_html_that_is_very_deep_is_read(imported):
    deep = b"&lt;div&gt;" * 20_000 + b"Deep" + b"&lt;b&gt;" * 20_000
    data = b"""<quiz><question type="truefalse"><name><text>Deep</text></name>
    <questiontext format="html"><text>%s</text></questiontext>
    <answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>
    </question></quiz>"""
    bank, _ = imported(data % deep, ".xml")
    assert bank.find("deep").text == "Deep"
