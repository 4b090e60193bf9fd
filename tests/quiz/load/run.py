"""One run: a sitting, a server, all students at once, and what came of it."""

from __future__ import annotations

import asyncio
import random
import urllib.parse
from dataclasses import dataclass

import uvloop
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tests.quiz.load.browsing import Browser, Lost
from tests.quiz.load.figures import Figures, Usage, percentile
from tests.quiz.load.ledger import Ledger, losses
from tests.quiz.load.serving import HOST, Server, fields_of, make_sitting, opened, serving
from tests.quiz.load.students import MINUTES, WITHOUT_SCRIPT, Refused, Student, sit

SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}


@dataclass
class Outcome:
    """What a run found."""

    what: str
    figures: Figures
    usage: Usage
    lost: list[str]
    told: int
    said: str

    @property
    def is_good(self) -> bool:
        """Whether there was no error and nothing is lost."""
        return not self.figures.errors and not self.lost and "Traceback" not in self.said

    @property
    def p99(self) -> float:
        """Within which time 99 of 100 requests were answered."""
        return percentile(self.figures.everything, 0.99)

    def show(self) -> None:
        """Print it."""
        console, usage = Console(highlight=False), self.usage
        table = Table("requests", box=SIMPLE, pad_edge=False)
        for name in ("number", "per second", *(f"{share} ms" for share in SHARES), "slowest ms"):
            table.add_column(name, justify="right")
        rows = {**dict(sorted(self.figures.seconds.items())), "all": self.figures.everything}
        for kind, found in rows.items():
            times = [percentile(found, share) for share in SHARES.values()]
            cells = [f"{1000 * time:.1f}" for time in (*times, max(found, default=0.0))]
            table.add_row(kind, f"{len(found)}", f"{len(found) / usage.seconds:.1f}", *cells)
        console.print(f"\n{self.what}")
        console.print(table)
        servers = ", ".join(f"{name} {100 * used / usage.seconds:.0f} %" for name, used in usage.server.items())
        console.print(
            f"processor, of one core: {servers}, client {100 * usage.client / usage.seconds:.0f} %, "
            f"others on this machine {100 * usage.others / usage.seconds:.0f} %; "
            f"memory of the server {usage.memory / 2**20:.0f} MiB"
        )
        console.print(f"{self.told} answers were acknowledged, {len(self.lost)} of them are lost or wrong")
        for line in (*self.lost[:10], *(f"error: {what} ({count})" for what, count in self.figures.errors.items())):
            console.print(f"  {line}", markup=False)
        if "Traceback" in self.said:
            console.print(self.said[-3000:], markup=False)


def run(students: int, minutes: float, kind: str, workers: int = 2, seed: int = 0) -> Outcome:
    """Let so many students sit; the 40 minutes are played in so many."""
    factor = MINUTES / minutes
    what = f"{students} students, {kind}, {workers} workers, {MINUTES} minutes played in {minutes:g} ({factor:g} times)"
    with serving(kind, workers) as (server, database_pid):
        links = make_sitting(server, students)
        server.start()
        assert server.process is not None
        pids = {"server": server.process.pid, **({"PostgreSQL": database_pid} if database_pid else {})}
        figures, usage = Figures(), Usage(pids)
        class_of = students_of(server, links, figures, seed)
        uvloop.run(_play(class_of, factor, usage))
        server.stop()
        ledgers = [student.ledger for student in class_of]
        with opened(server.url) as database:
            lost = losses(database, ledgers)
        return Outcome(what, figures, usage, lost, sum(len(ledger.told) for ledger in ledgers), server.log)


def students_of(server: Server, links: dict[str, str], figures: Figures, seed: int) -> list[Student]:
    """Return the students of a sitting, each with dice of its own."""
    with opened(server.url) as database:
        fields = fields_of(database)
    return [
        Student(
            link=urllib.parse.urlsplit(link).path,
            browser=Browser(HOST, server.port),
            fields=fields[name, 1],
            ledger=Ledger(name),
            figures=figures,
            dice=(dice := random.Random(f"{seed} {name}")),
            scripted=dice.random() >= WITHOUT_SCRIPT,
        )
        for name, link in links.items()
    ]


async def _play(students: list[Student], factor: float, usage: Usage) -> None:
    watching = asyncio.create_task(usage.watch())
    await asyncio.gather(*(_sit(student, factor) for student in students))
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def _sit(student: Student, factor: float) -> None:
    try:
        await sit(student, factor)
    except (Lost, Refused) as error:
        student.figures.errors[str(error)] += 1
    finally:
        student.browser.close()
