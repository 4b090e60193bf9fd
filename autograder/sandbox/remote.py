"""The functions of a submission, in a worker.  A check calls them as it calls any others.

Callables that a check hands in, models and sources of noise, stay here and are called back from the worker, so that
what they know is never there.  A differentiable model stays here too: what it answers is a variable in the worker, and
the gradient by that variable comes back.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from autograder.checking.failure import Mismatch, Missing, NotLoaded, Raised, TimeLimit
from autograder.checking.implementation import Gradients, Implementation, Reply
from autograder.course import Course
from autograder.running.overlay import Source
from autograder.sandbox.frames import Closed, Late, WireError
from autograder.sandbox.limits import MOST_CALLBACKS, LimitHit, LimitName, Limits
from autograder.sandbox.messages import (
    Answer,
    Asked,
    Begin,
    Call,
    Failed,
    FromWorker,
    Load,
    Open,
    Returned,
    pack,
    read_from_worker,
)
from autograder.sandbox.values import decode, encode
from autograder.sandbox.warm import Nursery, Worker

Callables = list[Callable[..., Any]]


@dataclass(frozen=True)
class Handed:
    """A submission on its way into a worker."""

    course: Course
    homes: Mapping[str, str]
    sources: Mapping[str, Source]

    def opening(self) -> bytes:
        """Return the first message to a worker."""
        texts = {name: source.text for name, source in self.sources.items()}
        return pack(Open(self.course.package, self.course.exercises, dict(self.homes), texts))


class Remote(Implementation):
    """The functions of one submission.

    A worker that is slow, dies or lies is ended, and the check that ran fails; the next one gets a new worker.
    """

    def __init__(self, nursery: Nursery, handed: Handed, limits: Limits) -> None:
        """Prepare; a worker is made when the first function is called."""
        self.hits: list[LimitHit] = []
        self._nursery, self._handed, self._limits = nursery, handed, limits
        self._left = limits.total_seconds
        self._printed = 0
        self._check = ""
        self._seed = 0
        self._worker: Worker | None = None
        self._loaded: set[str] = set()
        self._stuck: set[str] = set()

    def begin(self, seed: int, check: str = "") -> None:
        """Tell the worker, if there is one."""
        self._seed, self._check = seed, check
        if self._worker:
            try:
                self._worker.channel.send(pack(Begin(seed)), time.monotonic() + self._limits.call_seconds)
            except (Late, Closed):
                self._lose()

    def invoke(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], differentiate: bool = False) -> Reply:
        """Call the function in the worker, and answer what it calls back."""
        module = self._handed.homes[name]
        if module in self._stuck:
            raise NotLoaded(f"{module}.py does not load", Raised(TimeLimit.__name__, "stopped"))
        callables: Callables = []
        values = [encode(a, callables) for a in args], {k: encode(v, callables) for k, v in kwargs.items()}
        self._load(module)
        call = Call(name, *values, differentiate)
        return self._result(self._exchange(pack(call), callables))

    def noticed(self) -> list[str]:
        """Return what an instructor should look at: how a worker ended or spoke that no homework makes it."""
        notes = dict.fromkeys(hit.note for hit in self.hits if hit.limit == "process")
        return [f"{note} ({sum(h.note == note for h in self.hits)} times)" for note in notes]

    def close(self) -> None:
        """End the worker."""
        if self._worker:
            worker, self._worker = self._worker, None
            worker.end()

    def _load(self, module: str) -> None:
        if self._worker is None:
            self._open()
        if module not in self._loaded:
            try:
                self._exchange(pack(Load(module)), [])
            except TimeLimit:
                self._stuck.add(module)
                raise NotLoaded(f"{module}.py does not load", Raised(TimeLimit.__name__, "stopped")) from None
            self._loaded.add(module)

    def _open(self) -> None:
        if self._left <= 0:
            self._hit("total seconds", f"{self._limits.total_seconds:g} s are used up")
            raise TimeLimit
        self._worker = self._nursery.open(self._limits)
        self._loaded = set()
        self._exchange(self._handed.opening(), [])
        self._worker.channel.send(pack(Begin(self._seed)), time.monotonic() + self._limits.call_seconds)

    def _exchange(self, frame: bytes, callables: Callables) -> Ended:
        """Send a request and answer callbacks until it is answered.

        Raises: TimeLimit; Raised where the worker ends or breaks the rules; what a callable raised.
        """
        worker = self._worker
        assert worker is not None
        if not worker.channel.quiet():
            self._broken("it spoke without being asked")
        started = time.monotonic()
        deadline = started + min(self._limits.call_seconds, self._left)
        raised: list[BaseException] = []
        try:
            worker.channel.send(frame, deadline)
            for _ in range(MOST_CALLBACKS + 1):
                message = read_from_worker(worker.channel.receive(deadline))
                if not isinstance(message, Asked):
                    return Ended(message, raised)
                worker.channel.send(pack(self._answer(message, callables, raised)), deadline)
            self._broken(f"it called back more than {MOST_CALLBACKS} times in one call")
        except Late:
            self._too_slow()
        except Closed:
            self._died()
        except WireError as error:
            self._broken(str(error))
        finally:
            self._left -= time.monotonic() - started

    def _answer(self, asked: Asked, callables: Callables, raised: list[BaseException]) -> Answer:
        """Call what the worker asks for.  What it raises is kept here; the worker learns no more than its type."""
        if not 0 <= asked.index < len(callables):
            raise WireError(f"there is no callable {asked.index}")
        args, kwargs = [decode(a) for a in asked.args], {name: decode(a) for name, a in asked.kwargs.items()}
        try:
            return Answer(encode(callables[asked.index](*args, **kwargs)))
        except Exception as error:
            raised.append(error)
            return Answer(error="AssertionError" if isinstance(error, Mismatch) else type(error).__name__)

    def _result(self, ended: Ended) -> Reply:
        message = ended.message
        if isinstance(message, Returned):
            self._print(message.printed)
            return _reply(message)
        if not isinstance(message, Failed):
            self._broken(f"it answered a call with {type(message).__name__}")
        self._print(message.printed)
        if message.limit:
            self._hit(message.limit, message.kind)
        if message.how == "missing":
            raise Missing(message.function, message.message)
        cause = Raised(message.kind, message.text, message.line)
        if message.how == "load":
            raise NotLoaded(message.message, cause)
        if 0 <= message.callback < len(ended.raised):
            original = ended.raised[message.callback]
            if isinstance(original, Mismatch):
                raise original
            raise Raised(type(original).__name__, str(original).strip(), message.line)
        raise cause

    def _print(self, text: str) -> None:
        """Print what the submission has printed: whoever captures the output of checks gets this too."""
        room = (self._limits.output_kib << 10) - self._printed
        self._printed += len(text)
        sys.stdout.write(text[: max(room, 0)])
        if text and self._printed >= self._limits.output_kib << 10:
            self._hit("output", f"{self._limits.output_kib} KiB")

    def _too_slow(self) -> NoReturn:
        self._lose()
        if self._left <= self._limits.call_seconds / 1000:
            self._hit("total seconds", f"{self._limits.total_seconds:g} s are used up")
        else:
            self._hit("call seconds", f"no answer in {self._limits.call_seconds:g} s")
        raise TimeLimit

    def _died(self) -> NoReturn:
        how = self._lose(grace=0.5)
        self._hit("process", how)
        raise Raised("Stopped", f"the process {how}")

    def _broken(self, how: str) -> NoReturn:
        self._lose()
        self._hit("process", how)
        raise Raised("Stopped", "the process answered in a way that no function does")

    def _lose(self, grace: float = 0.0) -> str:
        worker, self._worker = self._worker, None
        return worker.end(grace) if worker else ""

    def _hit(self, limit: LimitName, note: str) -> None:
        hit = LimitHit(limit, self._check, note)
        if hit not in self.hits:
            self.hits.append(hit)


@dataclass(frozen=True)
class Ended:
    """The last message of an exchange, and what callables have raised on the way."""

    message: FromWorker
    raised: list[BaseException]


def _reply(message: Returned) -> Reply:
    value = decode(message.value)
    if message.arguments is not None:
        value = Gradients(value, [decode(g) for g in message.arguments], [decode(g) for g in message.outputs or []])
    return Reply(value, message.changed, message.shared)
