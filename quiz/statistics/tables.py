"""Responses as a CSV file: what the instructor's pages give out, `quiz report` reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from quiz.statistics.responses import Option, Question, Response, ResponseError, Responses

NEEDED = ("student", "question", "score", "of")
COLUMNS = (
    *("student", "attempt", "place", "question", "topic", "status", "score", "of"),
    *("chosen", "right", "options"),
)
BETWEEN = "\n"  # between the options of one cell; their texts are folded to one line
# A spreadsheet takes a cell that begins with one of these for a formula; an apostrophe in front says that it is text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(shown: str) -> str:
    """Return the text of a cell."""
    return shown[1:] if shown.startswith("'") and shown[1:].startswith(FORMULA) else shown


def write_table(given: Responses) -> str:
    """Return responses as CSV, a line for each student and question."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    catalogue = given.catalogue()
    for response in given.responses:
        question = catalogue[response.question]
        known = [option for option in question.options if option.right is not None]
        row = {
            "student": cell(response.student),
            "attempt": str(response.attempt),
            "place": "" if response.place is None else str(response.place),
            "question": cell(response.question),
            "topic": cell(question.topic),
            "status": "blank" if response.blank else "answered",
            "score": repr(response.score),
            "of": repr(response.of),
            "chosen": _joined(response.chosen),
            "right": _joined(option.name for option in known if option.right),
            "options": _joined(option.name for option in question.options if option.offered),
        }
        rows.writerow([row[name] for name in COLUMNS])
    return out.getvalue()


def _joined(names: Iterable[str]) -> str:
    return cell(BETWEEN.join(names))


def read_table(file: Path) -> Responses:
    """Read a CSV file with the columns student, question, score and of, and if wanted the others of `COLUMNS`.

    Raises: ResponseError that names file and line.
    """
    try:
        # newline="": a cell may hold lines.
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return _read(file, csv.DictReader(lines, strict=True))
    except UnicodeDecodeError:
        raise ResponseError(f"{file} is not UTF-8; save it as `CSV UTF-8`") from None


def _read(file: Path, rows: csv.DictReader[str]) -> Responses:
    found: list[Response] = []
    options: dict[str, dict[str, Option]] = {}
    topics: dict[str, str] = {}
    try:
        seen = rows.fieldnames or ()
        if missing := [name for name in NEEDED if name not in seen]:
            shown = ", ".join(seen) or "nothing"
            raise ResponseError(f"{file}:1: no column `{missing[0]}`; seen {shown}; expected {','.join(NEEDED)}")
        for row in rows:
            response = _response(f"{file}:{rows.line_num}", row)
            found.append(response)
            topics.setdefault(response.question, plain(row.get("topic") or ""))
            _add_options(options.setdefault(response.question, {}), row, response.chosen)
    except csv.Error as error:
        raise ResponseError(f"{file}:{rows.line_num}: {error}; write fields with commas or quotes in quotes") from None
    if not found:
        raise ResponseError(f"{file}: no response; write a line for each student and question below the columns")
    return Responses(
        tuple(found), tuple(Question(name, topics[name], tuple(known.values())) for name, known in options.items())
    )


def _response(where: str, row: dict[str, str]) -> Response:
    cells = {name: plain((row.get(name) or "").strip()) for name in COLUMNS}
    if empty := [name for name in NEEDED if not cells[name]]:
        raise ResponseError(f"{where}: no {empty[0]}; every line needs {', '.join(NEEDED)}")
    chosen = _split(cells["chosen"])
    status = cells["status"]
    blank = status == "blank" if status else row.get("chosen") is not None and not chosen
    return Response(
        student=cells["student"],
        question=cells["question"],
        score=_number(where, "score", cells["score"]),
        of=_number(where, "of", cells["of"]),
        chosen=chosen,
        blank=blank,
        attempt=_whole(where, "attempt", cells["attempt"]) or 1,
        place=_whole(where, "place", cells["place"]),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.splitlines() if part.strip()))


def _add_options(known: dict[str, Option], row: dict[str, str], chosen: tuple[str, ...]) -> None:
    """Learn which options a question has; what is not among the right ones is wrong, if any is said to be right."""
    offered, right = (_split(plain((row.get(name) or "").strip())) for name in ("options", "right"))
    for name in dict.fromkeys((*offered, *right, *chosen)):
        known.setdefault(name, Option(name, name in right if right else None, offered=name in offered))


def _number(where: str, name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ResponseError(f"{where}: {name} is `{text}`; expected a number, such as 0.5") from None


def _whole(where: str, name: str, text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise ResponseError(f"{where}: {name} is `{text}`; expected a whole number") from None
    return int(text)
