"""A class is graded: everybody has a record, nothing is graded twice, and what dies on the way costs nobody a thing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from autograder.checking.inputs import Inputs
from autograder.cohort.record import Record, read_records
from tests.autograder.conftest import COURSE, Person, environment

RIGHT = (COURSE / "solutions" / "plane.py").read_text(encoding="utf-8")
SPACE = (COURSE / "solutions" / "space.py").read_text(encoding="utf-8")
LOOP = RIGHT.replace("return math.pi * radius**2", "while True: pass")
SLOW = RIGHT + "\nimport time\n\ntime.sleep(0.5)\n"
CLASS = {
    "ana": {"plane.py": RIGHT, "space.py": SPACE},
    "Борис": {"plane.py": RIGHT.replace("radius**2", "radius"), "space.py": SPACE},
    "chidi": {"plane.py": RIGHT},
    "dina": {"plane.py": "def circle_area(:\n", "space.py": SPACE},
    "emil": {"plane.py": LOOP, "space.py": SPACE},
    "farah": {"notes.txt": "I could not do it"},
    "gu": {"plane.py": "import os\nos._exit(1)\n", "space.py": SPACE},
}
GRADES = {"ana": 8, "Борис": 2, "chidi": 5, "dina": 0, "emil": 2, "farah": 0, "gu": 0}
STATUSES = {"dina": "failed to load", "farah": "unreadable"}
OPTIONS = ("--seed", "11", "--call-seconds", "1", "--total-seconds", "8")


def hand_in(folder: Path, handed: dict[str, dict[str, str]]) -> Path:
    """Write a class folder: a zip for every second student, a folder for the others."""
    folder.mkdir(parents=True)
    for number, (student, files) in enumerate(handed.items()):
        if number % 2:
            (folder / student).mkdir()
            for name, text in files.items():
                (folder / student / name).write_text(text, encoding="utf-8")
        else:
            with zipfile.ZipFile(folder / f"{student}.zip", "w") as archive:
                for name, text in files.items():
                    archive.writestr(name, text)
    return folder


def start(instructor: Person, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "autograder", "staff", "grade", *words]
    return subprocess.Popen(
        command,
        cwd=instructor.root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_heed_ctrl_c,
    )


def _heed_ctrl_c() -> None:
    """Where tests run in the background, Ctrl-C is ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def grade(instructor: Person, *words: str) -> subprocess.CompletedProcess[str]:
    process = start(instructor, *words)
    out, err = process.communicate(timeout=300)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def records(results: Path) -> dict[str, Record]:
    return {record.student: record for record in read_records(results)}


