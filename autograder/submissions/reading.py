"""Read the modules out of a submission, whatever it is, and say in plain sentences what is wrong with it.

Nothing here raises because of what a student handed in, writes to the disk, or follows a link.
The `manifest.json` of `autograder pack` is not looked at: students repack by hand, and that costs nothing.
"""

from __future__ import annotations

import io
import os
import re
import stat
import tokenize
from collections.abc import Container, Iterable
from contextlib import ExitStack
from pathlib import Path

from autograder.course import Course
from autograder.running.overlay import Source
from autograder.submissions import files, zips
from autograder.submissions.bounds import Bounds, Refused, Tally
from autograder.submissions.files import Item
from autograder.submissions.names import archive_ending, listed, plain, shown
from autograder.submissions.submission import Contents, Submission

LEVELS = 2
"""A zip, and a zip in it: learning platforms wrap what was handed in."""

_ENCODINGS = ("utf-8", "utf-8-sig", "ascii", "iso-8859-1", "latin-1", "cp1252", "cp1251", "koi8-r", "iso-8859-15")
# Decoding with any other codec that a module asks for might take hours (punycode) or warn (unicode_escape).


def read_submission(submission: Submission, course: Course, bounds: Bounds = Bounds()) -> Contents:
    """Read the modules of a submission: one file or folder, or several files that were handed in one by one.

    Raises: nothing that depends on what was handed in.
    """
    if not submission.files:
        return read_contents(submission.path, course, bounds)
    tally = Tally(bounds)
    return _read([files.item(path, (name,), tally) for name, path in submission.files], course, tally)


def read_contents(path: Path, course: Course, bounds: Bounds = Bounds()) -> Contents:
    """Read the modules that a file or folder holds.

    A module is found by its name.  The shallowest one counts; of two as deep, the one in a folder named like the
    course's package, then the first by name, and that is said.  Zips are opened for modules that are not there without
    them, and zips in zips for those that are still missing.

    Raises: nothing that depends on what was handed in.
    """
    tally = Tally(bounds)
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return Contents(problems=("there is nothing where the submission should be",), opened=False)
    if stat.S_ISDIR(mode):
        return _read(files.walk(path, (*_filenames(course.exercises), course.package), tally), course, tally)
    name = plain(path.name)
    if not stat.S_ISREG(mode):
        tally.say(files.LINKS if stat.S_ISLNK(mode) else files.SPECIAL, name)
        return Contents(problems=tally.problems, opened=False)
    return _read([files.item(path, (name,), tally)], course, tally)


def _read(items: list[Item], course: Course, tally: Tally) -> Contents:
    chosen: dict[str, list[Item]] = {}
    sources: dict[str, Source] = {}
    loose = items
    with ExitStack() as stack:
        for level in range(1 + LEVELS):
            if level and len(chosen) < len(course.exercises):
                loose = _unpack(loose, tally, stack)
                items = items + loose
            new = {module: found for module, found in _choose(loose, course).items() if module not in chosen}
            sources |= _load(new, course, tally)  # before more is unpacked, which may be too much
            chosen |= new
    folders = {chosen[module][0].folder for module in sources}
    for folder in sorted(folders) if len(folders) > 1 else ():
        tally.say("modules were taken from more than one folder", "/".join(folder) or "the top")
    readable = any(not archive_ending(item.name) for item in items) and len(sources) == len(chosen)
    if len(chosen) < len(course.exercises):
        _explain(chosen, items, course, tally)
    if not tally.problems and not items:
        tally.say("there is nothing to read in it")
    return Contents(sources, tally.problems, opened=bool(sources) or readable)


