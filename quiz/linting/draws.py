"""Many draws of each question with parameters: keys, misconceptions and the numbers shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from quiz.bank_model.faults import Path
from quiz.bank_model.questions import Expression, Numeric, Short
from quiz.bank_model.reading import Entry
from quiz.drawing import DrawError
from quiz.drawing.parameters import Values, all_draws, computed, with_lets
from quiz.drawing.substitution import DIGITS, show
from quiz.formulas import parse, with_values
from quiz.linting.findings import Finding, found
from quiz.marking.expressions import points_of, same_values, values_at
from quiz.marking.writing import fold

DRAWS = 500
APART = 5.0
SMALLEST, LARGEST = 1e-4, 1e5


def draw_findings(entry: Entry) -> Iterator[Finding]:
    """Yield what goes wrong in any of 500 draws (in every combination, if there are no more); each fault once."""
    told: set[tuple[Path, str]] = set()
    for drawn in all_draws(entry.question, DRAWS):
        try:
            findings = list(_of_one_draw(entry, drawn))
        except DrawError as error:
            yield found(entry, (), "error", "formula", str(error))
            return
        for path, rule, message in findings:
            if (path, rule) not in told:
                told.add((path, rule))
                yield found(entry, path, "warning" if rule == "ugly" else "error", rule, message + _for(drawn))


def _for(drawn: Values) -> str:
    return f", for {', '.join(f'{name} = {show(value)}' for name, value in drawn.items())}" if drawn else ""


def _of_one_draw(entry: Entry, drawn: Values) -> Iterator[tuple[Path, str, str]]:
    question = entry.question
    values = with_lets(question, drawn)
    for name, value in drawn.items():
        if _digits(value) > DIGITS:
            yield (
                ("parameters", name),
                "ugly",
                f"`{name}` has more than {DIGITS} significant digits: {value!r}",
            )
    match question:
        case Numeric():
            yield from _numbers(question, values)
        case Expression():
            yield from _expressions(question, values)
        case Short():
            accepted = {fold(text) for text in question.accepts}
            for place, wrong in enumerate(question.misconceptions):
                if fold(wrong.answer) in accepted:
                    yield ("misconceptions", place, "answer"), "apart", f"`{wrong.answer}` is accepted as right"


def _digits(value: int | float) -> int:
    if isinstance(value, int) or value.is_integer():
        return 0
    return len(repr(value).partition("e")[0].replace(".", "").lstrip("-0"))


def _numbers(question: Numeric, values: Values) -> Iterator[tuple[Path, str, str]]:
    key = computed(question, "answer", question.answer, values)
    if key and not SMALLEST <= abs(key) <= LARGEST:
        yield ("answer",), "ugly", f"the key {show(key)} is not between {SMALLEST:g} and {LARGEST:g}"
    around = question.tolerance.around
    wrong = [
        computed(question, f"misconception `{known.misconception}`", known.answer, values)
        for known in question.misconceptions
    ]
    for place, value in enumerate(wrong):
        if abs(value - key) <= APART * around(key):
            name = question.misconceptions[place].misconception
            what = f"`{name}` gives {show(value)}, within {APART:g} tolerances of the key {show(key)}"
            yield ("misconceptions", place, "answer"), "apart", what
    for (one, first), (two, second) in combinations(enumerate(wrong), 2):
        if abs(first - second) <= APART * max(around(first), around(second)):
            names = f"`{question.misconceptions[one].misconception}` and `{question.misconceptions[two].misconception}`"
            what = f"{names} give {show(first)} and {show(second)}, within {APART:g} tolerances of each other"
            yield ("misconceptions", two, "answer"), "apart", what


def _expressions(question: Expression, values: Values) -> Iterator[tuple[Path, str, str]]:
    ranges = {name: (float(low), float(high)) for name, (low, high) in question.variables.items()}
    points = points_of(question.id, ranges)

    def at_points(formula: str) -> list[float | None]:
        return values_at(parse(with_values(formula, values)), points)

    key = at_points(question.answer)
    if None in key:
        yield ("answer",), "formula", "the key has no value somewhere in the ranges of the variables"
    earlier = [("the key", key)]
    for place, wrong in enumerate(question.misconceptions):
        theirs = at_points(wrong.answer)
        for name, other in earlier:
            if same_values(other, theirs):
                yield ("misconceptions", place, "answer"), "apart", f"`{wrong.misconception}` is the same as {name}"
        earlier.append((f"`{wrong.misconception}`", theirs))
