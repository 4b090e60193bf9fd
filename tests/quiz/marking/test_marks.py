from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.drawing import DrawnQuestion, draw, paper_of
from quiz.marking import Mark, mark, mark_paper, right_answer, right_texts
from quiz.marking.writing import fold

TYPES = [
    "one-shot",
    "what-a-network-predicts",
    "signal-left",
    "training-step",
    "parts-of-a-latent-model",
    "name-of-the-null-token",
    "noisy-image",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("identifier", TYPES)
@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_the_key_gets_full_marks(drawn, identifier, seed):
    question = drawn(identifier, seed)
    found = mark(question, right_answer(question))
    assert (found.score, found.points, found.status) == (1, question.public.points, "right")
    assert found.feedback == ()
    assert found.reading


@given(seed=st.text(max_size=20))
def test_whatever_the_seed_the_key_gets_full_marks_and_the_question_goes_to_json_and_back(seven, seed):
    for question in seven:
        drawn = draw(question, seed)
        assert mark(drawn, right_answer(drawn)).score == 1
        assert DrawnQuestion.model_validate_json(drawn.model_dump_json()) == drawn


@pytest.mark.parametrize("identifier", TYPES)
@pytest.mark.parametrize("answer", [None, "", "  ", [], {}])
def test_a_blank_answer_gets_nothing(drawn, identifier, answer):
    found = mark(drawn(identifier), answer)
    assert (found.score, found.status) == (0, "blank")


@pytest.mark.parametrize("identifier", TYPES)
@given(answer=JSON)
def test_any_json_gets_a_mark_from_nothing_to_one(seven, identifier, answer):
    question = draw(seven.find(identifier), "a")
    found = mark(question, answer)
    assert 0 <= found.score <= 1
    assert found.points == found.score * found.of
    assert found == mark(DrawnQuestion.model_validate_json(question.model_dump_json()), answer)
    assert Mark.model_validate_json(found.model_dump_json()) == found


def by_text(choices, *texts):
    named = {choice.text: choice.id for choice in choices}
    return [named[text] for text in texts]


def test_a_wrong_option_gets_its_own_feedback(drawn):
    question = drawn("one-shot")
    [wrong] = by_text(question.public.options, "All steps are equally large.")
    found = mark(question, wrong)
    assert (found.score, found.status) == (0, "wrong")
    assert found.feedback == ("The schedule decides how large each step is.",)
    assert found.misconceptions == ("equal steps",)
    assert found.reading == "All steps are equally large."


@pytest.mark.parametrize(
    ("rule", "chosen", "score"),
    [
        ("net", ["The noise"], 1 / 3),
        ("net", ["The noise", "The class"], 0),
        ("net", ["The noise", "The velocity", "The class"], 1 / 3),
        ("net", ["The noise", "The velocity", "The score", "The class", "The step size"], 1 / 3),
        ("net", ["The class", "The step size"], 0),
        ("all", ["The noise", "The velocity"], 0),
        ("all", ["The noise", "The velocity", "The score"], 1),
        ("all", ["The noise", "The velocity", "The score", "The class"], 0),
        ("each", ["The noise"], 3 / 5),
        ("each", ["The class"], 1 / 5),
        ("coverage", ["The noise", "The class"], 1 / 6),
        ("coverage", ["The noise", "The velocity", "The score", "The class"], 3 / 4),
    ],
)
def test_several_options_are_marked_by_the_rule_of_the_question(seven, rule, chosen, score):
    question = draw(seven.find("what-a-network-predicts").model_copy(update={"marking": rule}), "a")
    found = mark(question, by_text(question.public.options, *chosen))
    assert found.score == pytest.approx(score)
    assert found.points == pytest.approx(2 * score)


def test_what_was_missed_and_what_was_wrong_are_both_told(drawn):
    question = drawn("what-a-network-predicts")
    found = mark(question, by_text(question.public.options, "The velocity", "The score", "The class"))
    assert set(found.feedback) == {"The noise can be taken off.", "Many pictures have the same class."}
    assert found.misconceptions == ("a class is a picture",)


def test_an_option_ticked_twice_counts_once(drawn):
    question = drawn("what-a-network-predicts")
    [noise] = by_text(question.public.options, "The noise")
    assert mark(question, [noise, noise, noise]).score == pytest.approx(1 / 3)


@pytest.mark.parametrize("identifier", ["one-shot", "what-a-network-predicts", "training-step"])
def test_an_option_of_another_question_is_unreadable(drawn, identifier):
    other = drawn("one-shot", "b").public.options[0].id
    found = mark(drawn(identifier), other if identifier == "one-shot" else [other])
    assert found.status == "unreadable"
    assert "does not have" in found.feedback[0] or "not an order" in found.feedback[0]


def test_a_number_within_the_tolerance_is_right(drawn):
    question = drawn("signal-left")
    value = question.private.key.value
    assert mark(question, repr(value * 1.0049)).score == 1
    assert mark(question, repr(value * 1.0051)).score == 0


def test_a_wrong_number_that_is_known_gets_its_feedback(drawn):
    question = drawn("signal-left")
    values = question.private.values
    found = mark(question, f"{1 - values['b1'] - values['b2']:.4f}")
    assert found.misconceptions == ("betas add up",)
    assert found.feedback == ("Each step keeps a share of what is left, so shares multiply.",)


@pytest.mark.parametrize(
    ("factor", "said"), [(-1, "the sign is not"), (100, "a hundred times"), (0.01, "a hundredth"), (1.02, "near")]
)
def test_a_wrong_number_that_is_not_known_is_told_its_simplest_relation(drawn, factor, said):
    question = drawn("signal-left")
    found = mark(question, repr(question.private.key.value * factor))
    assert found.score == 0
    assert said in found.feedback[0]


def test_a_number_that_cannot_be_read_is_told_how_to_write(drawn):
    found = mark(drawn("signal-left"), "about half")
    assert (found.score, found.status) == (0, "unreadable")
    assert "write a number such as" in found.feedback[0]


def test_an_order_is_marked_by_its_longest_right_run(drawn):
    question = drawn("training-step")
    key = list(question.private.key.right)
    assert mark(question, [key[1], key[0], key[2], key[3]]).score == 3 / 4
    assert mark(question, [key[3], key[0], key[1], key[2]]).score == 3 / 4
    assert mark(question, key[::-1]).score == 1 / 4
    assert mark(question, key[:2]).score == 1 / 2


def test_every_order_of_items_but_the_right_one_gets_less_than_all(drawn):
    question = drawn("training-step")
    key = question.private.key.right
    scores = {order: mark(question, list(order)).score for order in permutations(key)}
    assert [order for order, score in scores.items() if score == 1] == [key]


def test_an_order_that_repeats_an_item_is_unreadable(drawn):
    question = drawn("training-step")
    key = list(question.private.key.right)
    assert mark(question, [key[0], *key]).status == "unreadable"


def test_pairs_are_marked_by_their_share(drawn):
    question = drawn("parts-of-a-latent-model")
    key = dict(question.private.key.right)
    first, second, third = key
    swapped = key | {first: key[second], second: key[first]}
    assert mark(question, swapped).score == pytest.approx(1 / 3)
    assert mark(question, {first: key[first]}).score == pytest.approx(1 / 3)
    assert mark(question, {first: key[first], third: None}).status == "partly"


def test_a_decoy_gets_its_own_feedback(drawn):
    question = drawn("parts-of-a-latent-model")
    key = dict(question.private.key.right)
    [decoy] = by_text(question.public.rights, "ranks images")
    found = mark(question, key | {next(iter(key)): decoy})
    assert found.feedback == ("Nothing is ranked in sampling.",)
    assert found.misconceptions == ("CLIP ranks here",)


@pytest.mark.parametrize("answer", ["unconditional", " UN-conditional ", "ＵＮＣＯＮＤＩＴＩＯＮＡＬ"])
def test_capitals_spaces_and_wide_letters_do_not_matter_in_a_short_answer(drawn, answer):
    assert mark(drawn("name-of-the-null-token"), answer).score == 1


@pytest.mark.parametrize("answer", ["(8,1,1,1)", "( 8, 1 ,1, 1 )", "(8,  1, 1, 1)"])
def test_spaces_beside_signs_do_not_matter_in_a_short_answer(answer):
    assert fold(answer) == fold("(8, 1, 1, 1)")
    assert fold("cross attention") != fold("crossattention")


def test_a_known_wrong_short_answer_gets_its_feedback(drawn):
    found = mark(drawn("name-of-the-null-token"), "Unsupervised")
    assert found.misconceptions == ("no label is no supervision",)
    assert mark(drawn("name-of-the-null-token"), "x" * 1000).status == "unreadable"


@pytest.mark.parametrize(
    "answer",
    [
        "{scale}*(sqrt(abar)*x0 + sqrt(1-abar)*eps)",
        "{scale}*abar^0.5*x0 + (1 - abar)**(1/2) * {scale} * eps",
        "-(-x0*sqrt(abar)*{scale}) + eps*{scale}*exp(log(1-abar)/2)",
        "{scale}·sqrt(abar)·x0 − {scale}·sqrt(1 − abar)·(−eps)",
    ],
)
def test_an_expression_may_be_written_in_any_way(drawn, answer):
    question = drawn("noisy-image")
    found = mark(question, answer.format(scale=question.private.values["scale"]))
    assert (found.score, found.feedback) == (1, ())


def test_an_expression_of_a_known_misconception_gets_its_feedback(drawn):
    question = drawn("noisy-image")
    found = mark(question, f"{question.private.values['scale']}*(abar*x0 + eps*(1-abar))")
    assert found.score == 0
    assert found.misconceptions == ("variances scale like amplitudes",)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("2 x0", "a product needs `*`"),
        ("sqrt(alpha)*x0", "uses `alpha`; it may use abar, x0, eps"),
        ("scale*x0", "uses `scale`"),
        ("x0.real", "has no meaning"),
        ("x0+" * 200 + "x0", "at most 300"),
    ],
)
def test_an_expression_that_cannot_be_read_says_why(drawn, answer, said):
    found = mark(drawn("noisy-image"), answer)
    assert found.status == "unreadable"
    assert said in found.feedback[0]


