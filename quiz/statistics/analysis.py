"""The item analysis of a quiz: from responses to numbers for the paper, each question and each option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from quiz.statistics.flags import flags_of
from quiz.statistics.numbers import (
    Numbers,
    correlation,
    covariance,
    cronbach_alpha,
    efficiency,
    share,
    spread,
    standard_error,
    upper_lower,
)
from quiz.statistics.responses import Option, Question, Response, Responses, first_attempts
from quiz.statistics.results import Analysis, ItemStatistics, OptionStatistics, PaperStatistics


@dataclass(frozen=True)
class _Class:
    """Scores and maxima as matrices of students by questions; what a student did not have is nan."""

    students: list[str]
    scores: Numbers
    maxima: Numbers

    @property
    def totals(self) -> Numbers:
        return share(self.scores, self.maxima)

    def rest(self, column: int) -> Numbers:
        """Return each student's share of the points outside of one question; nan where there are none."""
        return share(np.delete(self.scores, column, axis=1), np.delete(self.maxima, column, axis=1))


def analyse(given: Responses) -> Analysis:
    """Analyse the first attempts of a class.

    Raises: ResponseError if the responses do not fit together.
    """
    responses = first_attempts(given.responses)
    catalogue = given.catalogue()
    asked = {response.question for response in responses}
    questions = [question for name, question in catalogue.items() if name in asked]
    whole = _matrices(responses, questions)
    by_question: dict[str, dict[str, Response]] = {question.id: {} for question in questions}
    for response in responses:
        by_question[response.question][response.student] = response
    items = [_item(whole, column, question, by_question[question.id]) for column, question in enumerate(questions)]
    weighed = _with_effective_weights(whole, items)
    flagged = tuple(replace(item, flags=flags_of(item)) for item in weighed)
    return Analysis(_paper(whole, responses), flagged, tuple(float(total) for total in whole.totals))


def _matrices(responses: Sequence[Response], questions: Sequence[Question]) -> _Class:
    students = sorted({response.student for response in responses})
    row = {student: place for place, student in enumerate(students)}
    column = {question.id: place for place, question in enumerate(questions)}
    scores, maxima = np.full((2, len(students), len(questions)), np.nan)
    for response in responses:
        where = row[response.student], column[response.question]
        scores[where], maxima[where] = response.score, response.of
    return _Class(students, scores, maxima)


def _item(whole: _Class, column: int, question: Question, responses: Mapping[str, Response]) -> ItemStatistics:
    had = ~np.isnan(whole.scores[:, column])
    item = (whole.scores[:, column] / whole.maxima[:, column])[had]
    rest = whole.rest(column)[had]
    in_order = [responses[student] for student, there in zip(whole.students, had, strict=True) if there]
    compared = ~np.isnan(rest)
    return ItemStatistics(
        id=question.id,
        topic=question.topic,
        students=len(item),
        blank=sum(response.blank for response in in_order),
        facility=float(item.mean()),
        spread=spread(item),
        discrimination=correlation(item[compared], rest[compared]),
        upper_lower=upper_lower(item, whole.totals[had]),
        efficiency=efficiency(item[compared], rest[compared]),
        intended_weight=float(np.nansum(whole.maxima[:, column]) / np.nansum(whole.maxima)),
        effective_weight=None,
        options=_options(question, in_order, rest),
    )


def _options(question: Question, responses: Sequence[Response], rest: Numbers) -> tuple[OptionStatistics, ...]:
    """Count the options of the bank, and what else was chosen."""
    known = {option.name: option for option in question.options}
    seen = sorted({name for response in responses for name in response.chosen} - set(known))
    compared = ~np.isnan(rest)
    found = []
    for option in (*known.values(), *(Option(name, None, offered=False) for name in seen)):
        chose = np.array([option.name in response.chosen for response in responses])
        scores = rest[chose & compared]
        found.append(
            OptionStatistics(
                name=option.name,
                right=option.right,
                offered=option.offered,
                count=int(chose.sum()),
                share=float(chose.mean()),
                mean_rest=float(scores.mean()) if len(scores) else None,
                correlation=correlation(chose[compared], rest[compared]),
            )
        )
    return tuple(found)


def _with_effective_weights(whole: _Class, items: Sequence[ItemStatistics]) -> list[ItemStatistics]:
    """Fill in sqrt(cov(item, total)) as a share of its sum over all items; a negative covariance has none.

    Items and totals are shares of what the student could reach. An item that few had counts by their number, so that
    the result can be compared with the intended weight.
    """
    pulls: list[float | None] = []
    for column, item in enumerate(items):
        had = ~np.isnan(whole.scores[:, column])
        points = whole.scores[had, column] / np.nansum(whole.maxima[had], axis=1)
        found = covariance(points, whole.totals[had])
        part = item.students / len(whole.students)
        pulls.append(None if found is None or found < -1e-12 else part * float(np.sqrt(max(found, 0.0))))
    total = sum(pull for pull in pulls if pull is not None)
    return [
        replace(item, effective_weight=None if pull is None or total <= 1e-9 else pull / total)
        for item, pull in zip(items, pulls, strict=True)
    ]


def _paper(whole: _Class, responses: Sequence[Response]) -> PaperStatistics:
    totals = whole.totals
    some = len(totals) > 0
    matrix, over = _for_alpha(whole, responses)
    alpha = None if matrix is None else cronbach_alpha(matrix)
    deviation = spread(totals)
    return PaperStatistics(
        students=len(totals),
        items=whole.scores.shape[1],
        mean=float(totals.mean()) if some else None,
        median=float(np.median(totals)) if some else None,
        spread=deviation,
        lowest=float(totals.min()) if some else None,
        highest=float(totals.max()) if some else None,
        alpha=alpha,
        alpha_over=None if alpha is None else over,
        standard_error=standard_error(deviation, alpha),
    )


def _for_alpha(
    whole: _Class, responses: Sequence[Response]
) -> tuple[Numbers | None, Literal["questions", "places"] | None]:
    """Return the matrix whose columns are added up to a total: as shares of the own maximum, so that totals compare."""
    if not whole.students:
        return None, None
    reach = np.nansum(whole.maxima, axis=1)
    if not np.isnan(whole.scores).any():
        return whole.scores / reach[:, None], "questions"
    papers: dict[str, list[Response]] = {student: [] for student in whole.students}
    for response in responses:
        papers[response.student].append(response)
    placed = {
        student: {response.place: response.score for response in paper if response.place is not None}
        for student, paper in papers.items()
    }
    places = sorted(placed[whole.students[0]])
    if any(sorted(placed[student]) != places or len(papers[student]) != len(places) for student in whole.students):
        return None, None
    by_place = np.array([[placed[student][place] for place in places] for student in whole.students])
    return by_place / reach[:, None], "places"
