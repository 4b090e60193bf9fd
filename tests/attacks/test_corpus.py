"""What the corpus says of itself is true."""

from __future__ import annotations

import collections
import re

import pytest

from autograder.course import load_course
from tests.attacks.corpus import HERE, Attack, all_attacks
from tests.attacks.grading import ROOT

ATTACKS = all_attacks()
NOTES = {
    "handed in as",
    "deserves",
    "deserves at most",
    "tried on every level",
    "never shown",
    "never on the page",
    "never as markup",
}
ROW = re.compile(r"^\| `(\w+)` \| .+ \| (\d+) \|$", re.MULTILINE)


def test_the_table_names_every_class_and_counts_its_attacks():
    table = {kind: int(count) for kind, count in ROW.findall((HERE / "README.md").read_text(encoding="utf-8"))}
    assert table == collections.Counter(attack.kind for attack in ATTACKS)


def test_every_class_is_tried_on_every_level():
    assert {a.kind for a in ATTACKS if a.on_every_level} == {a.kind for a in ATTACKS}


def test_no_two_attacks_have_the_same_name():
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_says_what_it_tries_and_how_success_would_be_seen(attack: Attack):
    assert re.search(r"\n\nSuccess: .{10}", attack.says)


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.is_code], ids=lambda attack: attack.name)
def test_code_that_is_handed_in_compiles(attack: Attack):
    compile(attack.text, attack.path.name, "exec", dont_inherit=True)
    assert attack.module.removesuffix(".py") in load_course(ROOT).exercises


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_note_that_is_nearly_one_of_the_known_is_a_mistake(attack: Attack):
    words = set(re.findall(r"^# ((?:handed|deserves|tried|never)[a-z ]*)", attack.text, re.MULTILINE))
    assert words <= NOTES
