"""A student at a browser: opens the link, begins, thinks, answers, flags, goes on, checks, hands in.

The pace is that of 40 minutes; a factor compresses it.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

from quiz.store.sheets import Field
from tests.quiz.load.answering import any_answer, form_fields
from tests.quiz.load.browsing import JSON, Answer, Browser, form_of
from tests.quiz.load.figures import Figures
from tests.quiz.load.ledger import Ledger, Told

MINUTES = 40
ARRIVING = 60.0  # seconds in which all open their links: a class begins together
READING = (10.0, 60.0)  # seconds at the rules
ENDING = (0.7, 0.98)  # when students hand in, as a share of the time
WITHOUT_SCRIPT = 0.05  # share of students whose browser runs no JavaScript
FLAGGED, LOOKS = 0.15, 3  # share of questions that are flagged; pages looked at again in the end
OKAY = frozenset({200, 303})


class Refused(Exception):
    """The server answered, and not as it should."""


@dataclass
class Student:
    """One who sits."""

    link: str
    browser: Browser
    fields: list[Field]
    ledger: Ledger
    figures: Figures
    dice: random.Random
    scripted: bool = True
    token: str = ""
    seen: int = 0
    answers: dict[int, Any] = field(default_factory=dict)
    flags: set[int] = field(default_factory=set)

    async def ask(self, kind: str, method: str, path: str, body: bytes = b"", **more: str) -> Answer:
        """Send a request, measure it, and refuse what is no success."""
        began = time.perf_counter()
        answer = await self.browser.ask(method, path, body, **more)
        if answer.status not in OKAY:
            raise Refused(f"{kind}: {answer.status}")
        self.figures.note(kind, time.perf_counter() - began)
        return answer

    async def look(self, kind: str, path: str) -> Answer:
        """Load a page, and learn what it tells the script."""
        page = await self.ask(kind, "GET", path)
        if page.status == 200:
            self.token = page.csrf or self.token
            seen = page.body.partition(b'name="seen" value="')[2].partition(b'"')[0]
            self.seen = max(self.seen, int(seen or 0))
        return page

    async def arrive(self) -> None:
        """Open the personal link."""
        await self.ask("link", "GET", self.link)
        page = await self.look("page", "/quiz")
        for part in page.body.split(b'href="/static/')[1:]:
            await self.ask("static", "GET", "/static/" + part.partition(b'"')[0].decode())

    async def begin(self) -> None:
        """Begin, or go on."""
        answer = await self.ask("begin", "POST", "/quiz/begin", form_of({"csrf": self.token}))
        if answer.where != "/quiz/questions":
            raise Refused(f"begin leads to {answer.where}")
        self.ledger.begun = True
        page = await self.look("page", answer.where)
        script = page.body.partition(b'<script src="')[2].partition(b'"')[0].decode()
        await self.ask("static", "GET", script)

    async def change(self, place: int, flag: bool) -> None:
        """Answer a question anew; the script saves it."""
        answer = any_answer(self.fields[place - 1], self.dice, self.answers.get(place))
        self.answers[place] = answer
        (self.flags.add if flag else self.flags.discard)(place)
        if self.scripted:
            await self.save(place)

    async def save(self, place: int) -> None:
        """Save as the script does."""
        change = {"place": place, "answer": self.answers[place], "flag": place in self.flags}
        body = json.dumps({"seen": self.seen, "changes": [change]}).encode()
        said = (await self.ask("save", "POST", "/quiz/save", body, mime=JSON, token=self.token)).json
        self.seen = said["revision"]
        self.ledger.note(Told(place, change["answer"], change["flag"], said["revision"]))

    async def go(self, place: int, where: str) -> None:
        """Send the form of a question, and load the page that its button leads to."""
        fields = [("csrf", self.token), ("seen", str(self.seen)), ("go", where)]
        fields += form_fields(self.fields[place - 1], place, self.answers.get(place), place in self.flags)
        answer = await self.ask("form", "POST", f"/quiz/questions/{place}", form_of(fields))
        if not answer.where:
            raise Refused("form: " + answer.body.partition(b'role="alert">')[2].partition(b"<")[0].decode())
        if place in self.answers:
            self.ledger.last[place] = self.answers[place], place in self.flags
        await self.look("page", answer.where)

    async def hand_in(self) -> None:
        """Hand in, and look at the result."""
        answer = await self.ask("hand in", "POST", "/quiz/hand-in", form_of({"csrf": self.token}))
        if not answer.where.startswith("/quiz/result/"):
            raise Refused(f"hand in leads to {answer.where}")
        self.ledger.handed_in = True
        page = await self.look("result", answer.where)
        if b"handed in" not in page.body:
            raise Refused("the result does not say that it is handed in")


async def sit(student: Student, factor: float, minutes: float = MINUTES) -> None:
    """Sit a whole quiz, so many times faster than people are."""
    dice, count, begun = student.dice, len(student.fields), time.monotonic()

    async def until(second: float) -> None:
        await asyncio.sleep(begun + second / factor - time.monotonic())

    now = dice.uniform(0, ARRIVING)
    await until(now)
    await student.arrive()
    now += dice.uniform(*READING)
    await until(now)
    await student.begin()
    end = 60 * minutes * dice.uniform(*ENDING)
    slots = sorted(dice.uniform(now, end) for _ in range(count + LOOKS))
    for place, leaving in enumerate(slots[:count], start=1):
        for moment in sorted(dice.uniform(now, leaving) for _ in range(dice.randint(1, 3))):
            await until(moment)
            await student.change(place, dice.random() < FLAGGED)
        now = leaving
        await until(now)
        await student.go(place, "next")
    for leaving in slots[count:]:  # now at the page that checks: look at some again
        place = dice.randint(1, count)
        await student.look("page", f"/quiz/questions/{place}")
        await until(leaving)
        await student.change(place, flag=False)
        await student.go(place, "check")
    await until(end)
    await student.hand_in()
