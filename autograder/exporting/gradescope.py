"""The zip that is uploaded to Gradescope as an autograder: two scripts and everything that grading needs."""

from __future__ import annotations

import os
import secrets
import stat
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import autograder
from autograder.course import Course, CourseError

CONTAINER = Path(__file__).parent / "container"
SCRIPTS = ("setup.sh", "run_autograder")
PRIVATE = "secret"
"""The folder that only root reads; `setup.sh` and `run_autograder` see to it as well."""
KEY = "secret/key"
PIP_CONF = "pip.conf"
EARLIEST = (1980, 1, 1, 0, 0, 0)
SKIPPED = ("__pycache__", "node_modules")


@dataclass(frozen=True)
class Built:
    """What was built."""

    path: Path
    files: int
    bytes: int


def build_autograder(course: Course, out: Path, key: bytes | None = None, pip_conf: Path | None = None) -> Built:
    """Write the zip, readable by its owner only: it holds the key of the private seeds.

    It holds no solutions: mistakes are named by the fingerprints that students have too.

    key:      the content of a key file for `staff grade`; default: a new one, so that two builds grade on other inputs.
    pip_conf: a configuration for pip, used while the image is built: an index with builds of torch for the CPU, say.
    Raises: CourseError if the course is not built or pyproject.toml is not there, or a file cannot be read or written.
    """
    if not course.fingerprints.is_file():
        raise CourseError(
            f"there is no {course.fingerprints}, by which mistakes are named; run `autograder staff build`"
        )
    draft = out.with_name(f".{out.name}.draft")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            _add(archive, f"{PRIVATE}/", b"", stat.S_IFDIR | 0o700)
            for name, content in _contents(course, key or _new_key(), pip_conf):
                _add(archive, name, content, stat.S_IFREG | _mode(name))
            files = len(archive.namelist()) - 1
        draft.replace(out)
    except OSError as error:
        raise CourseError(f"{out} cannot be built: {error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return Built(out, files, out.stat().st_size)


def _contents(course: Course, key: bytes, pip_conf: Path | None) -> Iterator[tuple[str, bytes]]:
    for script in SCRIPTS:
        yield script, (CONTAINER / script).read_bytes()
    yield KEY, key
    if pip_conf:
        yield PIP_CONF, pip_conf.read_bytes()
    for path in _root_files(course):
        yield path.relative_to(course.root).as_posix(), path.read_bytes()
    engine = Path(autograder.__file__).parent
    for name, folder in {
        "autograder": engine,
        course.package: course.stubs,
        "assignments": course.assignments,
    }.items():
        for path in _files(folder):
            yield f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _root_files(course: Course) -> list[Path]:
    """Return what `pip install` needs: pyproject.toml, the files that it names, and the pinned versions."""
    pyproject = course.root / "pyproject.toml"
    if not pyproject.is_file():
        raise CourseError(f"there is no {pyproject}; Gradescope installs what it lists, the package `autograder` needs")
    try:
        project = tomllib.loads(pyproject.read_text(encoding="utf-8")).get("project", {})
    except ValueError as error:
        raise CourseError(f"{pyproject}: {error}") from error
    readme = project.get("readme", [])
    named = [readme] if isinstance(readme, str) else [readme["file"]] if "file" in readme else []
    found = {path for pattern in project.get("license-files", []) for path in course.root.glob(pattern)}
    found |= {course.root / name for name in (*named, "requirements.lock")}
    return [pyproject, *sorted(path for path in found if path.is_file())]


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder that belong to it; hidden ones and what Python leaves behind do not."""
    found = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(p in SKIPPED or p.startswith(".") for p in parts) and path.suffix != ".pyc":
            found.append(path)
    return found


def _mode(name: str) -> int:
    if name in SCRIPTS:
        return 0o755
    return 0o600 if name.partition("/")[0] in (PRIVATE, PIP_CONF) else 0o644


def _add(archive: zipfile.ZipFile, name: str, content: bytes, mode: int) -> None:
    info = zipfile.ZipInfo(name, EARLIEST)
    info.create_system = 3  # Unix: the mode counts
    info.external_attr = mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)


def _new_key() -> bytes:
    return secrets.token_hex(32).encode() + b"\n"
