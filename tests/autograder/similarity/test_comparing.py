"""Who is alike and who is not: copies in disguise are found, right answers found twice are not accused."""

from __future__ import annotations

import ast
import random
import re
from pathlib import Path

import pytest

from autograder.building.stubs import make_stub
from autograder.diagnosis.mistakes import reference_sources
from autograder.similarity.given import given_texts
from autograder.similarity.traces import LONGEST, decode
from tests.autograder.similarity.conftest import (
    functions_of,
    head_of,
    in_another_order,
    text_of,
    with_other_names,
    work,
)

STYLES = ["python_loops", "numpy_inside", "inlined"]


def alike(comparison):
    return {pair.students: [it.module for it in pair.modules] for pair in comparison.pairs}


def line_of(text, start):
    return next(n for n, line in enumerate(text.split("\n"), start=1) if line.startswith(start))


@pytest.mark.parametrize("style", STYLES)
def test_a_copy_with_other_names_is_found_in_every_module(right, looked_at, style):
    copy = {name: with_other_names(text_of(right[style], name)) for name in right[style]}
    (pair,) = looked_at({"ada": right[style], "bob": work(**copy)}).pairs
    assert pair.students == ("ada", "bob")
    assert sorted(it.module for it in pair.modules) == sorted(right[style])
    assert all(it.shares == (1.0, 1.0) for it in pair.modules)


@pytest.mark.parametrize("style", STYLES)
def test_a_copy_with_functions_in_another_order_and_other_comments_is_found(right, looked_at, style):
    text = text_of(right[style], "cfg")
    copy = in_another_order(with_other_names(text))
    (pair,) = looked_at({"ada": work(cfg=text), "bob": work(cfg=copy)}).pairs
    assert min(pair.modules[0].shares) > 0.9


def test_the_places_of_moved_functions_lie_beside_each_other(right, looked_at):
    text = text_of(right["python_loops"], "ddim")
    copy = in_another_order(text)
    (pair,) = looked_at({"ada": work(ddim=text), "bob": work(ddim=copy)}).pairs
    for function in ("def ddim_step(", "def ddim_sample(", "def ddim_invert("):
        first, second = line_of(text, function) + 3, line_of(copy, function) + 3
        places = [p for p in pair.modules[0].places if p.first[0] <= first <= p.first[1]]
        assert any(p.second[0] <= second <= p.second[1] for p in places), function


def test_a_copy_of_one_module_names_that_module_only(right, looked_at):
    ada, bob = right["python_loops"], dict(right["inlined"])
    bob["ddim"] = work(ddim=with_other_names(text_of(ada, "ddim")))["ddim"]
    assert alike(looked_at({"ada": ada, "bob": bob})) == {("ada", "bob"): ["ddim"]}


def test_two_copied_functions_among_own_ones_count_by_their_length(right, looked_at):
    theirs, own = text_of(right["python_loops"], "ddim"), text_of(right["inlined"], "ddim")
    functions = functions_of(own) | {n: functions_of(theirs)[n] for n in ("ddim_sample", "ddim_invert")}
    mixed = head_of(own) + "\n\n\n".join(functions.values())
    people = {"ada": work(ddim=theirs), "bob": work(ddim=mixed)}
    assert looked_at(people, 0.9).pairs == ()
    (pair,) = looked_at(people, 0.3).pairs
    lines = mixed.split("\n")
    marked = {n for place in pair.modules[0].places for n in range(place.second[0], place.second[1] + 1)}
    copied = [n for n, line in enumerate(lines, 1) if line.strip() and line in functions["ddim_sample"]]
    assert len(marked & set(copied)) > 0.8 * len(copied)


def test_who_copied_a_part_and_left_the_rest_is_found(right, looked_at, homework):
    theirs = text_of(right["python_loops"], "ddim")
    stub = make_stub((homework.solutions / "ddim.py").read_text(), "ddim", homework)
    functions = functions_of(stub) | {"ddim_invert": with_other_names(functions_of(theirs)["ddim_invert"])}
    part = head_of(stub) + "\n\n\n".join(functions.values())
    (pair,) = looked_at({"ada": work(ddim=theirs), "bob": work(ddim=part)}).pairs
    assert pair.modules[0].shares[0] < 0.5
    assert pair.modules[0].shares[1] > 0.8


def test_a_copy_with_lines_of_its_own_in_between_is_found(right, looked_at):
    theirs = text_of(right["python_loops"], "solvers")
    statements = [node for node in ast.walk(ast.parse(theirs)) if isinstance(node, ast.Assign)]
    lines = theirs.split("\n")
    for node in sorted(statements, key=lambda node: -node.lineno)[::2]:
        lines.insert(node.lineno - 1, " " * node.col_offset + f"unused = {node.lineno}, print, 'to look different'")
    assert len(lines) >= len(theirs.split("\n")) + 8
    (pair,) = looked_at({"ada": work(solvers=theirs), "bob": work(solvers="\n".join(lines))}, 0.7).pairs
    assert pair.modules[0].module == "solvers"


def test_right_answers_found_independently_are_not_alike(right, looked_at):
    assert looked_at(right, 0.5).pairs == ()


def test_untouched_stubs_are_not_alike(homework, looked_at):
    stubs = {n: make_stub(decode(s.text), n, homework) for n, s in reference_sources(homework).items()}
    assert looked_at({"ada": work(**stubs), "bob": work(**stubs)}, 0.1).pairs == ()


def test_two_who_equal_the_reference_are_not_accused(homework, looked_at):
    reference = reference_sources(homework)
    assert looked_at({"ada": reference, "bob": reference}, 0.1).pairs == ()


