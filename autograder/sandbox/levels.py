"""Which levels of confinement this machine gives, found out by trying."""

from __future__ import annotations

import sys

from autograder.course import Course, CourseError
from autograder.sandbox.limits import LEVELS, Level
from autograder.sandbox.warm import Nursery, NurseryLost, Refused

WHAT_LEVELS_GIVE: dict[Level, str] = {
    "namespaces": "own namespaces for files, processes and network; read-only libraries; system calls by a list",
    "landlock": "no files but the libraries, none written; no network; system calls by a list",
    "none": "limits on time and memory only: for code that you trust",
}


def refusal(course: Course, level: Level) -> str | None:
    """Make a worker at that level; return why the machine does not give it, or None if it does."""
    if sys.platform != "linux":
        return f"the sandbox needs Linux, and this is {sys.platform}"
    nursery = Nursery(course, level, warm=False)
    try:
        nursery.ready()
    except (Refused, NurseryLost) as error:
        return str(error) or type(error).__name__
    finally:
        nursery.close()
    return None


def choose_level(course: Course, wanted: Level | None, unsafe: bool) -> Level:
    """Return the level to grade at: the one that is wanted, or else the best that there is.

    Raises: CourseError if the machine does not give it, or nothing but "none" without `unsafe`.
    """
    if wanted == "none" and not unsafe:
        raise CourseError("the level none has no sandbox; say --unsafe too if you trust the code")
    reasons = {}
    for level in (wanted,) if wanted else LEVELS[:-1]:
        reason = refusal(course, level)
        if reason is None:
            return level
        reasons[level] = reason
    why = "\n".join(f"  {level}: {reason}" for level, reason in reasons.items())
    if unsafe and wanted is None:
        return "none"
    raise CourseError(
        f"this machine does not give the sandbox that grading needs:\n{why}\n"
        "`autograder staff doctor` says more; --unsafe grades without one, for code that you trust"
    )