def test_an_expression_without_a_value_says_where(drawn):
    found = mark(drawn("noisy-image"), "log(x0)")
    assert (found.score, found.status) == (0, "wrong")
    assert found.feedback[0].startswith("The expression has no value at abar = ")


def test_an_expression_that_is_off_by_a_little_is_wrong(drawn):
    question = drawn("noisy-image")
    right = right_answer(question)
    assert mark(question, f"({right}) * 1.00001").score == 0
    assert mark(question, f"({right}) + 0.00001").score == 0
    assert mark(question, f"({right}) * (1 + 1e-9)").score == 1


def test_the_right_answer_is_told_in_words(drawn):
    assert right_texts(drawn("one-shot")) == ["Gaussian steps compose into one Gaussian step."]
    assert right_texts(drawn("training-step"))[0] == "Draw an image"
    assert set(right_texts(drawn("parts-of-a-latent-model"))) == {
        "VAE → pixels to latents",
        "U-Net → predicts noise",
        "text encoder → words to vectors",
    }
    assert right_texts(drawn("name-of-the-null-token")) == ["unconditional"]


def test_a_paper_is_marked_question_by_question(seven):
    paper = paper_of(list(seven), "a", title="T", minutes=10)
    answers = {question.id: right_answer(question) for question in paper.questions}
    assert (mark_paper(paper, answers).points, mark_paper(paper, answers).of) == (8, 8)
    del answers["what-a-network-predicts"]
    marked = mark_paper(paper, answers | {"of another paper": "x"})
    assert marked.points == 6
    assert marked.marks["what-a-network-predicts"].status == "blank"
