from __future__ import annotations

import pytest

from quiz.store import StoreError
from quiz.store.instructors import add_instructor, password_is_right, record
from quiz.store.rosters import RosterError, Student, read_roster
from quiz.store.sittings import find_seat, find_sitting, revoke
from quiz.store.tables import Action, Instructor

NOW = 1_900_000_000.0
PASSWORD = "correct horse battery"


def test_a_roster_is_read_with_its_extra_time(tmp_path):
    file = tmp_path / "roster.csv"
    file.write_bytes("\ufeffid,name,email,time_factor\ns1,Émile,e@x.org,1.25\ns2,Ada,,\n".encode())
    assert read_roster(file) == [Student("s1", "Émile", "e@x.org", 1.25), Student("s2", "Ada")]


def test_lines_of_commas_that_a_spreadsheet_leaves_are_no_students(tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text("id,name,email,time_factor\ns1,Ada,,\n,,,\n , ,,\n")
    assert read_roster(file) == [Student("s1", "Ada")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,email\ns1,x\n", "roster.csv:1: no column `name`; seen id, email; expected id,name,email,time_factor"),
        ("id,name\n,Ada\n", "roster.csv:2: no id"),
        ("id,name\ns1,Ada\ns1,Eve\n", "roster.csv:3: id `s1` is there twice"),
        ("id,name,time_factor\ns1,Ada,half\n", "roster.csv:2: time_factor is `half`; write a number from 1 to 5"),
        ("id,name,time_factor\ns1,Ada,nan\n", "time_factor is `nan`"),
        ("id,name\n", "no student"),
        ("", "roster.csv:1: no column `id`; seen nothing"),
    ],
)
def test_what_is_wrong_with_a_roster_is_said_with_its_line(tmp_path, text, says):
    (tmp_path / "roster.csv").write_text(text)
    with pytest.raises(RosterError) as error:
        read_roster(tmp_path / "roster.csv")
    assert says in str(error.value)


def test_a_password_is_kept_as_argon2_only(database):
    assert database.write(lambda session: add_instructor(session, "ada", PASSWORD, NOW))
    with database.reading() as session:
        assert session.get_one(Instructor, "ada").password.startswith("$argon2id$")
        assert password_is_right(session, "ada", PASSWORD)
        assert not password_is_right(session, "ada", PASSWORD + "x")
        assert not password_is_right(session, "eve", PASSWORD)


def test_a_new_password_ends_the_old_one_and_all_sessions(database):
    database.write(lambda session: add_instructor(session, "ada", PASSWORD, NOW))
    assert not database.write(lambda session: add_instructor(session, "ada", "another long password", NOW))
    with database.reading() as session:
        assert not password_is_right(session, "ada", PASSWORD)
        assert session.get_one(Instructor, "ada").session_version == 2


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_a_password_of_no_use_is_refused(database, password):
    with pytest.raises(StoreError, match="use 12 to 200"):
        database.write(lambda session: add_instructor(session, "ada", password, NOW))


def test_actions_are_written_down(database, sitting):
    sitting()
    database.write(lambda session: record(session, NOW, "ada", "extend", 1, student="s01", minutes=5))
    with database.reading() as session:
        found = session.query(Action).one()
    assert (found.who, found.what, found.detail) == ("ada", "extend", '{"student": "s01", "minutes": 5}')


def test_a_revoked_link_is_followed_by_the_next_version(database, sitting):
    seat = sitting()[0]
    assert database.write(lambda session: revoke(session, seat)) == 2


def test_an_unknown_sitting_or_student_is_said_with_what_there_is(database, sitting):
    sitting()
    with database.reading() as session:
        with pytest.raises(StoreError, match=r"there is no sitting 9; known: 1 \(Final quiz\)"):
            find_sitting(session, 9)
        with pytest.raises(StoreError, match="has no student `s99`"):
            find_seat(session, find_sitting(session), "s99")
