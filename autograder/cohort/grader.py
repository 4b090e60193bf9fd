"""A grader: a process that grades one submission after the other and writes their records.

`python -m autograder.cohort.grader DESCRIPTOR`.  It holds the checks and the seed; submissions run in workers of its
nursery.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from autograder.checking.checks import Check, load_checks
from autograder.checking.failure import Abandoned
from autograder.cohort.plan import Plan, Task, key_of
from autograder.cohort.record import Record, RecordStatus
from autograder.cohort.recording import not_graded, status_of, with_circumstances
from autograder.course import Course, load_course
from autograder.running.report import FunctionResult
from autograder.sandbox import linux
from autograder.sandbox.memory import Memory
from autograder.sandbox.warm import Nursery, WorkerKilled
from autograder.submissions.reading import read_submission
from autograder.submissions.submission import Contents

if TYPE_CHECKING:
    from autograder.sandbox.remote import Remote

TRIES = 3
"""How often a submission is graded again when the nursery is lost."""


class Done(msgspec.Struct, frozen=True):
    """What a grader says of a finished task.

    status: that of the record, or "disk full"; "ready" comes before any task.
    limits: how many limits were hit.
    """

    record: str = ""
    status: RecordStatus | Literal["disk full", "ready"] = "ready"
    limits: int = 0
    note: str = ""


class Grader:
    """Everything that does not change between two submissions."""

    def __init__(self, plan: Plan) -> None:
        """Start the nursery, and load the checks while it warms up.

        Raises: Refused, NurseryLost.
        """
        self.plan = plan
        self.course: Course = load_course(Path(plan.root))
        self.nursery = self._start()
        import torch

        from autograder.diagnosis.diagnoser import Diagnoser
        from autograder.running.runner import Settings

        torch.set_num_threads(1)
        self._checks: list[Check] = load_checks(self.course)
        self._diagnoser = Diagnoser(self.course, Settings())
        self._memory = Memory()
        self.nursery.ready()

    def grade(self, task: Task) -> Record:
        """Grade one submission; if its sandbox is lost on the way, in another one, from the beginning.

        A worker that is killed from outside each time is held against the submission in the end.
        """
        contents = read_submission(task.submission, self.course)
        why = ""
        for tried in range(1, TRIES + 1):
            try:
                return self._grade(task, contents, self._memory if tried == 1 else None, patient=tried < TRIES)
            except WorkerKilled:
                continue
            except Abandoned as lost:
                why = str(lost) or type(lost).__name__
                print(f"{task.record}: {why}", file=sys.stderr)
                self.restart()
        return not_graded(task, f"its sandbox was lost {TRIES} times: {why}")

    def restart(self) -> None:
        """Start another nursery.

        Raises: Refused, NurseryLost.
        """
        self.nursery.close()
        self.nursery = self._start()
        self.nursery.ready()

    def _start(self) -> Nursery:
        return Nursery(self.course, self.plan.level)

    @linux.one_processor()
    def _grade(self, task: Task, contents: Contents, memory: Memory | None, patient: bool) -> Record:
        from autograder.running.grading import with_sources
        from autograder.running.trial import homes
        from autograder.sandbox.remote import Handed, Remote

        started = time.perf_counter()
        handed = Handed(self.course, homes(self._checks), contents.sources)
        remote = Remote(self.nursery, handed, self.plan.limits, memory, patient)
        try:
            results = self._run(remote, self.plan.seed, self.plan.functions)
            results, noticed = self._diagnosed(remote, results)
        finally:
            remote.close()
        results = with_sources(results, contents.sources)
        record = Record(
            points=sum(r.points for r in results.values()),
            of=sum(r.of for r in results.values()),
            functions=results,
            seed=self.plan.seed,
            student=task.student,
            status=status_of(contents, results),
            grade=0.0,
            key=key_of(self.plan, task.submission, contents),
            load_problems=tuple(remote.load_problems),
            limits=tuple(remote.hits),
            noticed=(*noticed, *((task.note,) if task.note else ())),
            seconds=round(time.perf_counter() - started, 3),
        )
        return with_circumstances(record, task, contents, self.course)

    def _run(self, remote: Remote, seed: int, functions: Iterable[str] | None) -> dict[str, FunctionResult]:
        from autograder.running.runner import Runner, Settings

        return Runner(self._checks, remote, Settings(seed, seconds=self.plan.limits.call_seconds)).run(functions)

    def _diagnosed(
        self, remote: Remote, results: dict[str, FunctionResult]
    ) -> tuple[dict[str, FunctionResult], list[str]]:
        """Name the mistakes behind wrong results, and notice what is right on the public inputs alone.

        What is wrong is checked again on the public seed, for which the values of every known mistake, and of every two
        at once, are written down.  So no mistake has to be made anew for each class, and a grader needs no solutions.
        """
        from autograder.checking.inputs import PUBLIC_SEED

        wrong = [f for f, r in results.items() if r.status == "failed" and not _kinds(r) & {"time", "load"}]
        hits = len(remote.hits)
        public = self._run(remote, PUBLIC_SEED, [f.rpartition(".")[2] for f in wrong]) if wrong else {}
        del remote.hits[hits:]
        noticed = [
            f"{f} is right on the public inputs and wrong on others" for f in wrong if public[f].status == "passed"
        ]
        named = {f: self._diagnoser.name(f, public[f]) for f in wrong}
        return {f: msgspec.structs.replace(r, diagnosis=named.get(f)) for f, r in results.items()}, noticed


def _kinds(result: FunctionResult) -> set[str]:
    return {outcome.failure.kind for outcome in result.checks if outcome.failure}


def main() -> None:
    """Grade what comes over the connection until it is closed."""
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who gives out the work
    connection = socket.socket(fileno=int(sys.argv[1]))
    plan = msgspec.msgpack.decode(connection.recv(1 << 16), type=Plan)
    grader = Grader(plan)

    def say(done: Done) -> None:
        connection.send(msgspec.msgpack.encode(done))

    say(Done())
    while data := connection.recv(1 << 16):
        task = msgspec.msgpack.decode(data, type=Task)
        record = grader.grade(task)
        try:
            record.write(Path(plan.results) / "records" / f"{task.record}.json")
        except OSError as error:
            say(Done(task.record, "disk full", note=error.strerror or str(error)))
            continue
        say(Done(task.record, record.status, len(record.limits)))
    grader.nursery.close()
    os._exit(0)


if __name__ == "__main__":
    main()
