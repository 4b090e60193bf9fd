"""What a student may read of a record, as plain text, for systems that show no page of ours.

Made from the same `Feedback` as the page, so that there is one place which decides what a student may read.
"""

from __future__ import annotations

from autograder.reporting.feedback import Feedback, FunctionView
from autograder.reporting.words import number


def submission_text(feedback: Feedback) -> str:
    """Say what concerns the whole submission: points, lateness, problems, limits."""
    lines = [feedback.explanation]
    if feedback.status != "not graded":
        lines.insert(0, f"{number(feedback.grade)} of {number(feedback.of)} points.")
    if feedback.penalty:
        lines.append(f"{number(feedback.penalty)} points were taken off.")
    lines += filter(None, [feedback.late, *feedback.problems, *feedback.limits])
    return "\n".join(lines)


def function_text(function: FunctionView) -> str:
    """Say how one function did: diagnosis, hint, and each check by its statement; no value of any check."""
    lines = [function.diagnosis, function.note, function.hint and f"Hint: {function.hint}", *function.limits]
    for check in function.checks:
        lines.append(f"{check.mark} {check.statement} ({check.word})")
        lines.append(f"    {check.how}" if check.how else "")
    return "\n".join(filter(None, lines))


def whole_text(feedback: Feedback) -> str:
    """Say everything, function by function."""
    pieces = [submission_text(feedback)]
    for function in (f for part in feedback.parts for f in part.functions if feedback.checked):
        head = f"{function.name}: {function.word}, {number(function.points)} of {number(function.of)} points"
        pieces.append(f"{head}\n{function_text(function)}".rstrip())
    return "\n\n".join(pieces)
