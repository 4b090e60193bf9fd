"""How a module is read: which signs there are, on which lines they stand, and how long that may take."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.similarity.traces import FEW, LONGEST, RUN, decode, read_signs, trace_all


def by_line(text):
    signs, lines = read_signs(text)
    return {n: "".join(s for s, at in zip(signs, lines, strict=True) if at == n) for n in sorted(set(lines))}


def test_names_strings_comments_and_blanks_make_no_difference():
    one = read_signs("def area(radius):\n    # pi r squared\n    return 3.14 * radius ** 2 + f('no')\n")
    other = read_signs('def a(r):\n\n\treturn 3.14*r**2+g("yes, of course")  # mine\n')
    assert one[0] == other[0]


def test_numbers_operators_and_keywords_do():
    assert read_signs("a = b + 1")[0] != read_signs("a = b - 1")[0]
    assert read_signs("a = b + 1")[0] != read_signs("a = b + 2")[0]
    assert read_signs("if a: b")[0] != read_signs("while a: b")[0]


def test_every_sign_knows_its_line():
    text = '\n\n"""Say\nwhat."""\n\nclass AVeryLongName(Base):\n    x: int = 1\n\n\ndef f(a,\n      b):\n    return a\n'
    assert by_line(text) == {3: "S", 6: "defF(V):", 7: "V:int=1", 10: "defF(V,", 11: "V):", 12: "returnV"}


def test_lines_are_counted_by_newlines_only():
    assert by_line("a = 1\x0c\nb\u2028= 2\n\x1c\nc = 3") == {1: "V=1", 2: "V=2", 4: "V=3"}


def test_other_ends_of_lines_and_another_encoding_are_read():
    assert decode(b"a\r\nb\rc\n") == "a\nb\nc\n"
    assert decode("# Übung".encode("latin-1")) == decode("# Übung".encode()) == "# Übung"
    assert decode(b"# coding: utf-7\n+AGE-") == "# coding: utf-7\n+AGE-"


def test_a_text_that_takes_too_long_is_given_up():
    assert read_signs("'" + "\\N{" * 19_000, seconds=0.2) is None


@pytest.mark.parametrize("text", ["\n " * LONGEST, "\\\n" * LONGEST, '"""\n' * LONGEST, "\x0c\n" * LONGEST])
def test_a_text_made_of_blanks_and_breaks_is_read_to_its_end(text):
    assert read_signs(text) is not None


def test_what_lies_beyond_the_longest_text_is_not_read():
    assert read_signs("x = 1\n" * LONGEST)[1][-1] <= LONGEST // 6 + 1


def test_a_text_has_a_run_at_each_sign_that_a_whole_one_starts_at():
    (trace,) = trace_all(["a = b + c * (d - e) / f ** 2 - g(h, i)\n"]).values()
    assert len(trace.runs) == len(trace.lines) - RUN + 1
    assert len(next(iter(trace_all(["a = b"]).values())).runs) == 0


def test_many_texts_are_read_by_several_processes_with_the_same_result():
    texts = [f"def f(a):\n    return a * {n} + (a - {n}) ** {n % 7}\n" for n in range(FEW + 5)]
    told = []
    many = trace_all(texts, lambda done, of: told.append((done, of)))
    assert told[-1] == (len(texts), len(texts))
    alone = trace_all(texts[:5])
    assert list(many) == texts
    assert all(np.array_equal(many[t].runs, alone[t].runs) for t in texts[:5])
