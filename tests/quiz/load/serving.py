"""A server as an instructor starts it: a sitting made by the command line, `quiz serve` in a process of its own."""

from __future__ import annotations

import contextlib
import csv
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quiz.store import Database, open_database
from quiz.store.sheets import Field, read_fields
from quiz.store.tables import Attempt, Seat
from tests import postgresql

HOST = "127.0.0.1"
BLUEPRINT = Path(__file__).with_name("blueprint.yaml")


@dataclass
class Server:
    """`quiz serve`, in a session of its own so that it can be ended as a whole."""

    folder: Path
    url: str
    workers: int
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "server.log").open("ab") as log:
            command = [sys.executable, "-m", "quiz", "serve", "--database", self.url, "--port", str(self.port)]
            self.process = subprocess.Popen(
                [*command, "--workers", str(self.workers)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
                start_new_session=True,
            )
        limit = time.monotonic() + 120
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"the server did not start:\n{self.log}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{HOST}:{self.port}/practice", timeout=5):
            return True
        return False

    def kill(self) -> None:
        """End it at once, with all of its workers."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        limit = time.monotonic() + 60
        while not _is_free(self.port):  # the workers are not ours to wait for
            assert time.monotonic() < limit, "the port is not free a minute after the server was killed"
            time.sleep(0.01)

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(60)
                return
            self.kill()
            raise AssertionError("the server did not end within a minute")

    @property
    def log(self) -> str:
        """What it said."""
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex((HOST, port)) != 0


@contextlib.contextmanager
def serving(kind: str, workers: int) -> Iterator[tuple[Server, int | None]]:
    """Give a server that is not started yet, on an empty database; with the process of PostgreSQL, if it is that."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="quiz-")))
        if kind == "sqlite":
            url, pid = f"sqlite:///{folder / 'quiz.db'}", None
        else:
            running = stack.enter_context(postgresql.server(durable=True))
            url, pid = running.url.format("postgres"), running.pid
        server = Server(folder, url, workers, free_port())
        stack.callback(server.stop)
        yield server, pid


def make_sitting(server: Server, students: int, *options: str) -> dict[str, str]:
    """Make a sitting by the command line; return the path of each student's link."""
    roster, links = (server.folder / f"{name}-{time.monotonic_ns()}.csv" for name in ("roster", "links"))
    names = [f"s{number:05d}" for number in range(students)]
    roster.write_text("id,name\n" + "".join(f"{name},Student {name}\n" for name in names), encoding="utf-8")
    command = [sys.executable, "-m", "quiz", "sitting", "new", "Load", "--database", server.url]
    command += ["--blueprint", str(BLUEPRINT), "--roster", str(roster), "--out", str(links), "--base-url", "", *options]
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    with links.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["link"] for row in csv.DictReader(file)}


def fields_of(database: Database) -> dict[tuple[str, int], list[Field]]:
    """Return by student and attempt which answers the questions can have."""
    with database.reading() as session:
        rows = session.query(Seat.student, Attempt.number, Attempt.fields).join(Attempt, Attempt.seat_id == Seat.id)
        return {(student, number): read_fields(stored) for student, number, stored in rows}


@contextlib.contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open the database beside the server."""
    database = open_database(url)
    try:
        yield database
    finally:
        database.close()
