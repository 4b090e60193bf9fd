"""Grades in nbgrader's gradebook, on SQLite and on PostgreSQL."""

from __future__ import annotations

import csv
import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from nbgrader.api import Gradebook, TaskCell
from sqlalchemy import create_engine, text

from autograder.building.manifest import Manifest
from autograder.cohort.record import Record
from autograder.course import Course, CourseError
from autograder.exporting.gradebook import Counts, export_to_gradebook, slug, split_name
from autograder.exporting.gradebook_database import one_transaction, parse_url
from tests import postgresql
from tests.autograder.exporting.conftest import MakeRecord

Export = Callable[..., Counts]
WHEN = datetime.datetime(2026, 11, 27, 10, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Run PostgreSQL with an empty gradebook called `empty`."""
    with postgresql.server() as running:
        make_database(running.url, "empty", "template1")
        with one_transaction(running.url.format("empty")):
            pass
        yield running.url


def make_database(server: str, name: str, template: str) -> None:
    engine = create_engine(parse_url(server.format("postgres")), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()


@pytest.fixture
def sqlite(tmp_path: Path, empty: Path) -> str:
    shutil.copy(empty, tmp_path)
    return f"sqlite:///{tmp_path / empty.name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Give the URL of a gradebook that holds nothing yet."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite"))
    server, name = request.getfixturevalue("server"), f"grades_{os.urandom(4).hex()}"
    make_database(server, name, "empty")
    return str(server.format(name))


@pytest.fixture
def export(course: Course, manifest: Manifest) -> Export:
    def run(url: str, *records: Record, **more: Any) -> Counts:
        return export_to_gradebook(records, more.pop("course", course), more.pop("manifest", manifest), url, **more)

    return run


def opened(url: str) -> Gradebook:
    return Gradebook(parse_url(url))


def grade_by_hand(url: str, cell: str, student: str, score: float | None = None, extra: float | None = None) -> None:
    """Do what the formgrader does when somebody types a score."""
    with opened(url) as gradebook:
        grade = gradebook.find_grade(cell, "part1_plane", "geometry", student)
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = score, extra, False
        gradebook.db.commit()


def submission(url: str, student: str) -> dict[str, Any]:
    """Return what the formgrader shows of a submission, with its penalty and its grades."""
    with opened(url) as gradebook:
        found = gradebook.find_submission("geometry", student)
        grades = {g.name: g.to_dict() for notebook in found.notebooks for g in notebook.grades}
        return found.to_dict() | {"penalty": found.late_submission_penalty, "grades": grades}


def nbgrader_export(url: str, folder: Path) -> list[dict[str, str]]:
    """Run nbgrader's own exporter and read what it wrote."""
    address = parse_url(url).render_as_string(hide_password=False)
    words = [sys.executable, "-m", "nbgrader", "export", f"--db={address}", f"--CourseDirectory.root={folder}"]
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(folder), "JUPYTER_DATA_DIR": str(folder)}
    subprocess.run(words, cwd=folder, env=environment, check=True, capture_output=True, timeout=120)
    with (folder / "grades.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_nbgrader_itself_exports_the_grades_of_the_records(
    url: str, export: Export, make_record: MakeRecord, tmp_path: Path
):
    records = [
        make_record("s1", "circle_area", "distances", name="Emmy Noether", email="emmy@uni.example", submitted=WHEN),
        make_record("s2", "circle_area", "cylinder_volume", name="Lovelace, Ada", penalty=1.5, late_days=1),
        make_record("s3", status="missing", functions={}),
    ]
    assert export(url, *records) == Counts(students=3, submissions=2, grades=6)
    rows = {row["student_id"]: row for row in nbgrader_export(url, tmp_path)}
    for record in records:
        row = rows[record.student]
        assert (float(row["raw_score"]), float(row["score"])) == (record.points, pytest.approx(record.grade))
        assert float(row["late_submission_penalty"]) == pytest.approx(record.penalty)
        assert (float(row["max_score"]), row["assignment"]) == (record.of, "geometry")
    assert [rows["s1"][k] for k in ("first_name", "last_name", "email")] == ["Emmy", "Noether", "emmy@uni.example"]
    assert [rows["s2"][k] for k in ("first_name", "last_name")] == ["Ada", "Lovelace"]
    assert rows["s1"]["timestamp"] == "2026-11-27 08:30:00"


