from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from quiz.store import StoreError, open_database
from quiz.store.saves import answers
from quiz.store.tables import SCHEMA, Base

TABLES = Base.metadata.sorted_tables
ROOT = Path(__file__).parents[3]

# Saves without end; writes each number once the save of it is acknowledged.
SAVER = """
import sys
from quiz.store import open_database
from quiz.store.saves import Change, save
database = open_database(sys.argv[1])
number = 0
while True:
    number += 1
    change = Change(1, str(number))
    database.write(lambda session: save(session, int(sys.argv[2]), [change], number - 1, 1_900_000_001.0))
    print(number, flush=True)
"""


def test_a_new_file_can_be_read_by_its_owner_only(tmp_path):
    open_database(f"sqlite:///{tmp_path / 'quiz.db'}").close()
    assert stat.S_IMODE((tmp_path / "quiz.db").stat().st_mode) == 0o600


def test_the_secret_is_made_once(sqlite):
    secrets = []
    for _ in range(2):
        database = open_database(sqlite)
        secrets.append(database.signing.secret)
        database.close()
    assert secrets[0] == secrets[1]
    assert len(secrets[0]) == 64


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_of_another_schema_is_refused(kind, request):
    url = request.getfixturevalue(kind)
    database = open_database(url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE setting SET value = '0' WHERE name = 'schema'")
    database.close()
    with pytest.raises(StoreError, match=r"has schema 0, this version of quiz works with schema \d; use the version"):
        open_database(url)


def test_a_change_of_the_tables_needs_a_new_schema():
    columns = sorted(f"{table.name}.{column.name} {column.type}" for table in TABLES for column in table.columns)
    found = hashlib.sha256("\n".join(columns).encode()).hexdigest()[:12]
    assert (SCHEMA, found) == ("1", "2419348b46a1"), "count SCHEMA up, and note the new sum here"


def test_a_file_that_holds_something_else_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE cats (name)")
    connection.close()
    with pytest.raises(StoreError, match="holds something else \\(table `cats`\\)"):
        open_database(f"sqlite:///{tmp_path / 'other.db'}")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("quiz.db", "is no database; write sqlite:///FILE"),
        ("mysql://u@h/d", "mysql is not supported"),
        ("sqlite://", "in memory"),
        ("sqlite:////nowhere/quiz.db", "there is no folder /nowhere"),
        ("postgresql://nobody:secret@127.0.0.1:1/x", r"nobody:\*\*\*@127.0.0.1:1/x cannot be opened"),
    ],
)
def test_a_url_that_cannot_be_opened_is_explained(url, says):
    with pytest.raises(StoreError, match=says):
        open_database(url)


def test_what_was_acknowledged_survives_a_killed_process(database, begun):
    attempt, url = begun(), database.engine.url.render_as_string(hide_password=False)
    for _ in range(3):
        command = [sys.executable, "-c", SAVER, url, str(attempt)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        told = [process.stdout.readline() for _ in range(30)]
        os.kill(process.pid, signal.SIGKILL)
        told += process.stdout.read().splitlines()
        process.stdout.close()
        process.wait()
        assert database.read(lambda session: answers(session, attempt))[1].answer >= int(told[-1])
