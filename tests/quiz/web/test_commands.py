"""The commands that run the quiz, as processes."""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
import signal
import stat
import subprocess
import sys
from pathlib import Path

import click
import httpx
import pytest

from quiz.commands.instructor import instructor
from quiz.commands.serve import serve
from quiz.commands.sitting import sitting
from quiz.store import open_database
from quiz.store.instructors import password_is_right

ROOT = Path(__file__).parents[3]
SEVEN = ROOT / "tests" / "quiz" / "banks" / "practice"
BLUEPRINT = """
title: Seven
minutes: 40
questions:
  basics: {easy: 3, medium: 2}
  guidance: {easy: 1}
  architectures: {medium: 1}
"""
ROSTER = "id,name,email,time_factor\ns01,Ada Lovelace,ada@example.org,\ns02,=Émile,,1.25\n"
GROUPS = {"serve": serve, "sitting": sitting, "instructor": instructor}
NEW = ["sitting", "new", "Final quiz", "--blueprint", "blueprint.yaml", "--bank", str(SEVEN), "--roster", "roster.csv"]


def command_of(words):
    return [sys.executable, "-m", "quiz", *words]


@pytest.fixture
def run(tmp_path):
    """Run `quiz` in a folder with a roster and a blueprint."""
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "blueprint.yaml").write_text(BLUEPRINT)

    def run(*words, given="", code=0):
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command_of(words), input=given, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=120
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout if code == 0 else done.stderr

    return run


def links_in(text):
    return {row["id"]: row["link"] for row in csv.DictReader(io.StringIO(text))}


def test_a_sitting_writes_a_link_for_each_student_that_only_its_owner_reads(run, tmp_path):
    run(*NEW, "--out", "links.csv", "--base-url", "https://quiz.example.org/")
    file = tmp_path / "links.csv"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    links = links_in(file.read_text(encoding="utf-8"))
    assert set(links) == {"s01", "s02"}
    assert all(re.fullmatch(r"https://quiz\.example\.org/s/[\w.-]{40,}", link) for link in links.values())
    assert "'=Émile" in file.read_text(encoding="utf-8")


def test_a_file_of_links_is_never_overwritten(run, tmp_path):
    (tmp_path / "links.csv").write_text("mine")
    assert "links.csv is there already" in run(*NEW, "--out", "links.csv", code=1)
    assert (tmp_path / "links.csv").read_text() == "mine"
    assert "There is no sitting yet" in run("sitting", "list")


def test_the_links_can_be_written_again_and_are_the_same(run):
    assert links_in(run(*NEW)) == links_in(run("sitting", "links"))


def test_a_revoked_link_is_replaced_by_another(run):
    before = links_in(run(*NEW))
    new = run("sitting", "revoke", "s01").strip()
    after = links_in(run("sitting", "links"))
    assert after == before | {"s01": new}
    assert new != before["s01"]


def test_sittings_are_listed_with_their_counts(run):
    run(*NEW, "--opens", "2030-02-01T10:00", "--closes", "2030-02-01T12:00")
    listed = run("sitting", "list")
    for words in ("Final", "40", "2030-02-01"):
        assert words in listed


def test_the_review_is_opened_and_closed(run):
    run(*NEW)
    assert "The review of sitting 1 (Final quiz) is open." in run("sitting", "release")
    assert "is closed." in run("sitting", "release", "--close")


@pytest.mark.parametrize(
    ("words", "says", "code"),
    [
        (["sitting", "revoke", "s01"], "there is no sitting; known: none, make one with `quiz sitting new`", 1),
        ([*NEW, "--opens", "tomorrow"], "`tomorrow` is not a time; write 2030-02-01T10:00", 2),
        ([*NEW, "--opens", "2030-02-02", "--closes", "2030-02-01"], "closes before it opens", 1),
        (["sitting", "list", "--database", "quiz.db"], "`quiz.db` is no database; write sqlite:///FILE", 1),
        (["instructor", "add", "ada"], "the password has 0 characters; use 12 to 200", 1),
        (["serve", "--database", "sqlite:////nowhere/x.db"], "there is no folder /nowhere", 1),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(run, words, says, code):
    said = run(*words, code=code)
    assert says in " ".join(said.split())
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--out", "nowhere/links.csv"], "there is no folder nowhere"),
        (["--base-url", "javascript:alert(1)"], "is not an address such as https://"),
        (["--database", "sqlite:///roster.csv"], "file is not a database"),
    ],
)
def test_nothing_is_made_where_something_is_wrong(run, more, says):
    wrong_use = 2 if "--base-url" in more else 1
    said = run(*NEW, *more, code=wrong_use)
    assert says in " ".join(said.split())
    assert "Traceback" not in said
    assert "There is no sitting yet" in run("sitting", "list")


