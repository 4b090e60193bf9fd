"""The item analysis against arithmetic done by hand, and against libraries that others keep."""

from __future__ import annotations

import math
import warnings
from fractions import Fraction

import numpy as np
import pandas
import pytest
import scipy.stats
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quiz.statistics import Response, ResponseError, Responses, analyse
from quiz.statistics.numbers import cronbach_alpha

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what its dependencies warn about is not ours
    import pingouin


def a_class(matrix, of=1, **more):
    """Responses of a class: a row for each student; None where a student did not have the question."""
    maxima = of if isinstance(of, list) else [of] * len(matrix[0])
    return Responses(
        tuple(
            Response(f"s{row:03}", f"q{column}", score, maxima[column], **more)
            for row, scores in enumerate(matrix)
            for column, score in enumerate(scores)
            if score is not None
        )
    )


# By hand. Five students, four questions of one point:
#
#        q0 q1 q2 q3 | total  rest of q0  rest of q3
#   s0    1  1  1  0 |   3        2           3
#   s1    1  1  0  0 |   2        1           2
#   s2    1  0  0  0 |   1        0           1
#   s3    1  1  1  1 |   4        3           3
#   s4    0  0  1  0 |   1        1           1
BY_HAND = [[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 1], [0, 0, 1, 0]]


@pytest.fixture(scope="module")
def by_hand():
    return analyse(a_class(BY_HAND))


def test_facilities_by_hand(by_hand):
    assert [item.facility for item in by_hand.items] == pytest.approx([4 / 5, 3 / 5, 3 / 5, 1 / 5])


def test_totals_by_hand(by_hand):
    # Totals 3 2 1 4 1 of 4: mean 11/5 of 4; median 2; squares of what is off 11/5:
    # (4/5)^2 + (1/5)^2 + (6/5)^2 + (9/5)^2 + (6/5)^2 = (16 + 1 + 36 + 81 + 36) / 25 = 170/25 = 34/5; over 4: 17/10.
    paper = by_hand.paper
    assert by_hand.totals == pytest.approx((3 / 4, 2 / 4, 1 / 4, 1, 1 / 4))
    assert (paper.students, paper.items) == (5, 4)
    assert (paper.mean, paper.median) == pytest.approx((11 / 20, 1 / 2))
    assert paper.spread == pytest.approx(math.sqrt(17 / 10) / 4)
    assert (paper.lowest, paper.highest) == (1 / 4, 1)


def test_discrimination_by_hand(by_hand):
    # q0 = 1 1 1 1 0, off 4/5: 1/5 1/5 1/5 1/5 -4/5; rest 2 1 0 3 1, mean 7/5, off: 3/5 -2/5 -7/5 8/5 -2/5.
    # products: (3 - 2 - 7 + 8 + 8) / 25 = 10/25 = 2/5; squares of q0: (4 + 16)/25 = 4/5;
    # squares of the rest: (9 + 4 + 49 + 64 + 4)/25 = 26/5.   r = (2/5) / sqrt(4/5 * 26/5) = 2 / sqrt(104)
    assert by_hand.items[0].discrimination == pytest.approx(2 / math.sqrt(104))
    # q3 = 0 0 0 1 0, off 1/5; rest 3 2 1 3 1, mean 2: products with q3 = (3 - 2) = 1; squares of q3: 4/5;
    # squares of the rest: 1 + 0 + 1 + 1 + 1 = 4.   r = 1 / sqrt(16/5) = sqrt(5) / 4
    assert by_hand.items[3].discrimination == pytest.approx(math.sqrt(5) / 4)


def test_efficiency_by_hand(by_hand):
    # q0 sorted 0 1 1 1 1 beside its rest sorted 0 1 1 2 3: sum of products 7, less 5 * 4/5 * 7/5 = 28/5: 7/5.
    # As found: 2/5.   (2/5) / (7/5) = 2/7
    assert by_hand.items[0].efficiency == pytest.approx(2 / 7)
    # q3: the only point belongs to a rest of 3, which is the best there is.
    assert by_hand.items[3].efficiency == pytest.approx(1)


def test_upper_lower_by_hand(by_hand):
    # 27 % of 5 is 1.35: one student in each group. The best is s3 (4). s2 and s4 share the last place with 1.
    # q0: 1 - (1 + 0)/2; q1: 1 - 0; q2: 1 - (0 + 1)/2; q3: 1 - 0
    assert [item.upper_lower for item in by_hand.items] == pytest.approx([1 / 2, 1, 1 / 2, 1])


