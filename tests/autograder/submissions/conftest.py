"""A course of two modules, and ways to hand them in."""

from __future__ import annotations

import os
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from autograder.course import Course, load_course
from autograder.running.overlay import Source
from autograder.submissions.submission import Contents
from tests.autograder.conftest import COURSE

PLANE = b"def circle_area(radius):\n    return 3 * radius**2\n"
SPACE = b"def cylinder_volume(radius, height):\n    return 1.0\n"
BOTH = {"plane.py": PLANE, "space.py": SPACE}
WHOLE = Contents({"plane": Source(PLANE, "plane.py"), "space": Source(SPACE, "space.py")})


@pytest.fixture(scope="session")
def course() -> Course:
    """Its modules are plane and space, its package is geometry."""
    return load_course(COURSE)


def make_zip(
    path: Path,
    entries: dict[str, bytes] | Iterable[tuple[str | zipfile.ZipInfo, bytes]],
    compression: int = zipfile.ZIP_DEFLATED,
) -> Path:
    """Write a zip; a ZipInfo instead of a name may say anything."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, text in entries.items() if isinstance(entries, dict) else entries:
            archive.writestr(name, text, compression)
    return path


def make_folder(path: Path, entries: dict[str, bytes]) -> Path:
    """Write files into a folder, and the folders on their way."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in entries.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(text)
    return path


def patch(path: Path, change: Callable[[bytearray], None]) -> Path:
    """Change the bytes of a file."""
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(data)
    return path


def in_directory(data: bytearray, name: str, offset: int, value: int, form: str = "<H") -> None:
    """Change a field of a file's entry in the zip's table of contents."""
    at = data.index(b"PK\1\2")
    while data[at + 46 : at + 46 + len(name)] != name.encode():
        at = data.index(b"PK\1\2", at + 4)
    struct.pack_into(form, data, at + offset, value)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody may look into; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def as_nobody(call: Callable[[], object]) -> object:
    """Call something without the right of root to read everything."""
    if os.geteuid() != 0:
        return call()
    os.seteuid(65534)
    try:
        return call()
    finally:
        os.seteuid(0)


def said(contents: Contents) -> str:
    """Return the problems, one on each line."""
    return "\n".join(contents.problems)
