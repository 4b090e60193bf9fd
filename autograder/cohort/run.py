"""Grade a class: give the submissions out to graders, and lose none whatever dies on the way.

The record of a submission is written by the process that graded it, whole or not at all.  A run that was stopped begins
with what has no record yet.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder.cohort.grader import Done
from autograder.cohort.plan import Plan, Task, key_of, task_of
from autograder.cohort.record import Record, record_name
from autograder.cohort.recording import missing, not_graded, with_circumstances
from autograder.course import Course, CourseError
from autograder.submissions.reading import read_submission
from autograder.submissions.roster import Student
from autograder.submissions.submission import Submission

TRIES = 3
"""How often a submission is given out when graders die on it."""

START_SECONDS = 300.0
SLACK_SECONDS = 120.0
"""How much longer than the limit on a submission a grader may take before it counts as wedged."""

Progress = Callable[[int, int], None]


@dataclass
class Summary:
    """What came of a run: how many submissions in each status, how many were kept from before, how many hit a limit."""

    statuses: dict[str, int] = field(default_factory=dict)
    kept: int = 0
    limits: int = 0
    restarts: int = 0


def grade_cohort(
    course: Course, submissions: Sequence[Submission], plan: Plan, jobs: int, progress: Progress | None = None
) -> Summary:
    """Grade what has no record yet with this plan.

    Raises: CourseError if the results cannot be written or a grader cannot start.
    """
    records = Path(plan.results) / "records"
    try:
        records.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CourseError(f"{records} cannot be made: {error.strerror}; give another place with --out") from error
    tasks = [task_of(s, name) for s, name in named(submissions)]
    summary = Summary()
    waiting = deque(task for task in tasks if not _kept(course, plan, records, task, summary))
    with contextlib.closing(_Office(plan, len(tasks), summary, progress)) as office:
        office.work(waiting, min(jobs, len(waiting)))
    return summary


def retire(results: Path, current: Iterable[str]) -> int:
    """Move the records that are nobody's any more into records/retired, and return how many there were.

    current: the names of the records of those who are in the class.
    """
    names = set(current)
    old = [path for path in sorted((results / "records").glob("*.json")) if path.stem not in names]
    for path in old:
        retired = path.parent / "retired"
        retired.mkdir(exist_ok=True)
        path.replace(retired / path.name)
    return len(old)


def refuse_other_functions(results: Path, functions: Sequence[str]) -> None:
    """Refuse to mix grades for some functions with grades for others in one folder.

    functions: the qualified names of those that are to be graded.
    Raises: CourseError.
    """
    for path in (results / "records").glob("*.json"):
        try:
            record = msgspec.json.decode(path.read_bytes(), type=Record)
        except (OSError, msgspec.DecodeError):
            continue
        if record.functions and set(record.functions) != set(functions):
            raise CourseError(
                f"{results} holds grades for {len(record.functions)} functions, and these are {len(functions)}; "
                "give another folder with --out"
            )


def write_missing(results: Path, students: Sequence[Student], of: float) -> None:
    """Write the records of those on the roster who have handed in nothing; `of`: the points there were."""
    for student in students:
        missing(student, of).write(results / "records" / f"{record_name(student.id)}.json")


def named(submissions: Sequence[Submission]) -> Iterator[tuple[Submission, str]]:
    """Yield each submission with the name of its record; where a student has several, each attempt has its own."""
    attempts = Counter(s.student for s in submissions)
    for submission in submissions:
        attempt = submission.attempt if attempts[submission.student] > 1 else None
        yield submission, record_name(submission.student, attempt)


def _kept(course: Course, plan: Plan, records: Path, task: Task, summary: Summary) -> bool:
    """Whether there is a record of this submission with this plan already; if so, bring up to date whose it is."""
    path = records / f"{task.record}.json"
    try:
        record = msgspec.json.decode(path.read_bytes(), type=Record)
    except (OSError, msgspec.DecodeError):
        return False
    contents = read_submission(task.submission, course)
    if record.key != key_of(plan, task.submission, contents):
        return False
    current = with_circumstances(record, task, contents, course)
    if current != record:
        current.write(path)
    _count(summary, record.status, len(record.limits))
    summary.kept += 1
    return True


def _count(summary: Summary, status: str, limits: int) -> None:
    summary.statuses[status] = summary.statuses.get(status, 0) + 1
    summary.limits += bool(limits)


@dataclass
class _Desk:
    """One grader, and what it has to do."""

    process: subprocess.Popen[bytes]
    connection: socket.socket
    task: Task | None = None
    deadline: float = 0.0


class _Office:
    """Gives tasks to graders, and replaces those that die or do not answer."""

    def __init__(self, plan: Plan, of: int, summary: Summary, progress: Progress | None) -> None:
        self._plan, self._of, self._summary, self._progress = plan, of, summary, progress
        self._selector = selectors.DefaultSelector()
        self._desks: list[_Desk] = []
        self._tries: dict[str, int] = {}
        self._starts_failed = 0

    def work(self, waiting: deque[Task], jobs: int) -> None:
        """Have everything graded that waits."""
        self._waiting = waiting
        self._show()
        for _ in range(jobs):
            self._hire()
        while self._waiting or any(desk.task for desk in self._desks):
            for key, _ in self._selector.select(timeout=1.0):
                self._hear(key.data)
            for desk in [d for d in self._desks if d.deadline and time.monotonic() > d.deadline]:
                self._replace(desk, "it did not answer")

    def close(self) -> None:
        """Send everybody home."""
        for desk in self._desks:
            self._dismiss(desk)
        self._selector.close()

    def _hire(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        words = [sys.executable, "-P", "-m", "autograder.cohort.grader", str(theirs.fileno())]
        log = (Path(self._plan.results) / "grader.log").open("ab")
        with theirs, log:
            environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
            process = subprocess.Popen(
                words, pass_fds=[theirs.fileno()], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        ours.send(msgspec.msgpack.encode(self._plan))
        desk = _Desk(process, ours, deadline=time.monotonic() + START_SECONDS)
        self._desks.append(desk)
        self._selector.register(ours, selectors.EVENT_READ, desk)

    def _hear(self, desk: _Desk) -> None:
        try:
            data = desk.connection.recv(1 << 16)
        except OSError:
            data = b""
        if not data:
            self._replace(desk, "it died")
            return
        done = msgspec.msgpack.decode(data, type=Done)
        if done.status == "disk full":
            raise CourseError(f"a record cannot be written: {done.note}; make room, and the same command goes on")
        if done.status != "ready":
            self._count(done.status, done.limits)
        self._starts_failed = 0
        self._give(desk)

    def _give(self, desk: _Desk) -> None:
        desk.task = self._waiting.popleft() if self._waiting else None
        desk.deadline = time.monotonic() + self._plan.limits.total_seconds + SLACK_SECONDS if desk.task else 0.0
        if desk.task:
            with contextlib.suppress(OSError):  # a grader that has died is heard of at the next turn
                desk.connection.send(msgspec.msgpack.encode(desk.task))

    def _replace(self, desk: _Desk, why: str) -> None:
        self._dismiss(desk)
        self._desks.remove(desk)
        self._summary.restarts += 1
        task = desk.task
        if task is None:
            self._starts_failed += 1
            if self._starts_failed > TRIES:
                log = Path(self._plan.results) / "grader.log"
                raise CourseError(f"a grader could not start: {why}; {log} has what it said last")
        elif self._tries.setdefault(task.record, 1) >= TRIES:
            record = not_graded(task, f"the grader failed on it {TRIES} times: {why}")
            record.write(Path(self._plan.results) / "records" / f"{task.record}.json")
            self._count(record.status, 0)
        else:
            self._tries[task.record] += 1
            self._waiting.appendleft(task)
        if self._waiting:
            self._hire()

    def _dismiss(self, desk: _Desk) -> None:
        self._selector.unregister(desk.connection)
        desk.connection.close()
        desk.process.kill()
        desk.process.wait()

    def _count(self, status: str, limits: int) -> None:
        _count(self._summary, status, limits)
        self._show()

    def _show(self) -> None:
        if self._progress:
            self._progress(sum(self._summary.statuses.values()), self._of)