def test_weights_by_hand(by_hand):
    # Covariances with the total, times 4: q0: 2/5 + 4/5 = 6/5 (with the rest, and its own).
    # q1 = 1 1 0 1 0: totals 3 + 2 + 4 = 9, less 3 * 11/5: 12/5.   q2 = 1 0 0 1 1: 3 + 4 + 1 = 8, less 33/5: 7/5.
    # q3: 4 - 11/5 = 9/5.   Weights: the roots of 6 : 12 : 7 : 9.
    roots = [math.sqrt(number) for number in (6, 12, 7, 9)]
    assert [item.effective_weight for item in by_hand.items] == pytest.approx([root / sum(roots) for root in roots])
    assert [item.intended_weight for item in by_hand.items] == pytest.approx([1 / 4] * 4)


def test_alpha_and_standard_error_by_hand(by_hand):
    # Variances p (1 - p) 5/4: 4/25 * 5/4 = 1/5; 6/25 * 5/4 = 3/10 twice; 1/5: together 1. Of the total: 17/10.
    # alpha = 4/3 (1 - 10/17) = 28/51.   Standard error: sqrt(17/10) / 4 * sqrt(23/51)
    assert by_hand.paper.alpha == pytest.approx(28 / 51)
    assert by_hand.paper.alpha_over == "questions"
    assert by_hand.paper.standard_error == pytest.approx(math.sqrt(17 / 10) / 4 * math.sqrt(23 / 51))


def test_questions_of_unlike_points_by_hand():
    # q0 of 1, q1 of 3: s0 has 1 + 3, s1 has 0 + 1.5, s2 has 1 + 0.
    analysis = analyse(a_class([[1, 3], [0, 1.5], [1, 0]], of=[1, 3]))
    assert analysis.totals == pytest.approx((1, 3 / 8, 1 / 4))
    # The rest of q0 is q1: 1, 1/2, 0. q0 off 2/3: 1/3 -2/3 1/3; rest off 1/2: 1/2 0 -1/2: products add up to 0.
    assert analysis.items[0].discrimination == pytest.approx(0, abs=1e-12)
    assert [item.intended_weight for item in analysis.items] == pytest.approx([1 / 4, 3 / 4])
    assert analysis.items[1].facility == pytest.approx(1 / 2)


def some_class(seed, students=40, items=8):
    chance = np.random.RandomState(seed)
    ability, hardness = chance.normal(size=(students, 1)), chance.normal(size=(1, items))
    return (chance.uniform(size=(students, items)) < 1 / (1 + np.exp(hardness - 1.5 * ability))).astype(float)


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_pingouin(seed):
    matrix = some_class(seed)
    expected, _ = pingouin.cronbach_alpha(data=pandas.DataFrame(matrix))
    assert analyse(a_class(matrix.tolist())).paper.alpha == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(5))
def test_discrimination_is_the_correlation_of_scipy(seed):
    matrix = some_class(seed)
    for place, item in enumerate(analyse(a_class(matrix.tolist())).items):
        rest = np.delete(matrix, place, axis=1).sum(axis=1)
        assert item.discrimination == pytest.approx(scipy.stats.pearsonr(matrix[:, place], rest).statistic)


@pytest.mark.parametrize("seed", range(5))
def test_an_option_correlates_as_scipy_has_it(seed):
    matrix = some_class(seed)
    responses = Responses(
        tuple(
            Response(f"s{row:03}", f"q{column}", score, 1, (("right",) if score else ("a", "b")[row % 2 :][:1]))
            for row, scores in enumerate(matrix.tolist())
            for column, score in enumerate(scores)
        )
    )
    for place, item in enumerate(analyse(responses).items):
        rest = np.delete(matrix, place, axis=1).sum(axis=1)
        for option in item.options:
            chose = np.array([option.name in r.chosen for r in responses.responses if r.question == item.id])
            assert option.correlation == pytest.approx(scipy.stats.pointbiserialr(chose, rest).statistic)
            assert option.mean_rest == pytest.approx(rest[chose].mean() / 7)
            assert option.share == pytest.approx(chose.mean())


