"""A class as it really is, graded as it really is: every grade deserved, every grade accounted for."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from watchfiles import watch

from autograder.checking.checks import load_checks
from autograder.cohort.record import Record, read_records, record_name
from autograder.running.grading import grade
from autograder.running.overlay import Source
from tests.cohort.conftest import SEED, Class
from tests.cohort.hand_ins import (
    HAND_INS,
    a_copy,
    an_original,
    right_from_a_mac,
    right_three_hours_late,
    the_reference,
    two_attempts,
)
from tests.cohort.handing_in import DEBUG, Expected
from tests.cohort.people import ROSTER

NUMBER = re.compile(r"\d\.\d{3,}")
RIGHT = (the_reference, right_from_a_mac, right_three_hours_late, two_attempts, an_original, a_copy)
PEOPLE = [person.id for person in ROSTER]


@pytest.fixture(scope="session")
def results(class_of_24: Class, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one job makes of the class."""
    folder = tmp_path_factory.mktemp("one job") / "results"
    class_of_24.run(class_of_24.grading(folder, "--jobs", "1"))
    return folder


@pytest.fixture(scope="session")
def records(results: Path) -> dict[str, Record]:
    return {record.student: record for record in read_records(results)}


@pytest.fixture(scope="session")
def points(class_of_24: Class) -> dict[str, float]:
    """What everyone's honest equivalent earns in this process, on the public inputs."""
    course = class_of_24.course
    checks = load_checks(course)
    return {student: _points(course, checks, expected) for student, expected in class_of_24.expected.items()}


def _points(course, checks, expected: Expected) -> float:
    sources = {name: Source(text.encode(), f"{name}.py") for name, text in expected.honest.items()}
    return grade(course, checks, sources).points if sources else 0.0


def contents(results: Path) -> dict[str, bytes]:
    """Return the records as they are on the disk, without the seconds they took."""
    paths = sorted((results / "records").iterdir())
    return {path.name: re.sub(rb'"seconds":[0-9.e+-]+', b'"seconds":0', path.read_bytes()) for path in paths}


def test_everyone_on_the_roster_has_a_record_of_their_own(results: Path):
    names = {path.name for path in (results / "records").iterdir()}
    assert names == {f"{record_name(student)}.json" for student in PEOPLE}


def test_what_is_meant_to_be_right_is(class_of_24: Class, points: dict[str, float]):
    whole = sum(part.points for part in class_of_24.course.parts)
    assert {points[PEOPLE[HAND_INS.index(hand_in)]] for hand_in in RIGHT} == {whole}


@pytest.mark.parametrize("student", PEOPLE)
def test_everyone_gets_what_they_deserve(student: str, class_of_24: Class, records: dict[str, Record], points):
    record, expected = records[student], class_of_24.expected[student]
    assert record.status == expected.status, record.problems
    assert record.points == points[student], [f for f, r in record.functions.items() if r.points < r.of]
    assert record.grade == pytest.approx(points[student] * expected.share_left)
    assert record.late_days == expected.days
    assert record.attempt == expected.attempt


@pytest.mark.parametrize("student", PEOPLE)
def test_mistakes_limits_and_problems_are_named(student: str, class_of_24: Class, records: dict[str, Record]):
    record, expected = records[student], class_of_24.expected[student]
    assert {f: record.functions[f].diagnosis for f in expected.mistakes} == dict(expected.mistakes)
    assert {hit.limit for hit in record.limits} == expected.limits
    assert expected.problem in " ".join(record.problems)


def test_names_and_addresses_come_from_the_roster(records: dict[str, Record]):
    assert {(r.student, r.name, r.email) for r in records.values()} == set(ROSTER)


def test_two_jobs_and_another_order_of_files_grade_as_one(class_of_24: Class, results: Path, tmp_path: Path):
    shuffled = tmp_path / "submissions"
    paths = [path for path in class_of_24.submissions.rglob("*") if path.is_file()]
    random.Random(24).shuffle(paths)
    for path in paths:
        copy = shuffled / path.relative_to(class_of_24.submissions)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    class_of_24.run(class_of_24.grading(tmp_path / "results", "--jobs", "2", submissions=shuffled))
    assert contents(tmp_path / "results") == contents(results)