def test_a_title_fits_the_database(run):
    assert "this one has 0" in run("sitting", "new", " ", *NEW[3:], code=2)
    assert "this one has 300" in run("sitting", "new", "x" * 300, *NEW[3:], code=2)


def test_a_roster_with_faults_names_its_lines(run, tmp_path):
    (tmp_path / "roster.csv").write_text("id,name\ns1,Ada\ns1,Eve\n")
    assert "roster.csv:3: id `s1` is there twice" in run(*NEW, code=1)


def test_an_instructor_is_added_with_a_password_from_the_input(run, tmp_path):
    assert run("instructor", "add", "ada", given="correct horse battery\n") == "ada was added.\n"
    assert "ada has a new password" in run("instructor", "add", "ada", given="another long password\n")
    assert run("instructor", "list") == "ada\n"
    database = open_database(f"sqlite:///{tmp_path / 'quiz.db'}")
    assert database.read(lambda session: password_is_right(session, "ada", "another long password"))
    database.close()


def examples():
    for name, command in GROUPS.items():
        for verb, found in [("", command), *getattr(command, "commands", {}).items()]:
            text = click.Context(found).get_help().partition("Example:")[2].split("\n\n")[0]
            yield pytest.param(shlex.split(" ".join(text.split())), id=f"{name} {verb}".strip())


@pytest.mark.parametrize("example", [example for example in examples() if example.id != "serve"])
def test_the_example_of_each_verb_runs(run, example):
    assert example[0] == "quiz"
    assert example[1] in GROUPS
    if example[1:3] == ["sitting", "new"]:
        example = [*example, "--blueprint", "blueprint.yaml", "--bank", str(SEVEN)]
    else:
        run(*NEW)
    run(*example[1:], given="correct horse battery\n")


def start(tmp_path, *words):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command_of(["serve", *words]),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=tmp_path,
        env=environment,
    )
    address = re.search(r"http://[\d.]+:\d+", process.stdout.readline())[0]
    wait_for(address)
    return process, address


def wait_for(address):
    with httpx.Client(transport=httpx.HTTPTransport(retries=0)) as client:
        for _ in range(600):
            try:
                client.get(f"{address}/practice", timeout=30)
            except httpx.TransportError:
                signal.sigtimedwait([], 0.1)
            else:
                return
    raise AssertionError("the server does not answer")


def test_the_server_says_where_it_is_and_ends_cleanly(run, tmp_path):
    process, address = start(tmp_path, "--port", "0", "--workers", "2")
    with httpx.Client(base_url=address, timeout=30) as client:
        assert client.get("/practice").status_code == 200
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert said.endswith("The quiz has ended; all that was acknowledged is saved.\n")


def test_a_sitting_goes_on_after_the_server_was_killed(run, tmp_path):
    links = links_in(run(*NEW))
    process, address = start(tmp_path, "--port", "0", "--workers", "1")
    path = links["s01"].partition("8000")[2]
    with httpx.Client(base_url=address, follow_redirects=True, timeout=30) as client:
        page = client.get(path)
        token = page.text.partition('name="csrf" value="')[2].partition('"')[0]
        client.post("/quiz/begin", data={"csrf": token})
        body = {"seen": 0, "changes": [{"place": 3, "answer": "0.5"}]}
        place = next(n for n in range(1, 8) if "Write a" in client.get(f"/quiz/questions/{n}").text)
        body["changes"][0]["place"] = place
        assert client.post("/quiz/save", json=body, headers={"x-csrf-token": token}).status_code == 200
        process.kill()
        process.communicate()
        process, again = start(tmp_path, "--port", "0", "--workers", "1")
        client.base_url = again
        assert "0.5" in client.get(f"/quiz/questions/{place}").text
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)


def test_a_port_that_is_taken_is_said(run, tmp_path):
    process, address = start(tmp_path, "--port", "0", "--workers", "1")
    port = address.rpartition(":")[2]
    assert f"127.0.0.1:{port} cannot be used" in run("serve", "--port", port, code=1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
