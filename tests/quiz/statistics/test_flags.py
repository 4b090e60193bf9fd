from __future__ import annotations

from quiz.statistics import Option, Question, Response, Responses, analyse


def flags(chosen, scores, rest, options=()):
    """Flags of a question `q`, given for each student what was chosen, its score, and points of ten elsewhere."""
    responses = []
    for place, (name, score, points) in enumerate(zip(chosen, scores, rest, strict=True)):
        student = f"s{place:03}"
        responses.append(Response(student, "q", score, 1, (name,) if name else (), not name))
        responses.append(Response(student, "rest", points, 10))
    known = (Question("q", options=options),)
    return {flag.kind: flag for flag in analyse(Responses(tuple(responses), known)).items[0].flags}


OPTIONS = (Option("yes", True), Option("no", False), Option("perhaps", False))


def test_a_key_that_weak_students_find_is_flagged():
    found = flags(["yes", "yes", "no", "no"] * 5, [1, 1, 0, 0] * 5, [1, 2, 8, 9] * 5, OPTIONS)
    assert "Check the key" in found["negative key"].text
    assert found["negative key"].sure


def test_a_wrong_option_that_strong_students_take_is_flagged():
    found = flags(["yes", "yes", "no", "no"] * 5, [1, 1, 0, 0] * 5, [1, 2, 8, 9] * 5, OPTIONS)
    assert "“no” is given by students who do well otherwise" in found["tempting option"].text
    assert "accept it, else reword it" in found["tempting option"].text


def test_a_small_class_makes_a_flag_unsure():
    found = flags(["yes", "no", "yes"], [1, 0, 1], [5, 6, 6], OPTIONS)
    assert not found["tempting option"].sure
    assert "may be chance" in found["tempting option"].text


def test_an_option_that_nobody_chose_is_flagged():
    found = flags(["yes", "no"] * 5, [1, 0] * 5, [9, 1] * 5, OPTIONS)
    assert set(found) == {"rare option"}
    assert found["rare option"].text.startswith("Nobody chose “perhaps”")


def test_5_percent_are_not_rare_but_less_are():
    scores = lambda n: ([1] * (n // 2) + [0] * (n - n // 2 - 1) + [0], [9] * (n // 2) + [1] * (n - n // 2))  # noqa: E731
    for students, rare in ((20, False), (21, True)):
        half = students // 2
        chosen = ["yes"] * half + ["no"] * (students - half - 1) + ["perhaps"]
        found = flags(chosen, *scores(students), OPTIONS)
        assert ("rare option" in found) == rare, students


def test_a_misconception_that_nobody_has_is_no_flag():
    options = (Option("right answer", True, offered=False), Option("betas add up", False, offered=False))
    assert flags(["right answer", ""] * 4, [1, 0] * 4, [9, 1] * 4, options) == {}


def test_what_all_know_and_what_nobody_knows_are_flagged():
    assert "warm-up" in flags([""] * 4, [1] * 4, [1, 2, 3, 4])["too easy"].text
    assert "taught" in flags([""] * 4, [0] * 4, [1, 2, 3, 4])["too hard"].text


def test_one_of_several_keys_that_weak_students_find_is_named():
    chosen = [("a", "b"), ("a",), ("b",), ()]
    rest = [6, 9, 2, 1]
    known = Question("q", options=(Option("a", True), Option("b", True), Option("c", False)))
    responses = []
    for place, (names, points) in enumerate(zip(chosen, rest, strict=True)):
        responses.append(Response(f"s{place}", "q", len(names) / 2, 1, names))
        responses.append(Response(f"s{place}", "rest", points, 10))
    item = analyse(Responses(tuple(responses), (known,))).items[0]
    (found,) = [flag for flag in item.flags if flag.kind == "negative key"]
    assert "The right option “b” is chosen more by weak students" in found.text
