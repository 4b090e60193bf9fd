"""The CSV files that Moodle and Canvas import."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from autograder.building.manifest import Manifest
from autograder.course import Course, CourseError
from autograder.exporting.platforms import LeftOut, Table, canvas_csv, moodle_csv
from tests.autograder.exporting.conftest import MakeRecord, with_canaries

EXPORT = '''\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Reading (17),"Geometry, part 1 (18)",Final Score
,,,,,Manual Posting,,
    Points Possible,,,,,10,8,(read only)
"Noether, Emmy",101,s1,emmy@uni.example,"Monday, 10",7.5,,31
"Lovelace, ""Ada""",102,s2,ada@uni.example,Tuesday,,2,20
"Hopper, Grace",103,s3,grace@uni.example,Tuesday,,EX,20
"Student, Test",999,,,Tuesday,,,
'''


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "2026-11-27T0900_Grades-GEO.csv"
    path.write_text(EXPORT, encoding="utf-8")
    return path


def rows(table: Table, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.text), delimiter=delimiter))


def test_moodle_gets_address_grade_feedback_and_the_points_of_each_part(
    course: Course, manifest: Manifest, make_record: MakeRecord
):
    records = [make_record("s1", "circle_area", "distances", email="emmy@uni.example", penalty=0.5, late_days=1)]
    header, emmy = rows(moodle_csv(records, course, manifest, "Homework 1"))
    assert header == ["Email address", "Assignment: Homework 1", "Feedback: Homework 1", "The plane", "Space"]
    assert (emmy[0], emmy[1], emmy[3], emmy[4]) == ("emmy@uni.example", "4.5", "5", "0")
    assert "0.5 points were taken off." in emmy[2]


def test_moodle_feedback_holds_statements_and_diagnoses_and_no_value(
    course: Course, manifest: Manifest, make_record: MakeRecord
):
    feedback = rows(moodle_csv([make_record("s1", "circle_area", email="e@x")], course, manifest))[1][2]
    assert "✓ A circle of twice the radius" in feedback
    assert "✗ The point (3, 4) is 5 away" in feedback
    assert "This is what you get when distances is wrong." in feedback
    assert "3.14" not in feedback
    assert "1.25" not in feedback


def test_no_private_field_of_a_record_goes_to_moodle(course: Course, manifest: Manifest, make_record: MakeRecord):
    record, canaries = with_canaries(make_record("s1", "circle_area", email="e@x"))
    text = moodle_csv([record], course, manifest).text
    assert not [word for word in canaries if word in text]


def test_moodle_can_find_students_by_id_number(course: Course, manifest: Manifest, make_record: MakeRecord):
    header, row = rows(moodle_csv([make_record("4711", "distances")], course, manifest, by="id"))
    assert (header[0], row[:2]) == ("ID number", ["4711", "2"])


def test_only_the_last_attempt_is_exported(course: Course, manifest: Manifest, make_record: MakeRecord):
    records = [make_record("s1", "distances", attempt=2), make_record("s1", "circle_area", attempt=1)]
    assert [row[:2] for row in rows(moodle_csv(records, course, manifest, by="id"))[1:]] == [["s1", "2"]]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"email": ""}, "has no Email address; give a roster that has it"),
        (
            {"email": "=HYPERLINK(1)"},
            "has the Email address '=HYPERLINK(1)', which a spreadsheet could run as a formula; "
            "enter the grade by hand",
        ),
        ({"email": "e@x", "status": "not graded"}, "was not graded; look at it and enter the grade by hand"),
    ],
)
def test_who_cannot_be_imported_into_moodle_is_named_with_the_reason(
    course: Course, manifest: Manifest, make_record: MakeRecord, fields: dict[str, str], why: str
):
    table = moodle_csv([make_record("s1", **fields), make_record("s2", email="b@x")], course, manifest)
    assert table.left_out == (LeftOut("s1", why),)
    assert table.students == 1
    assert [row[0] for row in rows(table)[1:]] == ["b@x"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_new_canvas_table_is_a_formula(course: Course, make_record: MakeRecord, name: str):
    table = canvas_csv([make_record("s1", name=name), make_record(name)], course, "Geometry")
    cells = [cell for row in csv.reader(io.StringIO(table.text, newline="")) for cell in row]
    assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [left.student for left in table.left_out] == [name]


def test_a_cell_with_comma_and_quote_is_read_back_as_it_was(course: Course, make_record: MakeRecord):
    name = 'O"Brien, "Al" Jr.'
    assert rows(canvas_csv([make_record("s1", name=name)], course, "Geometry"))[2][0] == name


def test_in_canvas_own_export_only_the_cells_of_the_assignment_change(
    course: Course, make_record: MakeRecord, export: Path
):
    records = [make_record("101", "circle_area"), make_record("102", "distances", "cylinder_volume")]
    before = list(csv.reader(io.StringIO(EXPORT.lstrip("\ufeff"))))
    after = rows(canvas_csv(records, course, "18", export))
    assert (after[3][6], after[4][6]) == ("3", "5")
    for old, new in zip(before, after, strict=True):
        assert old[:6] + old[7:] == new[:6] + new[7:]
    assert after[:3] == before[:3]
    assert after[5:] == before[5:]


@pytest.mark.parametrize("name", ["18", "Geometry, part 1", "Geometry, part 1 (18)"])
def test_the_assignment_is_found_by_name_number_or_both(
    course: Course, make_record: MakeRecord, export: Path, name: str
):
    assert rows(canvas_csv([make_record("101", "circle_area")], course, name, export))[3][6] == "3"


def test_students_are_found_by_the_column_in_which_most_are(course: Course, make_record: MakeRecord, export: Path):
    """The university's number of one student may be Canvas's number of another."""
    export.write_text(EXPORT.replace(",s1,", ",7001,").replace(",s2,", ",101,").replace(",s3,", ",7003,"))
    records = [make_record("7001", "circle_area"), make_record("101", "distances")]
    after = rows(canvas_csv(records, course, "18", export))
    assert (after[3][6], after[4][6]) == ("3", "2")


def test_students_are_found_by_address_whatever_its_capitals(course: Course, make_record: MakeRecord, export: Path):
    record = make_record("folder-name", "circle_area", email="Emmy@Uni.example")
    assert rows(canvas_csv([record], course, "18", export))[3][6] == "3"


def test_who_is_not_in_canvas_twice_or_excused_is_named_with_the_reason(
    course: Course, make_record: MakeRecord, export: Path
):
    records = [
        make_record("101", "circle_area"),
        make_record("103", "circle_area"),
        make_record("404", "circle_area"),
        make_record("102", "circle_area", status="not graded"),
    ]
    table = canvas_csv(records, course, "18", export, by="ID")
    assert {left.student: left.why for left in table.left_out} == {
        "102": "was not graded; look at it and enter the grade by hand",
        "103": "is excused in Canvas, and stays so",
        "404": f"is not in column ID of {export.name}",
    }
    assert table.students == 1
    assert [row[6] for row in rows(table)[3:6]] == ["3", "2", "EX"]


def test_two_submissions_that_match_one_row_are_both_named(course: Course, make_record: MakeRecord, export: Path):
    records = [make_record("emmy@uni.example"), make_record("emmy", email="emmy@uni.example")]
    table = canvas_csv(records, course, "18", export)
    assert [left.student for left in table.left_out] == ["emmy", "emmy@uni.example"]
    assert rows(table)[3][6] == ""


def test_other_points_in_canvas_are_noted(course: Course, make_record: MakeRecord, export: Path):
    assert canvas_csv([make_record("101")], course, "18", export).notes == ()
    note = "Canvas has 10 points for this assignment, the homework 8; grades are not rescaled"
    assert canvas_csv([make_record("101")], course, "17", export).notes == (note,)


def test_an_export_with_semicolons_stays_one(course: Course, make_record: MakeRecord, export: Path):
    export.write_text("Student;ID;Section;Geometry (18)\n    Points Possible;;;8,00\nEmmy;101;A;1,5\n")
    table = canvas_csv([make_record("101", "circle_area")], course, "Geometry", export)
    assert rows(table, ";")[2] == ["Emmy", "101", "A", "3"]
    assert table.notes == ()


def test_an_unknown_assignment_is_refused_with_those_that_are_there(
    course: Course, make_record: MakeRecord, export: Path
):
    with pytest.raises(CourseError, match=r"'Algebra'; the assignments are Reading \(17\), Geometry, part 1 \(18\)"):
        canvas_csv([make_record("101")], course, "Algebra", export)


def test_a_file_that_is_no_export_of_canvas_is_refused(course: Course, make_record: MakeRecord, export: Path):
    export.write_text("name,grade\nEmmy,3\n")
    with pytest.raises(CourseError, match="there is no column ID; expected the CSV file"):
        canvas_csv([make_record("101")], course, "18", export)
    export.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CourseError, match="expected the CSV file"):
        canvas_csv([make_record("101")], course, "18", export)