# A second spelling, in fractions and loops, over those who had a question.
def slowly(matrix, maxima, column):
    rows = [row for row in matrix if row[column] is not None]
    x = [Fraction(row[column], maxima[column]) for row in rows]
    rest = [
        Fraction(
            sum(score for place, score in enumerate(row) if place != column and score is not None),
            sum(maxima[place] for place, score in enumerate(row) if place != column and score is not None),
        )
        for row in rows
    ]
    mean_x, mean_rest = sum(x) / len(x), sum(rest) / len(rest)
    shared = sum((a - mean_x) * (b - mean_rest) for a, b in zip(x, rest, strict=True))
    of_x, of_rest = sum((a - mean_x) ** 2 for a in x), sum((b - mean_rest) ** 2 for b in rest)
    pairs = zip(sorted(x), sorted(rest), strict=True)
    most = sum((a - mean_x) * (b - mean_rest) for a, b in pairs)
    undefined = len(x) < 2 or of_x == 0 or of_rest == 0
    return {
        "facility": float(mean_x),
        "discrimination": None if undefined else float(shared) / math.sqrt(of_x * of_rest),
        "efficiency": None if undefined else float(shared / most),
    }


@st.composite
def drawn_classes(draw):
    """Papers drawn from a few questions: each student has at least two of them."""
    items = draw(st.integers(2, 5))
    maxima = draw(st.lists(st.integers(1, 4), min_size=items, max_size=items))
    score = [st.none() | st.integers(0, most) for most in maxima]
    rows = st.tuples(*score).filter(lambda row: sum(cell is not None for cell in row) >= 2)
    return draw(st.lists(rows, min_size=1, max_size=8)), maxima


@settings(deadline=None, max_examples=200)
@given(drawn_classes())
def test_drawn_papers_agree_with_a_second_spelling(drawn):
    matrix, maxima = drawn
    for item in analyse(a_class(matrix, of=maxima)).items:
        for name, expected in slowly(matrix, maxima, int(item.id[1:])).items():
            found = getattr(item, name)
            assert (found is None) == (expected is None), name
            assert expected is None or found == pytest.approx(expected, abs=1e-9), name


@settings(deadline=None, max_examples=100)
@given(drawn_classes())
def test_numbers_stay_in_their_ranges(drawn):
    matrix, maxima = drawn
    analysis = analyse(a_class(matrix, of=maxima))
    for item in analysis.items:
        assert 0 <= item.facility <= 1
        for value in (item.discrimination, item.upper_lower):
            assert value is None or -1 - 1e-9 <= value <= 1 + 1e-9
        assert item.efficiency is None or item.efficiency <= 1 + 1e-9
    assert sum(item.intended_weight for item in analysis.items) == pytest.approx(1)
    effective = [item.effective_weight for item in analysis.items if item.effective_weight is not None]
    assert not effective or sum(effective) == pytest.approx(1)
    assert analysis.paper.alpha is None or analysis.paper.alpha <= 1 + 1e-9


@settings(deadline=None, max_examples=100)
@given(drawn_classes(), st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_of_the_responses(drawn, chance):
    matrix, maxima = drawn
    given_in_order = a_class(matrix, of=maxima)
    mixed = list(given_in_order.responses)
    chance.shuffle(mixed)
    first, second = analyse(given_in_order), analyse(Responses(tuple(mixed)))
    for item in second.items:
        (same,) = (other for other in first.items if other.id == item.id)
        assert item.facility == pytest.approx(same.facility)
        for name in ("discrimination", "efficiency", "upper_lower", "effective_weight"):
            assert getattr(item, name) == (pytest.approx(getattr(same, name), abs=1e-6) if same else None)
    assert second.paper.alpha == (None if first.paper.alpha is None else pytest.approx(first.paper.alpha))


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(st.integers(0, 1), min_size=4, max_size=4), min_size=2, max_size=12), st.integers(2, 7))
def test_other_points_for_all_change_no_share(matrix, times):
    first = analyse(a_class(matrix))
    second = analyse(a_class([[score * times for score in row] for row in matrix], of=times))
    assert first.totals == pytest.approx(second.totals)
    for before, after in zip(first.items, second.items, strict=True):
        for name in ("facility", "discrimination", "efficiency", "upper_lower", "effective_weight"):
            one, other = getattr(before, name), getattr(after, name)
            assert (one is None) == (other is None)
            assert one is None or one == pytest.approx(other, abs=1e-7)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=3, max_size=12))
