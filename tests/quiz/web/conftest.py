from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from quiz.drawing import paper_of
from quiz.store import Database, open_database
from quiz.store.attempts import begin
from quiz.store.rosters import Student
from quiz.store.sheets import sheet_of
from quiz.store.sittings import Plan, make_sitting
from quiz.store.tables import Attempt, Seat
from quiz.web.app import create_app
from quiz.web.entry import link_path

STUDENTS = [
    Student("s01", "Ada Lovelace"),
    Student("s02", "Émile Borel", time_factor=1.5),
    Student("s03", "<b>Eve</b>"),
]
SEVEN = Path(__file__).parents[1] / "banks" / "practice"


@dataclass
class Clock:
    """The real time and an offset that a test moves."""

    offset: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.offset


@dataclass
class Served:
    """A server that runs in a thread of the test, on a real port and a real file."""

    address: str
    database: Database
    clock: Clock
    bank: object
    sitting: int = 0
    clients: list[httpx.Client] = field(default_factory=list)

    def make_sitting(self, students: list[Student] = STUDENTS, **plan: object) -> int:
        """Make a sitting in which every student gets all seven questions."""
        plan = {"title": "Final quiz", "minutes": 40, **plan}
        count = len(students) * plan.get("attempts", 1)
        sheets = [
            sheet_of(paper_of(list(self.bank), f"paper {number}", title="Final quiz", minutes=40))
            for number in range(count)
        ]
        self.sitting = self.database.write(
            lambda session: make_sitting(session, Plan(**plan), students, sheets, self.clock()).id
        )
        return self.sitting

    def seat(self, student: str = "s01") -> Seat:
        with self.database.reading() as session:
            return session.query(Seat).filter_by(sitting_id=self.sitting, student=student).one()

    def link(self, student: str = "s01") -> str:
        return self.address + link_path(self.database.signing, self.seat(student))

    def attempt(self, student: str = "s01", number: int = 1) -> Attempt:
        with self.database.reading() as session:
            attempt = session.query(Attempt).filter_by(seat_id=self.seat(student).id, number=number).one()
            _ = attempt.public, attempt.private, attempt.shown, attempt.fields
            return attempt

    def begin(self, student: str = "s01") -> None:
        seat = self.seat(student).id
        self.database.write(lambda session: begin(session, session.get_one(Seat, seat), self.clock()))

    def client(self) -> httpx.Client:
        client = httpx.Client(base_url=self.address, follow_redirects=True, timeout=30)
        self.clients.append(client)
        return client

    def sit(self, student: str = "s01") -> httpx.Client:
        """Open the link of a student and begin."""
        client = self.client()
        client.get(self.link(student))
        self.begin(student)
        return client


def csrf_of(client: httpx.Client, path: str = "/quiz") -> str:
    return client.get(path).text.partition('name="csrf" value="')[2].partition('"')[0]


@pytest.fixture
def served(tmp_path, seven) -> Iterator[Served]:
    database = open_database(f"sqlite:///{tmp_path / 'quiz.db'}")
    clock = Clock()
    config = uvicorn.Config(
        create_app(database, clock, SEVEN), host="127.0.0.1", port=0, log_level="warning", access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    served = Served(f"http://127.0.0.1:{port}", database, clock, seven)
    served.make_sitting()
    yield served
    for client in served.clients:
        client.close()
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")  # two of these at once do not get along
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("the pages are looked at in a real browser, and there is none: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--headless"])
        yield browser
        browser.close()


@pytest.fixture
def new_context(browser) -> Iterator[Callable[..., BrowserContext]]:
    """A device of a student: its own cookies and storage."""
    contexts: list[BrowserContext] = []

    def new_context(width: int = 1200, scheme: str = "light", **more: object) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": 850}, color_scheme=scheme, **more)
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context

    yield new_context
    for context in contexts:
        context.close()


@pytest.fixture
def open_quiz(served, new_context) -> Callable[..., Page]:
    """A page of a student who has begun, on a device of its own."""

    def open_quiz(student: str = "s01", path: str = "/quiz/questions", **context: object) -> Page:
        page = new_context(**context).new_page()
        served.begin(student)
        page.goto(served.link(student))
        page.goto(served.address + path)
        return page

    return open_quiz
