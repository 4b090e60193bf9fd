"""Whatever bytes are handed in, reading them raises nothing and stays within its bounds."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course import load_course
from autograder.submissions.reading import read_contents
from autograder.submissions.submission import Contents
from tests.autograder.conftest import COURSE, environment
from tests.autograder.submissions.conftest import BOTH, PLANE, make_zip

TOY = load_course(COURSE)


def read(name: str, data: bytes) -> Contents:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        contents = read_contents(path, TOY)
    assert contents.sources or contents.problems
    assert all(problem.isprintable() for problem in contents.problems)
    msgspec.json.encode(contents.problems)
    return contents


def zipped(compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    inner, outer = io.BytesIO(), io.BytesIO()
    for stream, entries in ((inner, BOTH), (outer, {"geometry/plane.py": PLANE, "x.zip": None})):
        with zipfile.ZipFile(stream, "w", compression) as archive:
            for name, text in entries.items():
                archive.writestr(name, inner.getvalue() if text is None else text)
    return outer.getvalue()


GOOD = {compression: zipped(compression) for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["a.zip", "plane.py", "a.rar", "a"]), st.binary(max_size=300))
def test_random_bytes_raise_nothing(name: str, data: bytes):
    read(name, data)


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(list(GOOD.values())),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
    st.floats(0.5, 1.0),
    st.binary(max_size=20),
)
def test_a_randomly_damaged_zip_raises_nothing(
    good: bytes, changes: list[tuple[float, int]], kept: float, appended: bytes
):
    data = bytearray(good)
    for where, value in changes:
        data[int(where * len(data))] = value
    read("a.zip", bytes(data[: int(kept * len(data))] if kept < 0.7 else data) + appended)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=30), st.binary(max_size=30)), max_size=6, unique_by=lambda e: e[0])
)
def test_a_zip_of_files_with_any_names_raises_nothing(entries: list[tuple[str, bytes]]):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in entries:
            archive.writestr(zipfile.ZipInfo(name.encode("utf-8", "replace").decode()), text)
    read("a.zip", stream.getvalue())


PEAK = """
import sys
from pathlib import Path
from autograder.course import load_course
from autograder.submissions.reading import read_contents

def peak():  # ru_maxrss would count what the process was forked from
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))

course = load_course(Path(sys.argv[1]))
paths = [Path(path) for path in sys.argv[2:]]
read_contents(paths[0], course)
before = peak()
for path in paths[1:]:
    contents = read_contents(path, course)
    print("; ".join(contents.problems))
print((peak() - before) // 1024)
"""


def peak_mebibytes(*paths: Path) -> tuple[int, list[str]]:
    """Read the first, then the others; return how much more memory that took at its peak, and what was said."""
    command = [sys.executable, "-c", PEAK, str(COURSE), *map(str, paths)]
    result = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True, timeout=100)
    *said, peak = result.stdout.splitlines()
    return int(peak), said


def test_zip_bombs_take_little_memory(tmp_path: Path):
    """A quarter of a gigabyte in two modules, and another in zips in a zip."""
    small = make_zip(tmp_path / "small.zip", BOTH)
    zeros = bytes(1 << 20)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("plane.py", "space.py"):
            with archive.open(name, "w", force_zip64=True) as stream:
                for _ in range(128):
                    stream.write(zeros)
    with zipfile.ZipFile(tmp_path / "nested.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(8):
            with archive.open(f"{i}.zip", "w") as stream:
                for _ in range(32):
                    stream.write(zeros)
    peak, said = peak_mebibytes(small, tmp_path / "bomb.zip", tmp_path / "nested.zip")
    assert peak < 32
    assert said[0] == "bomb.zip/plane.py is larger than 1 MiB; bomb.zip/space.py is larger than 1 MiB"
    assert "0.zip grows more than 200-fold when it is unpacked, as a zip bomb does" in said[1]


def test_a_table_of_contents_of_a_million_files_takes_little_memory(tmp_path: Path):
    """It is refused before it is read."""
    entry = b"PK\1\2" + bytes(42)
    end = b"PK\5\6" + bytes(4) + b"\xff\xff\xff\xff" + (46_000_000).to_bytes(4, "little") + bytes(6)
    (tmp_path / "many.zip").write_bytes(entry * 1_000_000 + end)
    peak, said = peak_mebibytes(make_zip(tmp_path / "small.zip", BOTH), tmp_path / "many.zip")
    assert peak < 32
    assert said == ["many.zip has a table of contents larger than 8 MiB"]
