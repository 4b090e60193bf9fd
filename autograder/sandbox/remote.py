"""The functions of a submission, in a worker.  A check calls them as it calls any others.

Callables that a check hands in, models and sources of noise, stay here and are called back from the worker, so that
what they know is never there.  A differentiable model stays here too: what it answers is a variable in the worker, and
the gradient by that variable comes back.
"""

from __future__ import annotations

import builtins
import contextlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.checking.failure import FORESEEN, Abandoned, Failure, Mismatch, Missing, NotLoaded, Raised, TimeLimit
from autograder.checking.implementation import Gradients, Implementation, Reply
from autograder.course import Course
from autograder.running.overlay import Source
from autograder.sandbox.conversation import Conversation
from autograder.sandbox.frames import WireError
from autograder.sandbox.limits import LimitHit, Limits
from autograder.sandbox.memory import Memory, Outcome
from autograder.sandbox.messages import Answer, Asked, Call, Failed, FromWorker, Open, Returned, pack, read_from_worker
from autograder.sandbox.values import decode_all, encode
from autograder.sandbox.warm import Nursery

LONGEST_REASON = 100
_PLACE = re.compile(r"(\w+)\.py line (\d{1,6}):")


@dataclass(frozen=True)
class Handed:
    """A submission on its way into a worker; `homes` maps each function to its module."""

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

    keeps_time = True

    def __init__(
        self, nursery: Nursery, handed: Handed, limits: Limits, memory: Memory | None = None, patient: bool = False
    ) -> None:
        """Prepare; a worker is made when the first function is called.

        patient: raise WorkerKilled where a worker is killed from outside, instead of blaming the submission.
        """
        self._handed, self._limits, self._memory = handed, limits, memory
        modules = [name for name in handed.course.exercises if name in handed.sources]
        self._conversation = Conversation(nursery, handed.opening(), modules, limits, patient)
        self._printed, self._hits_before = 0, 0

    @property
    def hits(self) -> list[LimitHit]:
        """The limits that the submission has run into."""
        return self._conversation.hits

    @property
    def load_problems(self) -> list[str]:
        """Why modules do not load, in sentences that the student may read: nothing had been asked of them yet."""
        found = self._conversation.unloadable
        return [_sentence(found[name], self._handed.sources) for name in self._handed.course.exercises if name in found]

    def begin(self, check: str, seed: int) -> None:
        """Begin a check."""
        self._hits_before = len(self.hits)
        self._conversation.begin(check, seed)

    def recall(self, check: str) -> tuple[Failure | None, str | None] | None:
        """Ask the worker what this check has asked others; if all its answers are theirs, so is the outcome."""
        with _own_faults():
            outcome = self._conversation.play(self._memory) if self._memory else None
            if outcome is None:
                return None
            self._print(outcome.printed)
            return outcome.failure, outcome.stub

    def remember(self, check: str, failure: Failure | None, stub: str | None, printed: str) -> None:
        """Remember how the check that was just run went, unless it asked nothing or a limit had a part in it."""
        if self._memory and self._conversation.exchanges and len(self.hits) == self._hits_before:
            self._memory.keep(self._conversation.topic, self._conversation.exchanges, Outcome(failure, stub, printed))

    def invoke(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], differentiate: bool = False) -> Reply:
        """Call the function in the worker, and answer what it calls back."""
        with _own_faults():
            return self._invoke(name, args, kwargs, differentiate)

    def _invoke(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], differentiate: bool) -> Reply:
        callables: list[Callable[..., Any]] = []
        values = [encode(a, callables) for a in args], {k: encode(v, callables) for k, v in kwargs.items()}
        raised: list[BaseException] = []
        ask, module = self._conversation.ask, self._handed.homes[name]
        try:
            message = read_from_worker(ask(pack(Call(name, *values, differentiate)), module))
            while isinstance(message, Asked):
                answer = _answer(message, callables, raised)
                message = read_from_worker(ask(pack(answer), None))
            return self._result(message, raised)
        except WireError as error:
            self._conversation.broken(str(error))

    def close(self) -> None:
        """End the worker."""
        self._conversation.close()

    def _result(self, message: FromWorker, raised: list[BaseException]) -> Reply:
        if isinstance(message, Returned):
            self._print(message.printed)
            return _reply(message)
        if not isinstance(message, Failed):
            raise WireError(f"it answered a call with {type(message).__name__}")
        self._print(message.printed)
        if message.limit:
            self._conversation.hit(message.limit, message.kind)
        if message.how == "missing":
            raise Missing(message.function, message.message)
        if message.how == "load":
            raise NotLoaded(message.message, Raised(message.kind, message.text, message.line))
        if 0 <= message.callback < len(raised):
            original = raised[message.callback]
            if isinstance(original, Mismatch):
                raise original
            raise Raised(type(original).__name__, str(original).strip(), message.line)
        raise Raised(message.kind, message.text, message.line)

    def _print(self, text: str) -> None:
        """Print what the submission has printed: whoever captures the output of checks gets this too."""
        most = self._limits.output_kib << 10
        sys.stdout.write(text[: max(most - self._printed, 0)])
        self._printed += len(text)
        if text and self._printed >= most:
            self._conversation.hit("output", f"{self._limits.output_kib} KiB")