def _unpack(items: Iterable[Item], tally: Tally, stack: ExitStack) -> list[Item]:
    """Return what is in the zips among the items; the zips stay open as long as the stack."""
    found = []
    for item in sorted(items, key=lambda i: (len(i.parts), i.parts)):
        if archive_ending(item.name) != ".zip":
            continue
        if tally.archives >= tally.bounds.archives or tally.entries >= tally.bounds.entries:
            tally.say("there is too much in it to open all of the zips")
            break
        tally.archives += 1
        try:
            inside = zips.list_zip(stack.enter_context(item.open()), item.parts, tally)
        except Refused as refusal:
            tally.say(f"{shown(item.shown)} {refusal}")
            continue
        if not inside:
            tally.say("there is nothing to read in a zip", item.shown)
        found += inside
    return found


def _rank(item: Item, course: Course) -> tuple[int, bool]:
    return len(item.parts), item.parts[-2:-1] != (course.package,)


def _choose(items: Iterable[Item], course: Course) -> dict[str, list[Item]]:
    """Return, for each module that is there, the items that may be it, the one that counts first."""
    found: dict[str, list[Item]] = {}
    names = set(_filenames(course.exercises))
    for item in items:
        if item.name in names:
            found.setdefault(item.name.removesuffix(".py"), []).append(item)
    # Of two with the same name in the same folder of a zip, the last counts, as for everybody who unpacks it.
    for candidates in found.values():
        candidates.reverse()
        candidates.sort(key=lambda i: (_rank(i, course), i.parts))
    return {module: found[module] for module in course.exercises if module in found}


def _load(chosen: dict[str, list[Item]], course: Course, tally: Tally) -> dict[str, Source]:
    sources = {}
    for module, candidates in chosen.items():
        first, *others = candidates
        same = [item for item in others if _rank(item, course) == _rank(first, course)]
        if any(item.parts == first.parts for item in same):
            tally.say("of two files with the same name in a zip the last was taken", first.shown)
        elif same:
            tally.say(f"{module}.py is there more than once; {shown(first.shown)} was taken, not", same[0].shown)
        try:
            text = first.read(tally.bounds.module)
        except Refused as refusal:
            tally.say(f"{shown(first.shown)} {refusal}")
            continue
        sources[module] = Source(text, f"{module}.py")
        if fault := _fault(text):
            tally.say(f"{module}.py {fault}")
    return sources


def _fault(text: bytes) -> str:
    """Say why Python will not read a module's text, or return ""."""
    if not text.strip():
        return "is empty"
    if b"\0" in text:
        return "holds a zero byte, which no text does; save it as UTF-8"
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(text).readline)[0].lower()
        if encoding not in _ENCODINGS:
            return f"declares the encoding {shown(encoding)}; save it as UTF-8"
        text.decode(encoding)
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        return f"is not {error.encoding.upper()} in line {line}; save it as UTF-8"
    except SyntaxError:  # an encoding that there is not, or a first line that is not UTF-8
        return "is not UTF-8, and names no encoding that Python knows; save it as UTF-8"
    return ""


def _explain(chosen: Container[str], items: list[Item], course: Course, tally: Tally) -> None:
    """Say which modules are missing, and what there is that may have been meant."""
    wish = "hand in the zip that `autograder pack` makes"
    missing = [exercise for exercise in course.exercises if exercise not in chosen]
    for item in items:
        if item.name.casefold().endswith(".ipynb"):
            tally.say(f"notebooks are not graded yet; {wish}", item.shown)
        elif archive_ending(item.name) not in ("", ".zip"):
            tally.say(f"of archives, only zips are opened; {wish}", item.shown)
        elif len(missing) == len(course.exercises) and item.name.endswith(".py"):
            tally.say("these are no modules of the homework by their names", item.shown)
    if any(not archive_ending(item.name) for item in items):
        tally.say(f"there is no {', '.join(_filenames(missing))}")
    for module in missing:
        near = re.compile(re.escape(module) + r"[ _]?(-\d+|\(\d+\)|- ?copy|copy)?\.py(\.txt)?", re.IGNORECASE)
        if found := [item.shown for item in items if near.fullmatch(item.name)]:
            tally.say(f"a file must be called {module}.py to be graded as it; there is {listed(found)}")


def _filenames(modules: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{module}.py" for module in modules)