@pytest.mark.parametrize(
    ("pattern", "by"),
    [
        (r'"""(?s:.*?)"""', ""),
        (r"(alpha_bar_\w)\.sqrt\(\)", r"torch.sqrt(\1)"),
        (r"(alpha_bar_\w)\.sqrt\(\)", r"\1**0.5"),
        (r": (Batch|Scalar|Table|Timesteps|Model|DrawNoise|float|int)\b( \| None)?| -> \w+", ""),
    ],
)
def test_the_reference_in_another_natural_spelling_is_no_accusation(homework, looked_at, pattern, by):
    reference = text_of(reference_sources(homework), "ddim")
    spelled = re.sub(pattern, by, reference)
    assert spelled != reference
    assert looked_at({"ada": work(ddim=spelled), "bob": work(ddim=spelled)}).pairs == ()


def test_an_instructors_solved_modules_do_not_hide_copies_of_them(instructor):
    instructor.solve()
    mine = (
        instructor.path("plane").read_text() + "\n\nTABLE = {(i, j): [i * j - k for k in range(j)] for i in range(9)}\n"
    )
    instructor.path("plane").write_text(mine)
    assert not any("TABLE" in text for texts in given_texts(instructor.course).values() for text in texts)


def test_without_solutions_the_modules_of_the_copy_are_set_aside(beginner):
    given = given_texts(beginner.course)
    assert given["plane"][0] == beginner.path("plane").read_text()


def test_what_more_than_a_third_of_the_class_has_is_set_aside(right, looked_at):
    taught = work(ddim=text_of(right["python_loops"], "ddim"))
    others = work(ddim=text_of(right["inlined"], "ddim"))
    people = {f"taught {n}": taught for n in range(5)}
    assert looked_at(people | {f"other {n}": others for n in range(4)}).pairs[0].students == ("other 0", "other 1")
    assert not any("taught 0" in pair.students for pair in looked_at(people | {"other": others}).pairs)
    crowd = {f"silent {n}": {} for n in range(3)} | {f"own {n}": work(ddim=f"x = {n}") for n in range(10)}
    assert len(looked_at(people | crowd).pairs) == 10


def test_four_of_a_small_class_are_no_crowd(right, looked_at):
    people = {f"copy {n}": work(ddim=text_of(right["python_loops"], "ddim")) for n in range(4)}
    assert len(looked_at(people).pairs) == 6


def test_the_order_of_the_class_changes_nothing(right, looked_at):
    styles = ("inlined", "rotation", "eps_form", "numpy_inside", "inlined")
    people = {f"{style} {n}": work(forward=text_of(right[style], "forward")) for n, style in enumerate(styles)}
    names = list(people)
    random.Random(5).shuffle(names)
    comparison = looked_at(people, 0.15)
    assert len(comparison.pairs) == 3
    assert looked_at({name: people[name] for name in names}, 0.15) == comparison


def test_the_most_similar_pair_comes_first(right, looked_at):
    ada = right["python_loops"]
    bob = {**right["inlined"], "ddim": ada["ddim"]}
    eve = {
        **right["inlined"],
        "ddim": work(ddim=text_of(ada, "ddim") + "\n\n" + text_of(right["eps_form"], "ddim"))["ddim"],
    }
    found = looked_at({"ada": ada, "bob": bob, "eve": eve}, 0.2).pairs
    assert [pair.similarity for pair in found] == sorted((pair.similarity for pair in found), reverse=True)
    assert len(found) == 3


def test_modules_of_different_names_are_not_compared(right, looked_at):
    text = text_of(right["python_loops"], "ddim")
    assert looked_at({"ada": work(ddim=text), "bob": work(solvers=text)}, 0.1).pairs == ()


def test_code_that_is_not_python_any_more_is_still_compared(right, looked_at):
    broken = text_of(right["python_loops"], "ddim").replace("return", "return )(", 3) + "\ndef (:\n  '''"
    assert alike(looked_at({"ada": right["python_loops"], "bob": work(ddim=broken)})) == {("ada", "bob"): ["ddim"]}


def test_latin_1_and_a_byte_order_mark_are_read(right, looked_at):
    text = text_of(right["python_loops"], "ddim")
    latin = {"ddim": work(ddim="")["ddim"].__class__(f"# Übung\r\n{text}".encode("latin-1"), "ddim.py")}
    marked = work(ddim="\ufeff" + text)
    assert alike(looked_at({"ada": latin, "bob": marked})) == {("ada", "bob"): ["ddim"]}


@pytest.mark.parametrize("text", ["", "\n", " \t\n" * 9, "\x00\x00", "#", "'''", "(" * 500, "\\", "\ufeff", "é" * 99])
def test_next_to_nothing_is_alike_with_nothing(looked_at, text):
    assert looked_at({"ada": work(ddim=text), "bob": work(ddim=text)}, 0.1).pairs == ()


def test_nobody_and_nothing_can_be_compared(looked_at):
    assert looked_at({}).pairs == ()
    assert looked_at({"ada": {}, "bob": {}}).submissions == 2


def test_a_giant_file_is_compared_in_part_and_that_is_said(right, looked_at):
    text = text_of(right["python_loops"], "ddim")
    giant = text + "\n" + "x = 1\n" * (LONGEST // 3)
    comparison = looked_at({"ada": work(ddim=text), "bob": work(ddim=giant)})
    assert alike(comparison) == {("ada", "bob"): ["ddim"]}
    assert comparison.notes == (f"bob: ddim.py has {len(giant):,} characters; the first {LONGEST:,} were compared",)


def test_no_code_is_run(right, looked_at, tmp_path: Path):
    trap = tmp_path / "it ran"
    text = f"open({str(trap)!r}, 'w')\n" + text_of(right["python_loops"], "ddim")
    assert len(looked_at({"ada": work(ddim=text), "bob": work(ddim=text)}).pairs) == 1
    assert not trap.exists()
