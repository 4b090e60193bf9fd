"""One thread that writes to SQLite for a whole process: what waits is committed together."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

T = TypeVar("T")
Job: TypeAlias = Callable[[Session], T]
Entry: TypeAlias = tuple[Job[Any], Future[Any]]

MOST = 100  # jobs in a transaction, so that no other process waits long for the lock


class Turn:
    """Lets processes write one after the other, in the order they come.

    SQLite itself would let each try again after ever longer pauses, up to a tenth of a second.
    """

    def __init__(self, file: Path) -> None:
        self._handle = os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)

    def __enter__(self) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_EX)

    def __exit__(self, *_error: object) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the file back."""
        os.close(self._handle)


class Writer:
    """Runs jobs in the order they come; each in a savepoint of its own, so that one that fails harms no other."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = Turn(Path(f"{engine.url.database}-turn"))
        self._queue: SimpleQueue[Entry | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="quiz-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job[T]) -> Future[T]:
        """Queue a job; the future has its result once it is on the disk."""
        future: Future[T] = Future()
        self._queue.put((job, future))
        return future

    def close(self) -> None:
        """Write what is queued, then stop."""
        self._queue.put(None)
        self._thread.join()
        self._turn.close()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            entries, closing = [first], False
            try:
                while len(entries) < MOST and not closing:
                    entry = self._queue.get_nowait()
                    if entry is None:
                        closing = True
                    else:
                        entries.append(entry)
            except Empty:
                pass
            with self._turn:
                _write(self._engine, entries)
            if closing:
                return


def _write(engine: Engine, entries: list[Entry]) -> None:
    """Commit the jobs together; nobody is told before that."""
    done: list[tuple[Future[Any], Any]] = []
    failed: list[tuple[Future[Any], BaseException]] = []
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            for job, future in entries:
                try:
                    with session.begin_nested():
                        result = job(session)
                    done.append((future, result))
                except Exception as error:
                    failed.append((future, error))
                session.expunge_all()  # a job sees nothing of another's objects
    except Exception as error:
        failed.extend((future, error) for future, _ in done)
        told = {id(future) for future, _ in failed}
        failed.extend((future, error) for _, future in entries if id(future) not in told)
        done = []
    for future, result in done:
        future.set_result(result)
    for future, why in failed:
        future.set_exception(why)