def test_a_part_is_a_notebook_and_a_function_a_grade_cell(url: str, export: Export, make_record: MakeRecord):
    export(url, make_record("s1", "circle_area", "cylinder_volume"))
    with opened(url) as gradebook:
        notebooks = gradebook.find_submission("geometry", "s1").notebooks
        scores = {n.name: (n.score, n.max_score, n.max_code_score, n.needs_manual_grade) for n in notebooks}
    assert scores == {"part1_plane": (3, 5, 5, False), "part2_space": (3, 3, 3, False)}
    grades = submission(url, "s1")["grades"]
    assert {name: (g["auto_score"], g["max_score"], g["failed_tests"]) for name, g in grades.items()} == {
        "circle_area": (3, 3, False),
        "distances": (0, 2, True),
        "cylinder_volume": (3, 3, False),
    }


def test_scores_given_by_hand_survive_a_second_grading(url: str, export: Export, make_record: MakeRecord):
    export(url, make_record("s1", "circle_area"))
    grade_by_hand(url, "circle_area", "s1", score=2.5)
    grade_by_hand(url, "distances", "s1", extra=0.25)
    counts = export(url, make_record("s1", "distances", "cylinder_volume"))
    found = submission(url, "s1")
    assert counts.kept == 2
    assert {n: (g["auto_score"], g["manual_score"], g["extra_credit"]) for n, g in found["grades"].items()} == {
        "circle_area": (0, 2.5, None),
        "distances": (2, None, 0.25),
        "cylinder_volume": (3, None, None),
    }
    assert found["score"] == 2.5 + 2 + 0.25 + 3


def test_a_score_by_hand_asks_for_a_look_only_where_the_auto_score_changed(
    sqlite: str, export: Export, make_record: MakeRecord
):
    export(sqlite, make_record("s1", "circle_area"))
    grade_by_hand(sqlite, "circle_area", "s1", score=2.5)
    export(sqlite, make_record("s1", "circle_area", "distances"))
    assert not submission(sqlite, "s1")["needs_manual_grade"]
    export(sqlite, make_record("s1"))
    assert submission(sqlite, "s1")["grades"]["circle_area"]["needs_manual_grade"]
    export(sqlite, make_record("s1"))
    assert submission(sqlite, "s1")["grades"]["circle_area"]["needs_manual_grade"]


def test_a_comment_and_a_cell_that_an_instructor_added_stay(url: str, export: Export, make_record: MakeRecord):
    export(url, make_record("s1"))
    with opened(url) as gradebook:
        gradebook.add_task_cell("essay", "part1_plane", "geometry", max_score=4, cell_type="markdown")
        gradebook.add_grade_cell("style", "part1_plane", "geometry", max_score=1, cell_type="code")
        gradebook.remove_submission("geometry", "s1")
        with gradebook.db.no_autoflush:
            gradebook.add_submission("geometry", "s1")
        gradebook.find_comment("essay", "part1_plane", "geometry", "s1").manual_comment = "Well argued."
        gradebook.find_grade("essay", "part1_plane", "geometry", "s1").manual_score = 3.5
        gradebook.find_grade("style", "part1_plane", "geometry", "s1").manual_score = 1
        gradebook.db.commit()
    counts = export(url, make_record("s1", "circle_area"))
    assert counts.unknown == ("part1_plane/style",)
    assert submission(url, "s1")["score"] == 3.5 + 1 + 3
    with opened(url) as gradebook:
        assert gradebook.find_comment("essay", "part1_plane", "geometry", "s1").comment == "Well argued."
        assert isinstance(gradebook.find_graded_cell("essay", "part1_plane", "geometry"), TaskCell)