def test_a_run_that_was_killed_goes_on_and_grades_nothing_twice(class_of_24: Class, results: Path, tmp_path: Path):
    interrupted = tmp_path / "results"
    (interrupted / "records").mkdir(parents=True)
    command = class_of_24.grading(interrupted, "--jobs", "2")
    _kill_after(random.randrange(3, 12), command, class_of_24, interrupted / "records")
    before = {path.name: path.stat() for path in (interrupted / "records").glob("*.json")}
    assert 0 < len(before) < len(PEOPLE), "it was killed too late for this to be a test"
    class_of_24.run(command)
    after = {path.name: path.stat() for path in (interrupted / "records").glob("*.json")}
    assert {n: (s.st_mtime_ns, s.st_ino) for n, s in before.items()} == {
        n: (after[n].st_mtime_ns, after[n].st_ino) for n in before
    }
    assert contents(interrupted) == contents(results)


def _kill_after(count: int, command: list[str], graded: Class, folder: Path) -> None:
    """Kill the grader's whole process group as soon as there are so many records."""
    process = subprocess.Popen(
        command,
        cwd=graded.course.root,
        env=graded.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        for _ in watch(folder, debounce=50, step=10, rust_timeout=1000, yield_on_timeout=True):
            if len(list(folder.glob("*.json"))) >= count or process.poll() is not None:
                break
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_nothing_private_is_on_a_page_for_students(results: Path, records: dict[str, Record]):
    for student, record in records.items():
        page = (results / "feedback" / f"{record_name(student)}.html").read_text(encoding="utf-8")
        leaked = [secret for secret in _secrets(record) if secret in page]
        assert not leaked, student


def _secrets(record: Record) -> set[str]:
    """Return what a student must not read: seed, key, values of private inputs, tracebacks, what was printed.

    A number that stands in the statement of a check is public: the same for every seed.  So is the line at which a
    module does not load: nothing had been asked of it.
    """
    outcomes = [o for r in record.functions.values() for o in r.checks]
    failures = [o.failure for o in outcomes if o.failure]
    texts = [text for f in failures for text in (f.got, f.expected, f.message, f.relation) if text]
    secrets = {
        str(SEED),
        f"{SEED:x}",
        DEBUG,
        *NUMBER.findall(" ".join(texts)),
        *(f.line for f in failures if f.line and f.kind != "load"),
    }
    public = " ".join(o.statement for o in outcomes)
    return {secret for secret in (*secrets, record.key) if secret and secret not in public}


def test_there_are_secrets_to_keep(records: dict[str, Record]):
    assert any(DEBUG in result.printed for record in records.values() for result in record.functions.values())
    assert sum(len(_secrets(record)) > 10 for record in records.values()) >= 5


def test_every_grade_stands_in_the_table(results: Path):
    table = (results / "grades.csv").read_text(encoding="utf-8")
    assert all(student in table for student in PEOPLE)
    assert (results / "overview.html").is_file()


def test_the_two_copies_are_found_and_nobody_else_is_accused(class_of_24: Class):
    done = class_of_24.run(class_of_24.command("similar", class_of_24.submissions, "--json"))
    pair = {PEOPLE[HAND_INS.index(hand_in)] for hand_in in (an_original, a_copy)}
    assert [set(found["students"]) for found in json.loads(done.stdout)["pairs"]] == [pair]


def test_all_attempts_are_graded_where_that_is_asked_for(class_of_24: Class, tmp_path: Path):
    student = next(s for s, e in class_of_24.expected.items() if e.attempt == 2)
    only = tmp_path / "submissions"
    only.mkdir()
    for path in class_of_24.submissions.glob("*_homework*.zip"):
        shutil.copy(path, only)
    class_of_24.run(class_of_24.grading(tmp_path / "results", "--attempts", "all", submissions=only))
    attempts = [record for record in read_records(tmp_path / "results") if record.student == student]
    assert [record.attempt for record in attempts] == [1, 2]
    first = sum(part.points for part in class_of_24.course.parts[:1])
    assert attempts[0].points == first
    assert attempts[1].points > first
