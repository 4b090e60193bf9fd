"""Hand in a zip that holds schedules.py many times, in the same and in other letters: which one is graded?

All are stubs or rubbish; none may be joined with another.

Success: points, or the run stops over the question.
"""

import warnings
import zipfile
from pathlib import Path


def make(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(path.with_name(path.name + ".zip"), "w") as archive:
            for number in range(50):
                archive.writestr("schedules.py", f"x = {number}\n")
            for name in (
                "Schedules.py",
                "SCHEDULES.PY",
                "schedules.py ",
                "schedules.py.",
                "schedules.py/",
                "a/schedules.py",
            ):
                archive.writestr(name, b"raise SystemExit(0)\n")