def test_exporting_twice_changes_nothing(url: str, export: Export, make_record: MakeRecord):
    records = [make_record("s1", "circle_area", penalty=0.5), make_record("s2", status="missing")]
    export(url, *records)
    before = [submission(url, "s1"), contents(url)]
    export(url, *records)
    assert [submission(url, "s1"), contents(url)] == before


def contents(url: str) -> dict[str, int]:
    tables = ("student", "assignment", "notebook", "base_cell", "submitted_assignment", "submitted_notebook", "grade")
    with opened(url) as gradebook:
        return {t: gradebook.db.execute(text(f"SELECT count(*) FROM {t}")).scalar_one() for t in tables}


def test_a_student_who_is_not_in_the_records_any_more_stays(sqlite: str, export: Export, make_record: MakeRecord):
    export(sqlite, make_record("s1", "circle_area"), make_record("s2", "distances"))
    export(sqlite, make_record("s1", "distances"))
    assert (submission(sqlite, "s1")["score"], submission(sqlite, "s2")["score"]) == (2, 2)


def test_points_and_functions_that_changed_are_updated(
    sqlite: str, export: Export, make_record: MakeRecord, manifest: Manifest
):
    fewer = msgspec.structs.replace(manifest, functions=manifest.functions[:1])
    export(sqlite, make_record("s1", "circle_area", "distances"), manifest=fewer)
    assert submission(sqlite, "s1")["max_score"] == 3
    first = msgspec.structs.replace(manifest.functions[0], points=30)
    export(
        sqlite,
        make_record("s1", "circle_area", "distances"),
        manifest=msgspec.structs.replace(manifest, functions=(first, *manifest.functions[1:])),
    )
    found = submission(sqlite, "s1")
    assert (found["max_score"], found["score"]) == (35, 5)


def test_a_submission_that_the_grader_failed_on_waits_for_a_person_and_is_no_zero(
    sqlite: str, export: Export, make_record: MakeRecord
):
    counts = export(sqlite, make_record("s1", status="not graded", functions={}), make_record("s2"))
    assert counts.to_grade == ("s1",)
    assert submission(sqlite, "s1")["needs_manual_grade"]
    assert submission(sqlite, "s1")["grades"]["circle_area"]["auto_score"] is None
    assert not submission(sqlite, "s2")["needs_manual_grade"]
    assert submission(sqlite, "s2")["grades"]["circle_area"]["auto_score"] == 0


def test_an_unreadable_submission_gets_zero(sqlite: str, export: Export, make_record: MakeRecord):
    export(sqlite, make_record("s1", status="unreadable", functions={}))
    found = submission(sqlite, "s1")
    assert (found["score"], found["max_score"], found["needs_manual_grade"]) == (0, 8, False)


def test_a_name_entered_in_nbgrader_stands_and_an_address_is_brought_up_to_date(
    sqlite: str, export: Export, make_record: MakeRecord
):
    export(sqlite, make_record("s1", name="Maria de la Cruz", email="old@x"))
    with opened(sqlite) as gradebook:
        gradebook.update_or_create_student("s1", first_name="Maria", last_name="de la Cruz")
    export(sqlite, make_record("s1", name="Maria de la Cruz", email="new@x"))
    with opened(sqlite) as gradebook:
        student = gradebook.find_student("s1")
        assert (student.first_name, student.last_name, student.email) == ("Maria", "de la Cruz", "new@x")


def test_names_and_ids_of_any_length_and_alphabet_are_taken(url: str, export: Export, make_record: MakeRecord):
    long = "x" * 300
    export(url, make_record("Жанна d'Arc; DROP TABLE grade", name="Ж " * 200, email=long), make_record(long))
    assert contents(url)["submitted_assignment"] == 2


