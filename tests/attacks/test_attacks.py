"""No attack gets points that it does not deserve, harms who is graded next, learns a secret, or stops the run."""

from __future__ import annotations

import functools
import itertools
from pathlib import Path

import pytest

from autograder.cohort.record import Record, read_records
from tests.attacks.conftest import GradeOnce, chosen
from tests.attacks.corpus import Attack
from tests.attacks.grading import RUNS, Graded
from tests.attacks.people import is_root

LARGEST_RECORD = 1_000_000
MOST_MEMORY_MIB = 2048
PARTS = ("some", "rest")
# Every attack is tried at one level, those on walls that differ by level at two; at every level by `make test-slow`.
FAST = {("root" if is_root() else "user", "rest"), ("user", "some"), ("landlock", "some")}


def _marks(run: str, part: str) -> list[pytest.MarkDecorator]:
    return [] if (run, part) in FAST else [pytest.mark.slow]


RUN_CASES = [
    pytest.param(run, part, marks=_marks(run, part), id=f"{run}-{part}") for run, part in itertools.product(RUNS, PARTS)
]
ATTACK_CASES = [
    pytest.param(run, part, attack, marks=_marks(run, part), id=f"{run}-{attack.name}")
    for run, part in itertools.product(RUNS, PARTS)
    for attack in chosen(part)
]


@pytest.mark.parametrize(("run", "part", "attack"), ATTACK_CASES)
def test_an_attack_is_held(graded: GradeOnce, run: str, part: str, attack: Attack):
    outcome = graded(run, part)
    if attack.name in outcome.unmade:
        pytest.skip("only root can make this submission")
    assert breaches(outcome, attack) == []


@pytest.mark.parametrize(("run", "part"), RUN_CASES)
def test_the_run_ends_well_and_every_submission_has_a_row(graded: GradeOnce, run: str, part: str):
    outcome = graded(run, part)
    assert outcome.exit_code == 0, outcome.terminal[-2000:]
    assert len(records(outcome)) == 2 * len(outcome.places) + len(outcome.unmade) + 1
    assert (outcome.results / "grades.csv").is_file()


@pytest.mark.parametrize(("run", "part"), RUN_CASES)
def test_the_honest_ones_have_full_points(graded: GradeOnce, run: str, part: str):
    honest = [r for r in records(graded(run, part)).values() if r.student.endswith("-honest")]
    assert {r.student: r.grade for r in honest if r.of != 15 or r.grade != 15 or r.status != "graded"} == {}


@pytest.mark.parametrize(("run", "part"), RUN_CASES)
def test_no_process_outlives_the_run(graded: GradeOnce, run: str, part: str):
    assert graded(run, part).left_over == ()


@pytest.mark.parametrize(("run", "part"), RUN_CASES)
def test_no_attack_ends_a_grader(graded: GradeOnce, run: str, part: str):
    assert _text(graded(run, part).results / "grader.log") == ""


@pytest.mark.parametrize(("run", "part"), RUN_CASES)
def test_nothing_outside_is_touched(graded: GradeOnce, run: str, part: str):
    assert graded(run, part).touched == ()


@pytest.mark.parametrize(("run", "part"), RUN_CASES)
def test_nobody_is_reached_over_a_network(graded: GradeOnce, run: str, part: str):
    assert graded(run, part).heard == ()


@pytest.mark.parametrize(("run", "part"), RUN_CASES)
def test_the_grader_takes_no_more_memory_than_a_worker_may(graded: GradeOnce, run: str, part: str):
    assert graded(run, part).peak_mib < MOST_MEMORY_MIB


def breaches(outcome: Graded, attack: Attack) -> list[str]:
    """Return what an attack achieved, in sentences."""
    place = outcome.places[attack.name]
    by_place = {r.student[:3]: r for r in records(outcome).values()}
    record = next((r for r in records(outcome).values() if f"{place:03d}-" in r.student), None)
    after = by_place.get(f"{place + 1:03d}")
    if record is None:
        return ["it has no record"]
    return [
        *_in_points(attack, record),
        *([] if after and after.status == "graded" and after.grade == after.of else ["it harmed who came next"]),
        *_in_words(outcome, attack, record),
    ]


def _in_points(attack: Attack, record: Record) -> list[str]:
    found = []
    if record.grade > attack.most or (attack.deserved is not None and record.grade != attack.deserved):
        found.append(f"it got {record.grade} points and deserves {attack.most}")
    if record.status == "not graded":
        found.append("the grader gave it up")
    return found


def _in_words(outcome: Graded, attack: Attack, record: Record) -> list[str]:
    file, page = _files(outcome)[record.student]
    raw = file.read_text(encoding="utf-8")
    read = page.read_text(encoding="utf-8") if page.is_file() else ""
    seed = outcome.secrets.seed
    forbidden = [*outcome.secrets.words, str(seed), f"{seed:x}", *attack.notes("never on the page")]
    found = [f"{text!r} stands on the page of the student" for text in forbidden if text in read]
    found += [f"{text!r} stands among the problems" for text in forbidden if text in "\n".join(record.problems)]
    found += [f"it came to know {text!r}" for text in outcome.secrets.words if text in raw]
    shown = {"the page of the student": read, "the terminal": outcome.terminal}
    shown |= {name: _text(outcome.results / name) for name in ("overview.html", "grades.csv")}
    pages = {where: shown[where] for where in ("the page of the student", "overview.html")}
    for texts, marks in ((shown, attack.notes("never shown")), (pages, attack.notes("never as markup"))):
        found += [f"{mark!r} stands in {where}" for mark in marks for where, text in texts.items() if mark in text]
    if not read:
        found.append("there is no page for the student")
    if max(len(raw), len(read)) > LARGEST_RECORD:
        found.append(f"its record has {len(raw)} letters, its page {len(read)}")
    return found


@functools.cache
def _records(folder: Path) -> dict[str, Record]:
    return {r.student: r for r in read_records(folder)}


def records(outcome: Graded) -> dict[str, Record]:
    """Return all records of a run by student."""
    return _records(outcome.results)


def _files(outcome: Graded) -> dict[str, tuple[Path, Path]]:
    """Return the files of each student: the record and the page."""
    from autograder.cohort.record import record_name

    names = {student: record_name(student) for student in records(outcome)}
    return {
        s: (outcome.results / "records" / f"{n}.json", outcome.results / "feedback" / f"{n}.html")
        for s, n in names.items()
    }


@functools.cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
