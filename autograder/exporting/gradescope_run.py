"""Inside Gradescope's container: grade /autograder/submission in the sandbox and write results.json.

`run_autograder` starts it: python -m autograder.exporting.gradescope_run /autograder
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from autograder.building.manifest import read_manifest
from autograder.cohort.record import Record, read_records
from autograder.course import CourseError, load_course
from autograder.exporting.gradescope import KEY
from autograder.exporting.gradescope_results import failed_results, results_json
from autograder.reporting.results import read_hints, write

SECONDS = 540.0
"""Gradescope ends a run after ten minutes and gives a zero; we end it before, and give none."""


def main(root: Path, seconds: float = SECONDS, level: str = "auto") -> None:
    """Grade the submission in the tree `root` and write its results; what went wrong goes to stderr, for instructors.

    level: of the sandbox; without any nothing is graded.
    Raises: OSError if results.json cannot be written.
    """
    try:
        results = _results(root, seconds, level)
    except (CourseError, OSError, ValueError, subprocess.SubprocessError) as error:
        print(f"not graded: {error}", file=sys.stderr)
        results = failed_results()
    text = msgspec.json.format(msgspec.json.encode(results), indent=1).decode()
    write(root / "results" / "results.json", text + "\n")


def _results(root: Path, seconds: float, level: str) -> dict[str, Any]:
    course = load_course(root / "source")
    with tempfile.TemporaryDirectory(prefix="grading-") as folder:
        _lay_out(root, Path(folder) / "submissions")
        record = _grade(root / "source", Path(folder), seconds, level)
    return results_json(record, course, read_manifest(course), read_hints(course))


def _grade(source: Path, folder: Path, seconds: float, level: str) -> Record:
    """Run `staff grade`, which refuses where there is no sandbox; return the one record.

    Raises: CourseError if there is not exactly one; subprocess.TimeoutExpired; msgspec.DecodeError (a ValueError).
    """
    out = folder / "results"
    words = ["staff", "grade", str(folder / "submissions"), "--out", str(out), "--key-file", str(source / KEY)]
    command = [sys.executable, "-m", "autograder", *words, "--jobs", "1", "--level", level]
    process = subprocess.Popen(command, cwd=source, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        code = process.wait(seconds)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    records = list(read_records(out))
    if len(records) != 1:
        raise CourseError(f"`staff grade` ended with {code} and wrote {len(records)} records; expected one")
    return records[0]


def _lay_out(root: Path, folder: Path) -> None:
    """Lay the submission out as in an export of Gradescope: that is how grading learns whose it is and when it came.

    Links stay links, for the reader to refuse.  Raises: OSError.
    """
    with contextlib.suppress(shutil.Error):  # what is neither file, folder nor link is left behind
        shutil.copytree(root / "submission", folder / "submission", symlinks=True)
    known = _metadata(root / "submission_metadata.json")
    users = known.get("users")
    user = users[0] if isinstance(users, list) and users and isinstance(users[0], Mapping) else {}
    # a group has one grade, that of its first member
    person = {f":{field}": str(user.get(field) or "") for field in ("name", "email")}
    entry = {":submitters": [person], ":created_at": str(known.get("created_at") or "")}
    text = yaml.safe_dump({"submission": entry}, allow_unicode=True)
    (folder / "submission_metadata.yml").write_text(text, encoding="utf-8")


def _metadata(path: Path) -> Mapping[str, Any]:
    """Read what Gradescope says of the submission; nothing where it does not say it as documented."""
    try:
        known = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError):
        return {}
    return known if isinstance(known, Mapping) else {}


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        float(os.environ.get("AUTOGRADER_SECONDS", SECONDS)),
        os.environ.get("AUTOGRADER_LEVEL", "auto"),
    )
