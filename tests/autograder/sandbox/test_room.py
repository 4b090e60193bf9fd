"""A worker finds the libraries and room to write, wherever the course lies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.checking.checks import load_checks
from autograder.course import load_course
from autograder.sandbox.room import room_beside
from autograder.sandbox.warm import Nursery
from tests.autograder.conftest import COURSE
from tests.autograder.sandbox.conftest import Handin

READS_AND_WRITES = """
import math, tempfile

def circle_area(radius):
    with open({given!r}) as given, tempfile.TemporaryFile("w") as own:
        own.write(given.read())
    return math.pi * radius * radius

def distances(points):
    return (points * points).sum(dim=1).sqrt()
"""


@pytest.mark.parametrize(
    ("readable", "room"),
    [
        (["/usr/lib", "/home/me/course/package"], "/tmp"),
        (["/usr/lib", "/tmp/course/package"], "/room"),
        (["/tmp", "/usr/lib"], "/room"),
        (["/tmpx/course/package"], "/tmp"),
    ],
)
def test_the_room_hides_nothing_that_is_read(readable, room):
    assert room_beside([Path(p) for p in readable]) == room


def test_a_course_below_tmp_is_read_while_temporary_files_are_written():
    folder = Path("/tmp") / "a course for test_room"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(COURSE, folder)
    try:
        course = load_course(folder)
        (course.stubs / "given.txt").write_text("given")
        with Nursery(course, "namespaces") as nursery:
            nursery.ready()
            text = READS_AND_WRITES.format(given=str(course.stubs / "given.txt"))
            results, _ = Handin(course, load_checks(course), nursery, plane=text).grade()
        assert {r.status for r in results.values()} == {"passed"}, results
    finally:
        shutil.rmtree(folder)
