"""A class is read from whatever a platform exports, and each submission finds its student or says why not."""

from __future__ import annotations

import datetime
import unicodedata
from pathlib import Path

import pytest

from autograder.course import Course, CourseError
from autograder.submissions.layouts import find_submissions, number_attempts
from autograder.submissions.roster import Student, match, read_roster
from autograder.submissions.submission import Submission
from tests.autograder.submissions.conftest import BOTH, make_folder, make_zip

ADA = Student("s100", "Ada King", "ada@example.org")
BO = Student("s101", "Bo Li", "bo@example.org")
JOSE = Student("s102", "José García López", "jose@example.org")
ROSTER = [ADA, BO, JOSE]


def roster(path: Path, text: str | bytes) -> list[Student]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_roster(path)


@pytest.mark.parametrize(
    "text",
    [
        "id,name,email\ns100,Ada King,ada@example.org\n",
        "email;name;id\nada@example.org;Ada King;s100\n",
        "Student ID\tFull Name\tEmail Address\r\ns100\tAda King\tada@example.org\r\n",
        "\ufeffFirst name,Surname,ID number,Email address,Department\nAda,King,s100,ada@example.org,Maths\n",
        "First Name,Last Name,SID,Email,Role\nAda,King,s100,ada@example.org,Student\n",
        "LAST NAME , FIRST NAME , USERNAME , E-MAIL\n King , Ada , s100 , ada@example.org \n",
        "student,name,email\ns100,Ada King,ada@example.org\n",
        'student_id,Student Name,email\ns100,"King, Ada",ada@example.org\n\n,,\n',
    ],
)
def test_columns_are_known_by_the_names_that_platforms_and_people_use(tmp_path: Path, text: str):
    assert roster(tmp_path / "class.csv", text) == [ADA]


def test_a_gradebook_of_canvas_is_a_roster(tmp_path: Path):
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Homework (99)\n"
        "    Points Possible,,,,,100\n"
        '"King, Ada",12345,s100,aking,A,\n'
    )
    assert roster(tmp_path / "class.csv", text) == [Student("12345", "Ada King", "", ("s100", "aking"))]


def test_a_grading_sheet_of_moodle_is_a_roster(tmp_path: Path):
    text = "Identifier,Full name,Email address,Status,Grade\nParticipant 1234567,Ada King,ada@example.org,,\n"
    assert roster(tmp_path / "class.csv", text) == [Student("1234567", "Ada King", "ada@example.org")]


def test_who_has_no_id_has_their_email_address(tmp_path: Path):
    text = "First name,Last name,ID number,Email address\nAda,King,,ada@example.org\n"
    assert roster(tmp_path / "class.csv", text) == [Student("ada@example.org", "Ada King", "ada@example.org")]


def test_names_are_composed(tmp_path: Path):
    text = unicodedata.normalize("NFD", "id,name,email\ns102,José García López,jose@example.org\n")
    assert roster(tmp_path / "class.csv", text) == [JOSE]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"line 1: no column for an id or an email address in \[\]; expected one like id,name,email"),
        ("colour,size\nred,3\n", r"line 1: no column for an id or an email address in \['colour', 'size'\]"),
        ("id,name\ns100,Ada\n,Bo\n", "line 3: no id and no email address"),
        ("id,name\ns100,Ada\n\ns100,Bo\n", "line 4: s100 stands in line 2 too"),
        ("id,name\ns100,Ada\ns101,Jos\xe9\n".encode("latin-1"), "line 3: not UTF-8; save it as `CSV UTF-8`"),
        ('id,name\n"s100"x,"Ada\n' + "y" * 200_000, "line 3: field larger than field limit"),
    ],
)
def test_a_roster_that_cannot_be_read_names_its_line(tmp_path: Path, text: str | bytes, message: str):
    with pytest.raises(CourseError, match=message) as caught:
        roster(tmp_path / "class.csv", text)
    assert "class.csv" in str(caught.value)


