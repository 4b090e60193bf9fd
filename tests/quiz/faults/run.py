"""One siege: a sitting, a server that is killed again and again, students who do not give up."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import time
import urllib.parse
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import uvloop
from sqlalchemy import text

from quiz.store.sheets import Field
from tests.faults.chaos import below
from tests.quiz.load.browsing import Browser, Lost
from tests.quiz.load.figures import Figures
from tests.quiz.load.ledger import Ledger, losses
from tests.quiz.load.serving import HOST, Server, fields_of, make_sitting, opened, serving
from tests.quiz.load.students import Refused, Student

ATTEMPTS = 10
ENDS = 0.02  # how often a student hands in after a change, and begins the next attempt
OTHER = 0.3  # how often a save that failed is not repeated, but followed by another answer
KILLS = ("server", "server", "server", "worker")
BUSY = ": 503"


@dataclass
class Siege:
    """What was done and what came of it."""

    kind: str
    seconds: float = 0.0
    kills: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    ledgers: list[Ledger] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        """How many answers were acknowledged."""
        return sum(len(ledger.told) for ledger in self.ledgers)

    def told(self) -> str:
        """Say it."""
        handed_in = sum(ledger.handed_in for ledger in self.ledgers)
        return "\n".join(
            (
                f"{self.kind}: killed {dict(self.kills)} in {self.seconds:.0f} s; "
                f"requests that broke off: {dict(sorted(self.broken.items()))}",
                f"  {self.acknowledged} answers acknowledged, {handed_in} attempts handed in and marked; "
                f"lost or wrong: {len(self.lost)}",
                *(f"  {line}" for line in self.lost[:20]),
            )
        )


@dataclass
class Stubborn:
    """A student who tries again until the server says yes."""

    student: Student
    fields: dict[int, list[Field]]
    siege: Siege
    over: asyncio.Event

    async def sit(self) -> None:
        """Answer, hand in, begin the next attempt, until it is over."""
        try:
            await self._until_it_works("link", self.student.arrive)
            for number in range(1, ATTEMPTS + 1):
                if not self.over.is_set():
                    await self._attempt(number)
        finally:
            self.student.browser.close()

    async def _attempt(self, number: int) -> None:
        student, dice = self.student, self.student.dice
        student.ledger = Ledger(student.ledger.student, number)
        student.fields, student.answers, student.flags, student.seen = self.fields[number], {}, set(), 0
        self.siege.ledgers.append(student.ledger)
        await self._until_it_works("begin", student.begin)
        ending = False
        while not self.over.is_set() and not ending:
            await self._change(dice.randint(1, len(student.fields)))
            if dice.random() < 0.1:
                place = dice.randint(1, len(student.fields))
                await self._until_it_works("page", lambda place=place: student.look("page", f"/quiz/questions/{place}"))
            await asyncio.sleep(dice.expovariate(1 / 0.1))
            ending = dice.random() < ENDS and number < ATTEMPTS
        await self._until_it_works("hand in", lambda: self._hand_in(number))

    async def _change(self, place: int) -> None:
        student, dice = self.student, self.student.dice
        await student.change(place, dice.random() < 0.2)

        async def save() -> None:
            await student.save(place)

        async def save_or_change() -> None:
            if dice.random() < OTHER:
                await student.change(place, dice.random() < 0.2)
            await save()

        await self._until_it_works("save", save, save_or_change)

    async def _hand_in(self, number: int) -> None:
        """Hand in; a first try that went through unheard leads to the start page."""
        student = self.student
        with contextlib.suppress(Refused):
            await student.hand_in()
        page = await student.look("result", f"/quiz/result/{number}")
        if b"handed in" not in page.body:
            raise Refused("the result does not say that it is handed in")
        student.ledger.handed_in = True

    async def _until_it_works(
        self, what: str, first: Callable[[], Awaitable[object]], again: Callable[[], Awaitable[object]] | None = None
    ) -> None:
        action = first
        while True:
            try:
                await action()
                return
            except Lost:
                self.siege.broken[what] += 1
            except Refused as error:
                if not str(error).endswith(BUSY):
                    raise
                self.siege.broken[str(error)] += 1
            await asyncio.sleep(self.student.dice.uniform(0.05, 0.3))
            action = again or first


def run(rounds: int, students: int, kind: str, seed: int) -> Siege:
    """Kill so many times and look what is lost."""
    siege = Siege(kind)
    with serving(kind, workers=2) as (server, _):
        links = make_sitting(server, students, "--attempts", str(ATTEMPTS))
        server.start()
        started = time.monotonic()
        uvloop.run(_besiege(server, links, siege, rounds, seed))
        siege.seconds = time.monotonic() - started
        server.stop()
        with opened(server.url) as database:
            siege.lost = losses(database, siege.ledgers)
            if kind == "sqlite":
                with database.reading() as session:
                    found = session.scalars(text("PRAGMA integrity_check")).all()
                siege.lost += [f"the file: {line}" for line in found if line != "ok"]
        if "Traceback" in server.log:
            siege.lost.append(f"the server's log has a traceback:\n{server.log[-3000:]}")
    return siege


async def _besiege(server: Server, links: dict[str, str], siege: Siege, rounds: int, seed: int) -> None:
    with opened(server.url) as database:
        fields = fields_of(database)
    over = asyncio.Event()
    sitting = []
    for name, link in links.items():
        student = Student(
            link=urllib.parse.urlsplit(link).path,
            browser=Browser(HOST, server.port),
            fields=[],
            ledger=Ledger(name),
            figures=Figures(),
            dice=random.Random(f"{seed} {name}"),
            scripted=False,  # then a change waits for the save that is written out here
        )
        papers = {number: fields[name, number] for number in range(1, ATTEMPTS + 1)}
        sitting.append(asyncio.create_task(Stubborn(student, papers, siege, over).sit()))
    try:
        await asyncio.to_thread(_kill, server, siege, rounds, random.Random(seed))
    finally:
        over.set()
    await asyncio.gather(*sitting)


def _kill(server: Server, siege: Siege, rounds: int, dice: random.Random) -> None:
    """Kill at random moments, once students are at work; some fall into the start of what was killed before."""
    limit = time.monotonic() + 120
    while not siege.acknowledged and time.monotonic() < limit:
        time.sleep(0.05)
    for _ in range(rounds):
        time.sleep(dice.choice((dice.uniform(0, 0.5), dice.uniform(0.5, 3))))
        what = dice.choice(KILLS)
        if what == "worker":
            _kill_a_worker(server, dice)
        else:
            server.kill()
            server.start()
        siege.kills[what] += 1


def _kill_a_worker(server: Server, dice: random.Random) -> None:
    """Kill one worker process; the parent starts another."""
    assert server.process is not None
    workers = [pid for pid in below(server.process.pid) if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]
    with contextlib.suppress(ProcessLookupError):
        os.kill(dice.choice(sorted(workers)), signal.SIGKILL)
