"""A record as the `results.json` that Gradescope reads (its autograder specifications, "Output format").

Nothing from private inputs is in it, hidden or not: Gradescope hands the results of earlier submissions to the
container that grades the next one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograder.building.manifest import Manifest
from autograder.cohort.record import Record
from autograder.course import Course
from autograder.exporting.student_text import function_text, submission_text
from autograder.reporting.feedback import FunctionView, make_feedback
from autograder.reporting.words import visible

FAILED = (
    "This submission could not be graded.  This is not a grade, and nothing that you have to mend.  "
    "Please ask the teaching staff to look at it."
)


def results_json(
    record: Record, course: Course, manifest: Manifest, hints: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """Return the results of one record: a test for each function, and a hidden one for instructors.

    The score is the grade, lateness taken off; it stands above the tests and counts instead of their sum.  A record
    that the grader failed on has no score at all, so that nobody is given a silent zero.
    """
    if record.status == "not graded":
        return failed_results()
    feedback = make_feedback(record, course, manifest, hints or {})
    tests = [_test(f"{part.number}.{i}", f) for part in feedback.parts for i, f in enumerate(part.functions, start=1)]
    return {
        "score": round(record.grade, 4),
        "execution_time": round(record.seconds, 2),
        "output": submission_text(feedback),
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests + _for_instructors(record),
        "extra_data": {
            "status": record.status,
            "checks": manifest.version,
            "points": record.points,
            "late_days": record.late_days,
            "penalty": record.penalty,
        },
    }


def failed_results() -> dict[str, Any]:
    """Return results that say that there are none: a text, and neither a score nor tests to add up to one."""
    return {
        "output": FAILED,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"status": "not graded"},
    }


def _test(place: str, function: FunctionView) -> dict[str, Any]:
    return {
        "number": place,
        "name": f"{function.module}.{function.name}",
        "score": round(function.points, 4),
        "max_score": round(function.of, 4),
        "status": "passed" if function.status == "passed" else "failed",
        "output": function_text(function) or function.word,
        "visibility": "visible",
    }


def _for_instructors(record: Record) -> list[dict[str, Any]]:
    limits = [f"{hit.limit} in {hit.check or 'no check'}: {hit.note}" for hit in record.limits]
    lines = [visible(line) for line in (*record.noticed, *limits)]
    if not lines:
        return []
    output = "\n".join(lines)
    return [{"name": "For instructors", "score": 0, "max_score": 0, "output": output, "visibility": "hidden"}]