def test_a_failure_in_the_middle_leaves_every_grade_as_it_was(url: str, export: Export, make_record: MakeRecord):
    export(url, make_record("s1", "circle_area"))
    before = [submission(url, "s1"), contents(url)]
    with opened(url) as gradebook:
        gradebook.db.execute(text("CREATE UNIQUE INDEX one_address_each ON student (email)"))
        gradebook.db.commit()
    records = [make_record("s1", "distances"), make_record("s2", email="e@x"), make_record("s3", email="e@x")]
    with pytest.raises(CourseError, match="keeps those it had"):
        export(url, *records)
    assert [submission(url, "s1"), contents(url)] == before


def test_an_interruption_in_the_middle_leaves_every_grade_as_it_was(
    url: str, course: Course, manifest: Manifest, make_record: MakeRecord
):
    class Interrupted(Manifest, frozen=True):
        """Somebody presses Ctrl-C when the last student's functions are looked up."""

        def of_exercise(self, exercise: str) -> Any:
            if exercise == "space":
                raise KeyboardInterrupt
            return super().of_exercise(exercise)

    export_to_gradebook([make_record("s1", "circle_area")], course, manifest, url)
    before = [submission(url, "s1"), contents(url)]
    first = msgspec.structs.replace(manifest.functions[0], points=30)
    later = Interrupted(manifest.title, manifest.version, manifest.points, (first, *manifest.functions[1:]))
    with pytest.raises(KeyboardInterrupt):
        export_to_gradebook([make_record("s1"), make_record("s2")], course, later, url)
    assert [submission(url, "s1"), contents(url)] == before


def test_a_server_that_does_not_answer_is_one_sentence_without_the_password(export: Export, make_record: MakeRecord):
    with pytest.raises(CourseError) as caught:
        export("postgresql://me:geheim@127.0.0.1:1/grades", make_record("s1"))
    message = str(caught.value)
    assert message.startswith("postgresql+psycopg://me:***@127.0.0.1:1/grades did not take the grades")
    assert "geheim" not in message
    assert "\n" not in message


def test_a_folder_that_is_not_there_is_one_sentence(export: Export, make_record: MakeRecord, tmp_path: Path):
    with pytest.raises(CourseError, match="unable to open database file; expected a database that runs"):
        export(f"sqlite:///{tmp_path}/nowhere/gradebook.db", make_record("s1"))


@pytest.mark.parametrize("wrong", ["gradebook.db", "oracle9://u:geheim@h/d", ""])
def test_what_is_no_url_is_refused_without_showing_it(export: Export, make_record: MakeRecord, wrong: str):
    with pytest.raises(CourseError, match="this is no URL of a database") as caught:
        export(wrong, make_record("s1"))
    assert "geheim" not in str(caught.value)


def test_without_nbgrader_one_is_told_what_to_install(sqlite: str):
    script = (
        "import sys; sys.modules['nbgrader'] = None\n"
        "from autograder.exporting.gradebook_database import one_transaction\n"
        f"with one_transaction({sqlite!r}): pass"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300, check=False)
    assert "`pip install -e '.[gradebook]'` brings it" in done.stderr


def test_a_gradebook_is_made_where_no_virtual_environment_is_activated(tmp_path: Path):
    """nbgrader starts `alembic` by its name."""
    script = (
        "from autograder.exporting.gradebook_database import one_transaction\n"
        f"with one_transaction('sqlite:///{tmp_path}/new.db') as gradebook: print(gradebook.students)"
    )
    environment = os.environ | {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("Emmy Noether", ("Emmy", "Noether")),
        ("Noether, Emmy", ("Emmy", "Noether")),
        ("  Ada  King  Lovelace ", ("Ada King", "Lovelace")),
        ("Plato", ("", "Plato")),
    ],
)
def test_a_name_is_split_at_its_comma_or_before_its_last_word(name: str, split: Iterable[str]):
    assert split_name(name) == split


def test_the_assignment_is_named_after_the_course(sqlite: str, export: Export, make_record: MakeRecord):
    assert slug("Diffusion models: Homework 1!") == "diffusion-models-homework-1"
    export(sqlite, make_record("s1"), assignment="hw1")
    with opened(sqlite) as gradebook:
        assert [a.name for a in gradebook.assignments] == ["hw1"]
