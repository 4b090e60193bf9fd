"""A submission: a zip that holds exactly the student's modules and a manifest of them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.building.manifest import Manifest
from autograder.course import Course, CourseError
from autograder.running.overlay import Source, read_sources
from autograder.running.report import Report, changed_since

MANIFEST = "manifest.json"
EARLIEST = (1980, 1, 1, 0, 0, 0)


class PackedFile(msgspec.Struct, frozen=True):
    """One module in a submission."""

    sha256: str
    bytes: int


class PackedManifest(msgspec.Struct, frozen=True):
    """What a submission says of itself.

    version: of the checks that the student had.
    """

    course: str
    version: str
    files: dict[str, PackedFile]


def pack(console: Console, course: Course, manifest: Manifest, report: Report | None, out: Path) -> None:
    """Write the zip and print what is inside.

    Raises: CourseError if there is nothing to pack or the file cannot be written.
    """
    sources = read_sources(course.stubs, course.exercises)
    if not sources:
        raise CourseError(
            f"no module to pack in {course.stubs}; expected {', '.join(e + '.py' for e in course.exercises)}"
        )
    _write(out, sources, _describe(manifest, sources))
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim")
    for heading in ("file", "bytes", "at the last check", ""):
        table.add_column(heading, justify="right" if heading == "bytes" else "left")
    changed = changed_since(report, sources)
    for exercise, source in sources.items():
        note = _note(source, exercise in changed)
        table.add_row(f"{exercise}.py", str(len(source.text)), _points(exercise, report), note)
    console.print(f"[bold]{escape(str(out))}[/] holds {len(sources)} modules and {MANIFEST}, which lists them:")
    console.print(table)
    missing = [f"{e}.py" for e in course.exercises if e not in sources]
    if missing:
        console.print(f"[yellow]Not there, and not packed: {', '.join(missing)}[/]")


def _describe(manifest: Manifest, sources: dict[str, Source]) -> PackedManifest:
    files = {f"{e}.py": PackedFile(s.digest, len(s.text)) for e, s in sources.items()}
    return PackedManifest(manifest.title, manifest.version, files)


def _write(out: Path, sources: dict[str, Source], described: PackedManifest) -> None:
    draft = out.with_name(out.name + ".draft")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for exercise, source in sources.items():
                archive.writestr(zipfile.ZipInfo(f"{exercise}.py", EARLIEST), source.text)
            text = msgspec.json.format(msgspec.json.encode(described), indent=1)
            archive.writestr(zipfile.ZipInfo(MANIFEST, EARLIEST), text)
        draft.replace(out)
    except OSError as error:
        raise CourseError(f"{out} cannot be written: {error}") from error


def _points(exercise: str, report: Report | None) -> str:
    own = [r for f, r in report.functions.items() if f.startswith(f"{exercise}.")] if report else []
    return f"{sum(r.points for r in own):g} / {sum(r.of for r in own):g}" if own else "not checked"


def _note(source: Source, changed: bool) -> str:
    try:
        compile(source.text, source.filename, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return f"[red]does not load: {escape(str(error))}[/]"
    notes = ["[yellow]changed since the last check[/]"] if changed else []
    if b"raise NotImplementedError" in source.text:
        notes.append("[yellow]has functions that are not written yet[/]")
    return ", ".join(notes)
