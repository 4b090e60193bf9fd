"""The grader's hold on a nursery: start it, ask it for workers, end them, and start another when it is lost."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time
from types import TracebackType

import msgspec

from autograder.checking.failure import Abandoned
from autograder.course import Course
from autograder.sandbox.frames import Channel, Closed, Late, WireError
from autograder.sandbox.limits import Level, Limits
from autograder.sandbox.nursery import Request, Response, Setup

START_SECONDS = 120.0
ANSWER_SECONDS = 20.0
"""After so long without an answer a nursery counts as wedged."""


KILLED = "was killed from outside"


class NurseryLost(Abandoned):
    """The nursery died, was stopped, or does not answer.  It is nobody's fault that is being graded."""


class WorkerKilled(Abandoned):
    """A worker was killed from outside: by a person, or for want of memory.  A submission cannot do that to itself."""


class Refused(Exception):
    """The machine does not give the level that was asked for; the message says what it said."""


class Worker:
    """One worker: a connection to it, and a sure way to end it."""

    def __init__(self, nursery: Nursery, channel: Channel, pid: int, handle: int) -> None:
        self.channel = channel
        self._nursery, self._pid, self._handle = nursery, pid, handle
        self._ended: str | None = None

    def end(self, grace: float = 0.0) -> str:
        """End the worker; return how it ended, in a few words, if it has done so by itself within `grace` seconds.

        Raises: NurseryLost.
        """
        if self._ended is None:
            by_itself = bool(select.select([self._handle], [], [], grace)[0])
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            self.channel.close()
            os.close(self._handle)
            self._ended = ""
            status = self._nursery.reap(self._pid)
            self._ended = _how(status) if by_itself else ""
        return self._ended


class Nursery:
    """A running nursery."""

    def __init__(self, course: Course, level: Level, warm: bool = True) -> None:
        """Start the process; `ready` waits for it, which takes as long as importing torch.

        warm: False to try whether the machine gives the level, and no more.
        """
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        words = [sys.executable, "-P", "-m", "autograder.sandbox.nursery", str(theirs.fileno())]
        self._process = subprocess.Popen(
            words,
            pass_fds=[theirs.fileno()],
            env=_environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        setup = Setup(level, str(course.root), course.package, str(course.stubs), course.exercises, warm)
        self._send(msgspec.msgpack.encode(setup), [])

    def ready(self) -> None:
        """Wait until it can make workers, and make one to be sure.

        Raises: Refused where the machine does not give the level, NurseryLost.
        """
        answer, _ = self._receive(START_SECONDS)
        if answer.error:
            raise Refused(answer.error)
        try:
            self.open(Limits()).end()
        except NurseryLost as error:
            raise Refused(str(error)) from error

    @property
    def pid(self) -> int:
        """The process that was started; it ends with its children."""
        return self._process.pid

    def open(self, limits: Limits) -> Worker:
        """Make a worker that runs where this process may run now.

        Raises: NurseryLost.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with theirs:
                self._send(msgspec.msgpack.encode(Request(limits, tuple(os.sched_getaffinity(0)))), [theirs.fileno()])
            answer, handles = self._receive(ANSWER_SECONDS)
            if answer.error or len(handles) != 1:
                raise NurseryLost(answer.error or "no handle came")
        except NurseryLost:
            ours.close()
            raise
        worker = Worker(self, Channel(ours), answer.pid, handles[0])
        try:
            first = worker.channel.receive(time.monotonic() + ANSWER_SECONDS)  # no submission is in it yet
        except (Closed, Late, WireError) as error:
            raise NurseryLost(f"a worker could not be shut in: it {worker.end(grace=1)}") from error
        if first:
            worker.end(grace=1)
            raise NurseryLost(f"a worker could not be shut in: {first.decode(errors='replace')}")
        return worker

    def reap(self, pid: int) -> int:
        """Wait for a worker that has ended or was told to, and return how it ended.

        Raises: NurseryLost.
        """
        self._send(msgspec.msgpack.encode(Request(reap=pid)), [])
        return self._receive(ANSWER_SECONDS)[0].status

    def close(self) -> None:
        """End the nursery and all of its workers."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, data: bytes, descriptors: list[int]) -> None:
        try:
            self._control.settimeout(ANSWER_SECONDS)
            socket.send_fds(self._control, [data], descriptors)
        except OSError as error:
            raise NurseryLost(str(error)) from error

    def _receive(self, seconds: float) -> tuple[Response, list[int]]:
        deadline = time.monotonic() + seconds
        try:
            self._control.settimeout(max(deadline - time.monotonic(), 0.001))
            data, descriptors, _, _ = socket.recv_fds(self._control, 1 << 16, 1)
        except OSError as error:
            raise NurseryLost(str(error) or "no answer") from error
        if not data:
            raise NurseryLost("it has ended")
        return msgspec.msgpack.decode(data, type=Response), descriptors


def _environment() -> dict[str, str]:
    """Return all that a nursery's environment holds: nothing of ours but where Python is."""
    one_thread = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "MKL", "OPENBLAS", "NUMEXPR")}
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "VIRTUAL_ENV") if name in os.environ}
    return {"PATH": os.defpath, "HOME": "/tmp", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", **one_thread, **kept}


def _how(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGKILL:
            return KILLED
        if number == signal.SIGSYS:
            return "ended by a system call that no homework makes"
        named = {s.value: s.name for s in signal.Signals}  # those of real time have no names
        return f"ended by {named.get(number, f'signal {number}')}"
    return f"ended by itself with code {os.waitstatus_to_exitcode(status)}"