def test_a_question_asked_twice_over_raises_alpha(matrix):
    before = cronbach_alpha(matrix)
    assume(before is not None)
    after = cronbach_alpha([row + row for row in matrix])
    assert after is not None
    assert after >= before - 1e-9


def test_a_whole_class_twice_has_the_same_discrimination():
    matrix = some_class(7).tolist()
    once, twice = analyse(a_class(matrix)), analyse(a_class(matrix + matrix))
    assert [item.discrimination for item in once.items] == pytest.approx([item.discrimination for item in twice.items])


@pytest.mark.parametrize("matrix", [[[1, 0, 1]], [[1, 1, 1], [1, 1, 1]], [[0, 0, 0]] * 4])
def test_one_student_or_no_difference_has_no_correlation_and_no_alpha(matrix):
    analysis = analyse(a_class(matrix))
    assert (analysis.paper.alpha, analysis.paper.alpha_over, analysis.paper.standard_error) == (None, None, None)
    for item in analysis.items:
        assert (item.discrimination, item.efficiency, item.effective_weight) == (None, None, None)


def test_one_question_has_a_facility_but_no_rest():
    analysis = analyse(a_class([[1], [0], [1]]))
    (item,) = analysis.items
    assert item.facility == pytest.approx(2 / 3)
    assert (item.discrimination, item.efficiency) == (None, None)
    assert item.effective_weight == pytest.approx(1)
    assert analysis.paper.alpha is None


def test_a_class_of_nobody_has_an_analysis_too():
    analysis = analyse(Responses(()))
    assert (analysis.items, analysis.totals) == ((), ())
    assert (analysis.paper.students, analysis.paper.mean, analysis.paper.alpha) == (0, None, None)


def test_a_student_with_one_question_counts_for_facility_only():
    analysis = analyse(a_class([[1, 1], [0, 0], [1, None]]))
    first = analysis.items[0]
    assert first.students == 3
    assert first.facility == pytest.approx(2 / 3)
    assert first.discrimination == pytest.approx(1)


def test_a_blank_is_an_answer_without_points_and_is_counted():
    responses = a_class([[1, 1], [0, 1]]).responses
    blank = Response("s9", "q0", 0, 1, blank=True)
    analysis = analyse(Responses((*responses, blank, Response("s9", "q1", 1, 1))))
    assert (analysis.items[0].students, analysis.items[0].blank) == (3, 1)
    assert analysis.items[0].facility == pytest.approx(1 / 3)


def test_only_first_attempts_count():
    first = a_class([[1, 0], [0, 1]]).responses
    second = a_class([[1, 1]], attempt=2).responses
    assert analyse(Responses((*second, *first))) == analyse(Responses(first))


def test_drawn_papers_have_alpha_over_their_places():
    # Two places; each student has one of two questions in each. By place: 1 1 / 1 0 / 0 1 / 0 0, so
    # the variances are 1/3 and 1/3, that of the total is 2/3, and alpha = 2 (1 - 1) = 0.
    asked = [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]
    scores = [(1, 1), (1, 0), (0, 1), (0, 0)]
    responses = Responses(
        tuple(
            Response(f"s{row}", question, score, 1, place=place)
            for row, (questions, points) in enumerate(zip(asked, scores, strict=True))
            for place, (question, score) in enumerate(zip(questions, points, strict=True), start=1)
        )
    )
    paper = analyse(responses).paper
    assert paper.alpha == pytest.approx(0)
    assert paper.alpha_over == "places"


def test_drawn_papers_of_unlike_length_have_no_alpha():
    analysis = analyse(a_class([[1, 0, None], [1, 1, 0], [None, 0, 1]]))
    assert (analysis.paper.alpha, analysis.paper.alpha_over) == (None, None)


def test_two_marks_for_one_question_are_refused():
    twice = (Response("ada", "q", 1, 1), Response("ada", "q", 0, 1))
    with pytest.raises(ResponseError, match="student `ada` has two marks for `q` in attempt 1; keep one"):
        analyse(Responses(twice))


@pytest.mark.parametrize(("score", "of"), [(2, 1), (-1, 1), (0, 0), (float("nan"), 1), (1, float("inf"))])
def test_a_score_out_of_range_is_refused(score, of):
    with pytest.raises(ResponseError, match="expected a maximum above 0 and a score from 0 to the maximum"):
        analyse(Responses((Response("ada", "q", score, of),)))
