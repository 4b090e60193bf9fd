"""A grader's conversation with the worker of one submission: questions, answers, deadlines, and what is remembered."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from typing import NoReturn

from autograder.checking.failure import NotLoaded, Raised, TimeLimit
from autograder.sandbox.frames import Closed, Late, WireError
from autograder.sandbox.limits import MOST_CALLBACKS, LimitHit, LimitName, Limits
from autograder.sandbox.memory import Exchange, Memory, Outcome, Question, digest
from autograder.sandbox.messages import Begin, Failed, Load, pack, read_from_worker
from autograder.sandbox.warm import KILLED, Nursery, NurseryLost, Worker, WorkerKilled


class Conversation:
    """Ask a worker, one question at a time; make a new worker where there is none.

    hits:       the limits that the submission has run into.
    unloadable: the modules that do not load, and why; found out before anything was asked.
    """

    def __init__(
        self, nursery: Nursery, opening: bytes, modules: Iterable[str], limits: Limits, patient: bool = False
    ) -> None:
        """Prepare.

        opening: the first message to a worker, with the submission in it.
        modules: the modules to load, in order.
        patient: whether a worker that was killed from outside is no fault of the submission: WorkerKilled is raised.
        """
        self.unloadable: dict[str, NotLoaded] = {}
        self._patient, self._modules = patient, tuple(modules)
        self.hits: list[LimitHit] = []
        self.exchanges: list[Exchange] = []
        self._nursery, self._opening, self._limits = nursery, opening, limits
        self._left = limits.total_seconds
        self._check, self._seed = "", 0
        self._worker: Worker | None = None
        self._replay: deque[Exchange] = deque()
        self._deadline, self._callbacks = 0.0, 0

    @property
    def topic(self) -> str:
        """What the conversation is about: a check and the seed of its inputs."""
        return f"{self._check} {self._seed}"

    def begin(self, check: str, seed: int) -> None:
        """Begin a check."""
        self._check, self._seed = check, seed
        self.exchanges = []
        self._replay.clear()
        if self._worker:
            self._tell_seed()

    def ask(self, frame: bytes, module: str | None) -> bytes:
        """Send a message and return the answer to it.

        module: that of the function, for a call; None for the answer to a callback.
        Raises: TimeLimit; NotLoaded for a module that does not load; Raised where the worker ended or broke
        the rules.
        """
        if self._replay:
            exchange = self._replay.popleft()
            if exchange.frame != frame:
                raise NurseryLost(f"{self._check} did not ask the same twice")
        else:
            exchange = self._exchange(frame, module)
        self.exchanges.append(exchange)
        if isinstance(exchange.answer, BaseException):
            raise exchange.answer
        return exchange.answer

    def play(self, memory: Memory) -> Outcome | None:
        """Ask what the check has asked others, as long as the answers are known; return the outcome if they all are.

        If one is not, the check has to be run: it is given the answers so far again, and then goes on with the worker.
        """
        step = memory.first(self.topic)
        while isinstance(step, Question):
            exchange = self._exchange(step.frame, step.module)
            self._replay.append(exchange)
            if isinstance(exchange.answer, BaseException):
                return None
            step = step.answers.get(digest(exchange.answer))
        return step

    def broken(self, how: str) -> NoReturn:
        """End a worker that has broken the rules."""
        self._lose()
        self.hit("process", how)
        raise Raised("Stopped", "the process answered in a way that no function does")

    def hit(self, limit: LimitName, note: str) -> None:
        """Write down that a limit was hit."""
        hit = LimitHit(limit, self._check, note)
        if hit not in self.hits:
            self.hits.append(hit)

    def close(self) -> None:
        """End the worker."""
        self._lose()

    def _exchange(self, frame: bytes, module: str | None) -> Exchange:
        try:
            return Exchange(frame, module, self._ask(frame, module))
        except (TimeLimit, NotLoaded, Raised) as error:
            return Exchange(frame, module, error)

    def _ask(self, frame: bytes, module: str | None) -> bytes:
        if module is not None:
            if self._worker is None:
                self._open()
            if module in self.unloadable:
                raise self.unloadable[module]
            self._start_call()
        else:
            self._callbacks += 1
            if self._callbacks > MOST_CALLBACKS:
                self.broken(f"it called back more than {MOST_CALLBACKS} times in one call")
        return self._send(frame)

    def _send(self, frame: bytes) -> bytes:
        if self._worker is None:
            raise NurseryLost("there is no worker to answer")
        started = time.monotonic()
        try:
            self._worker.channel.send(frame, self._deadline)
            return self._worker.channel.receive(self._deadline)
        except Late:
            self._too_slow()
        except Closed:
            self._died()
        except WireError as error:
            self.broken(str(error))
        finally:
            self._left -= time.monotonic() - started

    def _start_call(self) -> None:
        self._deadline = time.monotonic() + min(self._limits.call_seconds, max(self._left, 0.0))
        self._callbacks = 0

    def _open(self) -> None:
        """Make a worker, and load all modules before anything is asked.

        So the reason why one does not load cannot tell of what was asked.
        """
        if self._left <= 0:
            self.hit("total seconds", f"{self._limits.total_seconds:g} s are used up")
            raise TimeLimit
        self._worker = self._nursery.open(self._limits)
        self._start_call()
        self._send(self._opening)
        for module in self._modules:
            if not self._is_stuck(module):
                self._load(module)
        self._tell_seed()

    def _load(self, module: str) -> None:
        self._start_call()
        try:
            reply = read_from_worker(self._send(pack(Load(module))))
        except WireError as error:
            self.broken(str(error))
        except TimeLimit:
            stopped = Raised(TimeLimit.__name__, f"stopped after {self._limits.call_seconds:g} s")
            self.unloadable[module] = NotLoaded(f"{module}.py does not load", stopped)
            self._open()
            return
        if isinstance(reply, Failed):
            if reply.limit:
                self.hit(reply.limit, reply.kind)
            cause = Raised(reply.kind, reply.text, reply.line)
            self.unloadable.setdefault(module, NotLoaded(f"{module}.py does not load", cause))

    def _is_stuck(self, module: str) -> bool:
        error = self.unloadable.get(module)
        return bool(error and error.cause and error.cause.kind == TimeLimit.__name__)

    def _tell_seed(self) -> None:
        if self._worker:
            try:
                self._worker.channel.send(pack(Begin(self._seed)), time.monotonic() + self._limits.call_seconds)
            except (Late, Closed):  # the next check has a worker of its own
                self._lose()

    def _too_slow(self) -> NoReturn:
        self._lose()
        if self._left <= 0.001 * self._limits.call_seconds:
            self.hit("total seconds", f"{self._limits.total_seconds:g} s are used up")
        else:
            self.hit("call seconds", f"no answer in {self._limits.call_seconds:g} s")
        raise TimeLimit

    def _died(self) -> NoReturn:
        how = self._lose(grace=0.5) or "closed its connection"
        if how == KILLED and self._patient:
            raise WorkerKilled(self._check)
        self.hit("process", how)
        raise Raised("Stopped", f"the process {how}")

    def _lose(self, grace: float = 0.0) -> str:
        worker, self._worker = self._worker, None
        return worker.end(grace) if worker else ""