def plain(record: Record) -> dict[str, object]:
    """Return a record as data, without what it took."""
    import msgspec

    data = msgspec.to_builtins(record)
    data.pop("seconds")
    for result in data["functions"].values():
        for outcome in result["checks"]:
            outcome.pop("seconds", None)
    return data


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Person, Path, Path]:
    """A class that has been graded: the instructor, the submissions, the results."""
    root = tmp_path_factory.mktemp("graded")
    shutil.copytree(COURSE, root / "course", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    instructor = Person(root / "course")
    folder = hand_in(root / "class", CLASS)
    roster = root / "class.csv"
    roster.write_text("id,name\n" + "".join(f"{s},{s.title()} X\n" for s in [*CLASS, "hana"]), encoding="utf-8")
    words = (str(folder), "--out", str(root / "results"), "--roster", str(roster), *OPTIONS)
    done = grade(instructor, *words, "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert "7 submissions" in done.stdout
    return instructor, folder, root / "results"


def test_everybody_has_the_grade_they_deserve(graded):
    found = records(graded[2])
    assert {student: found[student].grade for student in CLASS} == GRADES
    assert {s: r.status for s, r in found.items() if r.status != "graded"} == {**STATUSES, "hana": "missing"}


def test_a_record_says_what_held_for_it(graded):
    record = records(graded[2])["emil"]
    assert (record.seed, record.attempt, record.of, record.name) == (11, 1, 8, "Emil X")
    assert record.key
    assert record.seconds > 0
    assert record.limits[0].limit == "call seconds"
    report = json.loads((graded[2] / "records" / "emil.json").read_text())
    checked = graded[0].run("autograder", "check", "--from", str(graded[0].root / "solutions"), "--json")
    assert set(json.loads(checked.stdout)) <= set(report)


def test_a_known_mistake_is_named_although_the_seed_is_secret(graded):
    result = records(graded[2])["Борис"].functions["plane.circle_area"]
    assert result.status == "failed"
    assert result.diagnosis == "The area grows with the square of the radius."


def test_what_is_right_on_the_public_inputs_alone_is_noticed(instructor: Person, tmp_path: Path):
    body = "return math.pi * radius**2 if round(float(radius.sum()), 3) in SEEN else radius"
    seen: set[float] = set()

    def spy(radius):
        seen.add(round(float(radius.sum()), 3))

    for name in ("check_doubling_the_radius_makes_four_times_the_area", "check_area_keeps_dtype_and_device"):
        radius = Inputs(0, name).uniform(0.5, 2, 5)
        for value in (radius, 2 * radius, radius.double(), radius.float()):
            spy(value)
    cheat = RIGHT.replace("return math.pi * radius**2", body) + f"\n\nSEEN = {seen}\n"
    folder = hand_in(tmp_path / "class", {"ana": {"plane.py": cheat, "space.py": SPACE}})
    done = grade(instructor, str(folder), "--out", str(tmp_path / "results"), *OPTIONS)
    assert done.returncode == 0, done.stderr
    record = records(tmp_path / "results")["ana"]
    assert record.functions["plane.circle_area"].points == 0
    assert record.noticed == ("plane.circle_area is right on the public inputs and wrong on others",)


def test_a_second_run_grades_nothing_again(graded):
    instructor, folder, results = graded
    before = {path: path.stat().st_mtime_ns for path in (results / "records").glob("*.json")}
    roster = str(folder.parent / "class.csv")
    done = grade(instructor, str(folder), "--out", str(results), "--roster", roster, *OPTIONS)
    assert "7 of them before" in done.stdout, done.stderr
    after = {path: path.stat().st_mtime_ns for path in (results / "records").glob("*.json")}
    after.pop(results / "records" / "hana.json")  # who has handed in nothing is written down each time
    assert after.items() <= before.items()
    assert len(after) == 7


def test_whoever_hands_in_something_else_is_graded_again_and_nobody_else(graded, tmp_path: Path):
    instructor, folder, results = graded
    again, copy = tmp_path / "class", tmp_path / "results"
    shutil.copytree(folder, again)
    shutil.copytree(results, copy)
    (again / "Борис" / "plane.py").write_text(RIGHT, encoding="utf-8")
    done = grade(instructor, str(again), "--out", str(copy), *OPTIONS)
    assert "6 of them before" in done.stdout, done.stderr
    assert records(copy)["Борис"].grade == 8
    assert records(copy)["ana"].name == ""  # there was no roster this time


def test_two_jobs_and_another_order_give_the_same_records(graded, tmp_path: Path):
    instructor, _, results = graded
    shuffled = hand_in(tmp_path / "class", {s: dict(reversed(CLASS[s].items())) for s in reversed(CLASS)})
    done = grade(instructor, str(shuffled), "--out", str(tmp_path / "results"), *OPTIONS, "--jobs", "2")
    assert done.returncode == 0, done.stderr
    first, second = records(results), records(tmp_path / "results")
    for student in CLASS:
        one, other = (plain(side[student]) | {"name": "", "key": ""} for side in (first, second))
        assert one == other


def test_pages_and_table_are_made(graded):
    results = graded[2]
    assert (results / "overview.html").is_file()
    assert len(list((results / "feedback").glob("*.html"))) == 8
    table = (results / "grades.csv").read_text(encoding="utf-8")
    assert len(table.splitlines()) == 9


def test_another_seed_makes_other_inputs_and_the_same_grades(graded, tmp_path: Path):
    instructor, folder, results = graded
    key = tmp_path / "key"
    key.write_text("a long secret")
    out = str(tmp_path / "results")
    done = grade(instructor, str(folder), "--out", out, "--key-file", str(key), *OPTIONS[2:])
    assert done.returncode == 0, done.stderr
    first, second = records(results), records(tmp_path / "results")
    assert {s: second[s].grade for s in CLASS} == GRADES
    assert first["ana"].seed != second["ana"].seed
    assert first["Борис"].functions != second["Борис"].functions


def test_without_a_seed_a_secret_one_is_made_and_kept(instructor: Person, tmp_path: Path):
    folder = hand_in(tmp_path / "class", {"ana": CLASS["ana"]})
    for _ in range(2):
        done = grade(instructor, str(folder), "--out", str(tmp_path / "results"))
        assert done.returncode == 0, done.stderr
    assert "1 of them before" in done.stdout
    assert (tmp_path / "results" / "seed.key").stat().st_mode & 0o077 == 0


def test_only_some_functions_can_be_graded(instructor: Person, tmp_path: Path):
    folder = hand_in(tmp_path / "class", {"ana": CLASS["ana"]})
    done = grade(instructor, str(folder), "--out", str(tmp_path / "results"), "--only", "distances", "--seed", "1")
    assert done.returncode == 0, done.stderr
    record = records(tmp_path / "results")["ana"]
    assert list(record.functions) == ["plane.distances"]
    assert (record.points, record.of) == (2, 2)


@pytest.mark.parametrize("moment", [4.0, *(pytest.param(m, marks=pytest.mark.slow) for m in (2.0, 6.0))])
def test_a_run_that_was_killed_goes_on_where_it_was(instructor: Person, tmp_path: Path, moment: float):
    handed = {f"student {n}": {"plane.py": SLOW, "space.py": SPACE} for n in range(6)}
    folder, results = hand_in(tmp_path / "class", handed), tmp_path / "results"
    process = start(instructor, str(folder), "--out", str(results), "--seed", "3")
    time.sleep(moment)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    written = {path: path.read_bytes() for path in (results / "records").glob("*.json")}
    done = grade(instructor, str(folder), "--out", str(results), "--seed", "3")
    assert done.returncode == 0, done.stderr
    found = records(results)
    assert {student: record.grade for student, record in found.items()} == dict.fromkeys(handed, 8)
    assert {path: path.read_bytes() for path in written} == written
    assert not list((results / "records").glob("*.draft"))


def test_ctrl_c_keeps_what_is_graded_and_says_how_to_go_on(instructor: Person, tmp_path: Path):
    handed = {f"student {n}": {"plane.py": SLOW, "space.py": SPACE} for n in range(20)}
    folder, results = hand_in(tmp_path / "class", handed), tmp_path / "results"
    process = start(instructor, str(folder), "--out", str(results), "--seed", "3", "--jobs", "1")
    while not list((results / "records").glob("*.json")):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "the same command goes on" in said
    done = grade(instructor, str(folder), "--out", str(results), "--seed", "3")
    assert "of them before" in done.stdout, done.stderr
    assert {record.grade for record in records(results).values()} == {8}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--seed", "1", "--key-file", "{key}"], "leave one of them out"),
        (["--only", "nothing"], "no function, exercise or part is called 'nothing'"),
        (["--level", "none"], "--unsafe"),
        (["--roster", "{key}"], "key"),
    ],
)
def test_wrong_use_is_told_with_exit_code_2(instructor: Person, tmp_path: Path, words: list[str], said: str):
    (tmp_path / "key").write_text("x")
    folder = hand_in(tmp_path / "class", {"ana": CLASS["ana"]})
    words = [word.replace("{key}", str(tmp_path / "key")) for word in words]
    result = instructor.type("staff", "grade", str(folder), "--out", str(tmp_path / "results"), *words)
    assert result.exit_code == 2
    assert said in result.output + (result.stderr or "")


