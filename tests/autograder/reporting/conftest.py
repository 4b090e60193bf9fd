"""Records of people in the toy course, made from real reports, and a browser to look at pages with."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, sync_playwright

from autograder.building.manifest import Manifest, read_manifest
from autograder.cohort.record import Record, record_name
from autograder.course import Course
from autograder.reporting.results import read_hints
from autograder.running.report import Report
from autograder.sandbox.limits import LimitHit

SEED = 12345
NOON = datetime.datetime(2030, 3, 1, 12, 0, tzinfo=datetime.UTC)

Reports = dict[str, Report]
MakeRecord = Callable[..., Record]


@pytest.fixture(scope="session")
def _reports() -> Reports:
    return {}


@pytest.fixture
def reports(instructor: Any, _reports: Reports) -> Reports:
    """What five people got for their work, by what they did; checked once for all tests."""
    if not _reports:
        instructor.solve()
        right = instructor.path("plane").read_text(encoding="utf-8")
        _reports["right"] = instructor.check(seed=SEED)
        works = {
            "circumference": right.replace("math.pi * radius**2", "2 * math.pi * radius"),
            "two mistakes": right.replace("radius**2", "radius**3").replace(".sqrt()", ""),
            "raises": right.replace("squares = points**2", "raise RuntimeError('a secret of the traceback')"),
            "does not load": "def broken(:\n",
        }
        for name, text in works.items():
            instructor.path("plane").write_text(text, encoding="utf-8")
            _reports[name] = instructor.check(seed=SEED)
        instructor.path("plane").unlink()
        _reports["no plane"] = instructor.check(seed=SEED)
    return _reports


@pytest.fixture
def course(instructor: Any) -> Course:
    return instructor.course


@pytest.fixture
def manifest(course: Course) -> Manifest:
    return read_manifest(course)


@pytest.fixture
def hints(course: Course) -> dict[str, list[str]]:
    return read_hints(course)


@pytest.fixture
def record(reports: Reports) -> MakeRecord:
    """Make a record: record("circumference", student="ada", late_days=2); without a report, of nothing checked."""

    def make(report: str | None = "right", **changes: Any) -> Record:
        found = reports[report] if report else Report(0, 0, {}, SEED)
        fields = {name: getattr(found, name) for name in found.__struct_fields__}
        fields |= {"student": "ada", "status": "graded", "seconds": 1.5, "submitted": NOON, **changes}
        fields.setdefault("grade", max(0.0, found.points - fields.get("penalty", 0.0)))
        return Record(**fields)

    return make


@pytest.fixture
def whole_class(record: MakeRecord) -> list[Record]:
    """Ten people of every kind, with names and contents that pages break on."""
    hit = LimitHit("call seconds", "check_distances_are_those_of_pythagoras", "no answer in 10 s")
    return [
        record("right", student="ada", name="Ada Lovelace", email="ada@uni.example"),
        record("circumference", student="anna", name="Анна Каренина", late_days=2, penalty=1.0),
        record("two mistakes", student="../x/<script>", name="<script>alert(1)</script> O'Neil"),
        record("raises", student="long", name="Wolfeschlegelsteinhausenbergerdorff" * 4, limits=(hit,)),
        record("does not load", student="rtl", name="محمد \u202eevil", status="failed to load",
               problems=("plane.py does not load: invalid syntax in line 1.",)),
        record("no plane", student="half", problems=("There is no plane.py.",)),
        record("right", student="spy", name="\x1b[31mRed\x07", noticed=("asked for /etc/passwd \x1b[2J",),
               limits=(LimitHit("output", "", "cut at 64 KiB"),)),
        record(None, student="pdf", status="unreadable", problems=("submission.zip is no zip file.",)),
        record(None, student="gone", name="李小龍", status="missing", submitted=None),
        record(None, student="odd", status="not graded"),
    ]  # fmt: skip


@pytest.fixture
def results(tmp_path: Path, whole_class: list[Record]) -> Path:
    """A results folder that holds the records of the whole class."""
    folder = tmp_path / "results"
    save(folder, *whole_class)
    return folder


@pytest.fixture
def save_records() -> Callable[..., None]:
    return save


def save(results: Path, *records: Record) -> None:
    """Put records into a results folder."""
    (results / "records").mkdir(parents=True, exist_ok=True)
    for one in records:
        path = results / "records" / f"{record_name(one.student, one.attempt)}.json"
        path.write_bytes(msgspec.json.encode(one))


@pytest.fixture(scope="module")  # two of these at once do not get along
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("the pages are looked at in a real browser, and there is none: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--headless"])
        yield browser
        browser.close()