def test_a_roster_that_is_not_there_is_an_error(tmp_path: Path):
    with pytest.raises(CourseError, match=r"class.csv cannot be read: No such file or directory"):
        read_roster(tmp_path / "class.csv")


@pytest.mark.parametrize(
    "submission",
    [
        Submission("s102", Path("x")),
        Submission("S102", Path("x")),
        Submission("7", Path("x"), email="Jose@Example.org"),
        Submission("jose@example.org", Path("x")),
        Submission("7", Path("x"), name="José  garcía López"),
        Submission("7", Path("x"), name=unicodedata.normalize("NFD", "José García López")),
        Submission("José García López", Path("x")),
        Submission("7", Path("x"), name="garcialopezjose"),
        Submission("7", Path("x"), name="garcíalópezjosé"),
    ],
)
def test_a_submission_finds_its_student(submission: Submission):
    matched, missing, notes = match([submission], ROSTER)
    assert matched == [Submission("s102", Path("x"), name=JOSE.name, email=JOSE.email)]
    assert missing == [ADA, BO]
    assert notes == []


def test_a_further_id_finds_the_student_too():
    student = Student("12345", "Ada King", "", ("s100", "aking"))
    assert match([Submission("aking", Path("x"))], [student])[0][0].student == "12345"


def test_an_id_counts_before_an_email_address_and_that_before_a_name():
    submission = Submission("s100", Path("x"), name="Bo Li", email="bo@example.org")
    assert match([submission], ROSTER)[0][0].student == "s100"
    submission = Submission("7", Path("x"), name="Ada King", email="bo@example.org")
    assert match([submission], ROSTER)[0][0].student == "s101"


def test_a_submission_of_nobody_stays_and_is_noted():
    stranger = Submission("s999", Path("x"), name="Eve")
    matched, missing, notes = match([stranger], ROSTER)
    assert matched == [stranger]
    assert missing == ROSTER
    assert notes == ["s999 (Eve) is nobody on the roster, and keeps the id it has"]


def test_a_name_that_two_students_have_matches_neither():
    twin = Student("s103", "Ada King")
    submission = Submission("7", Path("x"), name="Ada King")
    matched, missing, notes = match([submission], [*ROSTER, twin])
    assert matched == [submission]
    assert missing == [*ROSTER, twin]
    assert notes == ["7 (Ada King) may be any of s100, s103 on the roster, and keeps the id it has"]


def test_two_participants_with_the_name_of_one_student_match_nobody():
    both = [Submission("7", Path("x"), name="Ada King"), Submission("8", Path("y"), name="Ada King")]
    matched, missing, notes = match(both, ROSTER)
    assert matched == both
    assert ADA in missing
    assert notes == [
        "7 (Ada King) and 8 (Ada King) both have the name of s100 on the roster, and keep the ids they have"
    ]


def test_attempts_under_different_ids_are_numbered_anew():
    hour = datetime.datetime(2030, 3, 1, 12, tzinfo=datetime.UTC)
    late = Submission("s100", Path("a"), submitted=hour)
    early = Submission("ada@example.org", Path("b"), submitted=hour.replace(hour=11))
    matched, _, _ = match([late, early], ROSTER)
    assert [(s.student, s.attempt, s.path.name) for s in matched] == [("s100", 1, "b"), ("s100", 2, "a")]
    assert number_attempts(matched, "newest") == [matched[1]]


def test_the_number_of_the_newest_attempt_is_kept():
    assert match([Submission("s100", Path("x"), attempt=3)], ROSTER)[0][0].attempt == 3


def test_a_class_from_folder_to_roster(tmp_path: Path, course: Course):
    make_folder(tmp_path / "José García López_1234567_assignsubmission_file_", BOTH)
    make_zip(tmp_path / "kingada_12345_678901_submission.zip", BOTH)
    make_zip(tmp_path / "unknown.zip", BOTH)
    matched, missing, notes = match(find_submissions(tmp_path, course), ROSTER)
    assert [s.student for s in matched] == ["s100", "s102", "unknown"]
    assert missing == [BO]
    assert len(notes) == 1