def _sentence(error: NotLoaded, sources: Mapping[str, Source]) -> str:
    """Say why a module does not load, in our words: of the worker's only the kind of error, and where, are taken."""
    cause = error.cause or Raised("", "")
    if cause.kind == TimeLimit.__name__:
        return f"{error}: {cause.text}"
    kind = getattr(builtins, cause.kind, None)
    builtin: type = kind if isinstance(kind, type) else object
    reason = cause.kind if issubclass(builtin, BaseException) else "an error of its own making"
    if issubclass(builtin, SyntaxError):
        reason += f": {cause.text.splitlines()[0][:LONGEST_REASON] if cause.text else ''}"
    place = _PLACE.match(cause.line or "")
    lines = sources[place[1]].text.decode("utf-8", "replace").splitlines() if place and place[1] in sources else []
    if place and 0 < int(place[2]) <= len(lines):
        reason += f" ({place[1]}.py line {place[2]}: {lines[int(place[2]) - 1].strip()[:LONGEST_REASON]})"
    return f"{error}: {reason}"


@contextlib.contextmanager
def _own_faults() -> Iterator[None]:
    """Let no fault of ours pass for an error of the student's, nor be remembered as one."""
    try:
        yield
    except FORESEEN:
        raise
    except Exception as error:
        raise EngineFailed(f"{type(error).__name__}: {error}") from error


class EngineFailed(Abandoned):
    """Something on this side went wrong that nobody has foreseen."""


def _answer(asked: Asked, callables: list[Callable[..., Any]], raised: list[BaseException]) -> Answer:
    """Call what the worker asks for.  What it raises is kept here; the worker learns no more than its type.

    Raises: WireError for a question that makes no sense.
    """
    if not 0 <= asked.index < len(callables):
        raise WireError(f"there is no callable {asked.index}")
    values = decode_all([*asked.args, *asked.kwargs.values()])
    args, kwargs = values[: len(asked.args)], dict(zip(asked.kwargs, values[len(asked.args) :], strict=True))
    try:
        return Answer(encode(callables[asked.index](*args, **kwargs)))
    except Exception as error:
        raised.append(error)
        return Answer(error="AssertionError" if isinstance(error, Mismatch) else type(error).__name__)


def _reply(message: Returned) -> Reply:
    arguments = message.arguments or []
    value, *gradients = decode_all([message.value, *arguments, *(message.outputs or ())])
    if message.arguments is not None:
        value = Gradients(value, gradients[: len(arguments)], gradients[len(arguments) :])
    return Reply(value, message.changed, message.shared)
