"""Results as CSV, and the item analysis."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from quiz.statistics import analyse
from quiz.statistics.page import part
from quiz.statistics.sources import read_sitting
from quiz.statistics.tables import cell, write_table
from quiz.store.grades import counted, totals
from quiz.store.instructors import record
from quiz.store.tables import Sitting
from quiz.web.instructor_login import InstructorRoute, TheInstructor, Who
from quiz.web.instructor_views import find_sitting
from quiz.web.site import Number, Site, TheSite, moment_text

router = APIRouter(route_class=InstructorRoute)
COLUMNS = ("student", "name", "email", "state", "begun", "handed in", "by", "attempts", "points", "of", "percent")


@router.get("/instructor/sittings/{number}/results.csv")
def results(site: TheSite, who: TheInstructor, number: Number) -> Response:
    """Give a line for each student: when, and how many points by the rule of the sitting."""
    with site.database.reading() as session:
        sitting = find_sitting(session, number)
        text = _csv(COLUMNS, _rows(session, sitting))
    return _file(site, who, number, "results", text)


def _rows(session: Session, sitting: Sitting) -> Iterable[Sequence[str]]:
    points = totals(session, sitting.id)
    for seat in sitting.seats:
        begun = [attempt for attempt in seat.attempts if attempt.started]
        graded = [attempt for attempt in begun if attempt.graded is not None and attempt.id in points]
        # What is not begun counts as nothing only once the instructor says so: an empty cell is no zero.
        last = begun[-1] if begun else None
        state = "not begun" if last is None else "handed in" if last.handed_in else "sitting"
        when = [moment_text(time) if time else "" for time in (last.started, last.handed_in)] if last else ["", ""]
        score = ["", "", ""]
        if graded:
            # Papers of a sitting may differ in points only if a blueprint draws so; shares compare all the same.
            share = counted([points[attempt.id][0] / points[attempt.id][1] for attempt in graded], sitting.counts)
            of = points[graded[-1].id][1]
            score = [f"{share * of:.6g}", f"{of:.6g}", f"{100 * share:.2f}"]
        by = (last.handed_in_by or "") if last else ""
        yield [cell(seat.student), cell(seat.name), cell(seat.email), state, *when, by, str(len(begun)), *score]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


@router.get("/instructor/sittings/{number}/answers.csv")
def answers(site: TheSite, who: TheInstructor, number: Number) -> Response:
    """Give a line for each student and question: what `quiz report` reads."""
    with site.database.reading() as session:
        find_sitting(session, number)
        text = write_table(read_sitting(session, number))
    return _file(site, who, number, "answers", text)


def _file(site: Site, who: Who, number: int, name: str, text: str) -> Response:
    now = site.clock()
    site.database.write(lambda session: record(session, now, who.name, "download", number, file=f"{name}.csv"))
    headers = {"content-disposition": f'attachment; filename="sitting-{number}-{name}.csv"'}
    # With its mark, spreadsheets know that it is UTF-8.
    return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/instructor/sittings/{number}/analysis")
def analysis_page(site: TheSite, who: TheInstructor, number: Number) -> Response:
    """Show which questions work."""
    with site.database.reading() as session:
        sitting = find_sitting(session, number)
        analysis = part(analyse(read_sitting(session, number)))
    return site.page("instructor_analysis.html", who=who, sitting=sitting, analysis=analysis)