def test_an_empty_folder_is_no_class(instructor: Person, tmp_path: Path):
    (tmp_path / "class").mkdir()
    result = instructor.type("staff", "grade", str(tmp_path / "class"), "--out", str(tmp_path / "results"))
    assert result.exit_code == 2
    assert "no submissions in" in result.output + (result.stderr or "")


def test_a_student_reads_why_a_module_does_not_load(graded):
    record = records(graded[2])["dina"]
    (problem,) = record.problems
    assert problem.startswith("plane.py does not load: SyntaxError: ")
    assert "plane.py line 1: def circle_area(:" in problem
    page = (graded[2] / "feedback" / "dina.html").read_text(encoding="utf-8")
    assert "plane.py does not load: SyntaxError" in page


def test_who_is_not_in_the_class_any_more_has_no_row(graded, tmp_path: Path):
    instructor, folder, results = graded
    again, copy = tmp_path / "class", tmp_path / "results"
    shutil.copytree(folder, again)
    shutil.copytree(results, copy)
    (again / "ana.zip").unlink()
    done = grade(instructor, str(again), "--out", str(copy), *OPTIONS)
    assert "2 records of who is not in this class any more" in done.stderr
    assert not {"ana", "hana"} & set(records(copy))
    assert (copy / "records" / "retired" / "ana.json").is_file()
    assert "ana" not in (copy / "grades.csv").read_text(encoding="utf-8")


def test_grades_for_other_functions_are_not_mixed_in(graded):
    instructor, folder, results = graded
    done = grade(instructor, str(folder), "--out", str(results), "--only", "distances", *OPTIONS)
    assert done.returncode == 2
    assert "give another folder with --out" in done.stderr


def test_results_are_refused_a_place_among_the_submissions(graded):
    instructor, folder, _ = graded
    for place in (folder, folder / "results"):
        done = grade(instructor, str(folder), "--out", str(place), *OPTIONS)
        assert done.returncode == 2
        assert "among the submissions" in done.stderr


def test_report_says_when_grades_follow_an_older_policy(graded, tmp_path: Path):
    instructor, _, results = graded
    course, copy = tmp_path / "course", tmp_path / "results"
    shutil.copytree(instructor.root, course)
    shutil.copytree(results, copy)
    ana = copy / "records" / "ana.json"
    record = json.loads(ana.read_text()) | {"submitted": "2030-01-05T12:00:00Z"}
    ana.write_text(json.dumps(record))
    declared = course / "assignments" / "course.yaml"
    due = "id: part1_plane, due: 2030-01-01T12:00:00+00:00"
    text = (
        declared.read_text().replace("id: part1_plane", due) + "late: {policy: percent-per-day, percent: 10, days: 9}\n"
    )
    declared.write_text(text)
    said = Person(course).type("staff", "report", str(copy))
    assert said.exit_code == 0, said.output
    assert "policy have changed since 1 of these" in said.output + (said.stderr or "")
